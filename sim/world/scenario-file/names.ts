import { show } from '../../data/ops/refusal.ts';
import { didYouMean } from '../../data/did-you-mean.ts';
import { within, type FaultBook } from './fault.ts';

interface Named {
  readonly name: string;
}

/** Checks that no two entries of the list at `path` have one name. O(names). */
export function checkUnique(faults: FaultBook, path: string, entries: readonly Named[]): void {
  const seen = new Map<string, number>();
  for (const [at, { name }] of entries.entries()) {
    const before = seen.get(name);
    if (before !== undefined)
      faults.add(within(within(path, at), 'name'), `must differ from that of ${within(path, before)}, got ${show(name)} twice`);
    seen.set(name, at);
  }
}

/**
 * The name that stands at `path`, if there is something of that name. One that was left out is that of the only candidate.
 * `kind` is what the name is for: `link`. O(candidates).
 */
export function nameAmong(faults: FaultBook, path: string, name: string | undefined, kind: string, entries: readonly Named[]): string {
  const candidates = entries.map((entry) => entry.name);
  if (name === undefined) {
    if (candidates.length !== 1) faults.add(path, `is missing: it must be the name of a ${kind}, ${listed(candidates)}`);
    return candidates[0] ?? '';
  }
  if (!candidates.includes(name)) {
    faults.add(path, `must be the name of a ${kind}, ${listed(candidates)}, got ${show(name)}${didYouMean(name, candidates)}`);
  }
  return name;
}

const LISTED_MAX = 8;

function listed(candidates: readonly string[]): string {
  if (candidates.length === 0) return 'of which there is none';
  const others = candidates.length - LISTED_MAX;
  const rest = others > 0 ? ` or ${others === 1 ? 'one other' : `one of ${others} others`}` : '';
  return candidates.slice(0, LISTED_MAX).map(show).join(' or ') + rest;
}
