import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import type { ShrinkStep } from '../findings/shrink/interestingness.ts';
import type { PartValue } from './parts.ts';
import { randomOf, Variation, type Freedom, type Slot, type StillFails } from './vary.ts';
import { grouped } from '../data/grouped.ts';

/** Parts that were varied as one, and what they may be. */
export interface Explained {
  readonly sort: string;
  /** One, or several that are equal in the run and were given each value at once. */
  readonly slots: readonly Slot[];
  readonly freedom: Freedom;
}

/** What of a failing run matters. */
export interface Explanation {
  /** In the order of the sorts and the steps. */
  readonly parts: readonly Explained[];
  /** Sorts of numbers that matter, but for their size: all of them may be moved by the same amount. */
  readonly shiftable: readonly string[];
  /** Parts that may be anything all at the same time. */
  readonly together: readonly Slot[];
  readonly tries: number;
}

/** Times that parts are varied at the same time before they are said to be free together. */
const JOINT_TRIES = 24;
const JOINT_TRIES_EACH = 6;

/**
 * What of a failing run matters: each part of each operation is varied while all others stay, those of equal value also at once, so
 * that it is seen which must be equal; then all that may be anything at the same time. At most 500 tries for a part. The same run gives
 * the same answer. O(parts × tries × run).
 */
export function explain(steps: readonly ShrinkStep[], stillFails: StillFails): Explanation {
  const variation = new Variation(steps, stillFails);
  const single = variation.slots.map((slot) => ({ sort: slot.sort, slots: [slot], freedom: variation.freedomOf([slot]) }));
  const parts = grouped(single, ({ sort }) => sort).flatMap((ofSort) => linked(ofSort, variation));
  const free = parts.filter(({ freedom }) => freedom.kind === 'any');
  // One that is told twice changes with those that it is equal to.
  const inJoined = new Set(free.flatMap(({ slots }) => (slots.length > 1 ? slots : [])));
  const once = free.filter(({ slots }) => slots.length > 1 || !inJoined.has(slots[0]));
  const together = jointly(once, variation);
  const fixed = new Set(parts.filter(({ freedom }) => ['matters', 'mixed', 'range'].includes(freedom.kind)).map(({ sort }) => sort));
  const shiftable = [...fixed].filter((sort) => mayShift(sort, variation));
  return { parts, shiftable, together, tries: variation.tries };
}

/**
 * Joins the parts of a sort that are equal, where they have more freedom when they change as one than those of them that are bound have
 * alone. One that is free alone is told twice then: what it may be by itself, and with the others.
 */
function linked(parts: readonly Explained[], variation: Variation): Explained[] {
  const joined: Explained[] = [];
  const taken = new Set<Explained>();
  for (const value of new Set(parts.map(({ slots }) => slots[0].value))) {
    const equal = parts.filter(({ slots }) => slots[0].value === value);
    const bound = equal.filter(({ freedom }) => freedom.kind !== 'any');
    if (equal.length < 2 || bound.length === 0) continue;
    const slots = equal.flatMap((one) => one.slots);
    const freedom = variation.freedomOf(slots);
    if (bound.some((one) => breadth(freedom) <= breadth(one.freedom))) continue;
    joined.push({ sort: equal[0].sort, slots, freedom });
    for (const one of bound) taken.add(one);
  }
  return [...joined, ...parts.filter((one) => !taken.has(one))].sort((a, b) => a.slots[0].step - b.slots[0].step);
}

const BREADTH: readonly Freedom['kind'][] = ['matters', 'mixed', 'some', 'range', 'but', 'any'];

function breadth({ kind }: Freedom): number {
  return BREADTH.indexOf(kind);
}

/** The parts, free each by itself, that may be anything at the same time: all of them, or those that can be added one after another. */
function jointly(free: readonly Explained[], variation: Variation): Slot[] {
  const entropy = new SeededEntropy('explain together');
  const holds = (parts: readonly Explained[], tries: number): boolean => {
    for (let at = 0; at < tries; at++) {
      const changes = parts.flatMap(({ slots }) => {
        const value = anyValue(slots[0], entropy);
        return slots.map((slot) => [slot, value] as const);
      });
      if (!variation.fails(changes)) return false;
    }
    return true;
  };
  let kept: readonly Explained[] = free;
  if (!holds(free, JOINT_TRIES)) {
    kept = [];
    for (const part of free) if (holds([...kept, part], JOINT_TRIES_EACH)) kept = [...kept, part];
  }
  return kept.flatMap(({ slots }) => slots);
}

function anyValue({ range }: Slot, entropy: SeededEntropy): PartValue {
  if (range.kind === 'choice') return entropy.pick(range.values);
  return range.orNull && entropy.chance({ numerator: 1, denominator: 4 }) ? null : randomOf(range, entropy);
}

const SHIFTS: readonly bigint[] = [1n, 2n, 5n, 1000n, 1_000_000_007n];

/** Whether all numbers of a sort may be moved by the same amount: then their differences matter alone. */
function mayShift(sort: Slot['sort'], variation: Variation): boolean {
  const numbers = variation.slots.filter((slot) => slot.sort === sort && typeof slot.value === 'bigint');
  if (numbers.length < 2 || new Set(numbers.map(({ value }) => value)).size < 2) return false;
  return SHIFTS.every((by) => {
    const fits = numbers.every(({ value, range }) => range.kind === 'number' && (value as bigint) + by <= range.max);
    return !fits || variation.fails(numbers.map((slot) => [slot, (slot.value as bigint) + by]));
  });
}
