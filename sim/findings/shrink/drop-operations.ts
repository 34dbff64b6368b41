import { dropUnits } from './drop-units.ts';
import type { Search } from './search.ts';
import { singleUnits, unitsByPid, unitsByReading } from './units.ts';

/** Stretches of operations are tried at every offset up to this length, in runs up to that length. */
const STRETCH_MAX = 3;
/** Actors of which two at a time are taken out. */
const PAIRED_ACTORS_MAX = 8;
const STRETCHED_LENGTH_MAX = 100;

/**
 * Takes whole actors out: from time to time every second one, which keeps those who are left in the same part of the table, and
 * of a few actors two at a time, as one may be there to make up for the other.
 */
export function dropActors(search: Search): void {
  dropUnits(search, unitsByPid, () => {
    while (!search.isOver && dropEverySecond(search));
  });
  while (!search.isOver && dropPair(search));
}

function dropEverySecond(search: Search): boolean {
  const units = unitsByPid(search.steps);
  return units.length > PAIRED_ACTORS_MAX && [0, 1].some((odd) => search.drops(new Set(units.filter((_, at) => at % 2 === odd).flat())));
}

function dropPair(search: Search): boolean {
  const units = unitsByPid(search.steps);
  if (units.length > PAIRED_ACTORS_MAX) return false;
  return units.some((one, at) => units.slice(at + 1).some((other) => search.drops(new Set([...one, ...other]))));
}

/** Takes operations out: each datagram with the poll that reads it, then whatever stands alone, then short stretches. */
export function dropOperations(search: Search): void {
  dropUnits(search, unitsByReading);
  dropUnits(search, singleUnits);
  for (let size = STRETCH_MAX; size >= 2; size--) dropStretches(search, size);
}

function dropStretches(search: Search, size: number): void {
  if (search.steps.length > STRETCHED_LENGTH_MAX) return;
  for (let start = search.steps.length - 1 - size; start >= 1 && !search.isOver; start--) {
    const places = Array.from({ length: size }, (_, at) => start + at);
    if (search.drops(new Set(places))) start = Math.min(start, search.steps.length - size);
  }
}
