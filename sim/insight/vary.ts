import type { Entropy } from '../data/entropy/entropy.ts';
import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import type { ShrinkStep } from '../findings/shrink/interestingness.ts';
import { partsOf, type PartRange, type PartValue } from './parts.ts';

/** One part of one operation of a failing run. */
export interface Slot {
  readonly step: number;
  readonly name: string;
  /** What it is a value of: parts of one sort may have to be equal. */
  readonly sort: string;
  readonly value: PartValue;
  readonly range: PartRange;
}

/** What a part, or several that are varied as one, may be while the run fails as it did. */
export type Freedom =
  /** Whatever was tried. */
  | { readonly kind: 'any' }
  /** Whatever was tried but values that stand elsewhere in the run. */
  | { readonly kind: 'but'; readonly values: readonly PartValue[] }
  /** Numbers from one to another; both ends were found by bisection. */
  | { readonly kind: 'range'; readonly from: bigint; readonly to: bigint }
  /** Some of few. */
  | { readonly kind: 'some'; readonly values: readonly PartValue[] }
  /** As `some` numbers that no range holds. */
  | { readonly kind: 'mixed'; readonly failed: number; readonly tried: number }
  /** Nothing else that was tried. */
  | { readonly kind: 'matters' };

/** Tries at most: each part is varied twice, alone and with those that are equal to it, so that it has 500. */
export const TRIES_MAX = 250;
const RANDOM_TRIES = 24;

/** Tells whether the run still fails in the same way with these operations. */
export type StillFails = (steps: readonly ShrinkStep[]) => boolean;

/** All parts of all operations, in order. */
function slotsOf(steps: readonly ShrinkStep[]): Slot[] {
  return steps.flatMap(({ op }, step) => partsOf(op).map(({ name, value, range }) => ({ step, name, sort: sortOf(name), value, range })));
}

function sortOf(name: string): string {
  const plain = name.replace(/^frame /, '');
  return plain === 'peer' ? 'pid' : plain;
}

/** The run with these values in these parts. */
function withValues(steps: readonly ShrinkStep[], changes: readonly (readonly [Slot, PartValue])[]): ShrinkStep[] {
  const changed = [...steps];
  for (const [{ step, name }, value] of changes) {
    const part = partsOf(changed[step].op).find((one) => one.name === name);
    if (part !== undefined) changed[step] = { ...changed[step], op: part.with(value) };
  }
  return changed;
}

/** Varies parts of one failing run. What it tries follows from the run alone. */
export class Variation {
  readonly #steps: readonly ShrinkStep[];
  readonly #stillFails: StillFails;
  readonly #slots: readonly Slot[];
  #tries = 0;

  constructor(steps: readonly ShrinkStep[], stillFails: StillFails) {
    this.#steps = steps;
    this.#stillFails = stillFails;
    this.#slots = slotsOf(steps);
  }

  /** All parts of the run. */
  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** Runs made so far. */
  get tries(): number {
    return this.#tries;
  }

  /** Whether the run fails as it did with these values. */
  fails(changes: readonly (readonly [Slot, PartValue])[]): boolean {
    this.#tries++;
    return this.#stillFails(withValues(this.#steps, changes));
  }

  /** What parts of equal value may be, all of them being given each value at once: one part, or several. O(tries × run). */
  freedomOf(slots: readonly Slot[]): Freedom {
    const [{ value, range }] = slots;
    let left = TRIES_MAX;
    const fails = (other: PartValue): boolean => left-- > 0 && this.fails(slots.map((slot) => [slot, other]));
    const elsewhere = this.#valuesElsewhere(slots);
    const tried = new Map<PartValue, boolean>();
    for (const other of [...elsewhere, ...valuesOf(slots[0])]) if (other !== value && !tried.has(other)) tried.set(other, fails(other));
    const failed = [...tried].filter(([, isFailing]) => isFailing).map(([other]) => other);
    if (failed.length === tried.size) return { kind: 'any' };
    if (failed.length === 0) return { kind: 'matters' };
    const passed = [...tried].filter(([, isFailing]) => !isFailing).map(([other]) => other);
    if (passed.every((other) => elsewhere.includes(other)) && failed.length > passed.length) return { kind: 'but', values: passed };
    if (range.kind === 'choice' || typeof value !== 'bigint') return { kind: 'some', values: [value, ...failed].slice(0, 8) };
    return rangeAround(value, tried, fails) ?? { kind: 'mixed', failed: failed.length, tried: tried.size };
  }

  /** Values of the same sort in the other parts of the run, that these parts may have. */
  #valuesElsewhere(slots: readonly Slot[]): PartValue[] {
    const [{ sort, range }] = slots;
    const others = this.#slots.filter((slot) => slot.sort === sort && !slots.includes(slot)).map(({ value }) => value);
    return [...new Set(others)].filter((value) => isWithin(value, range));
  }
}

function isWithin(value: PartValue, range: PartRange): boolean {
  if (range.kind === 'choice') return range.values.includes(value);
  return value === null ? range.orNull : typeof value === 'bigint' && value >= range.min && value <= range.max;
}

/** Values to try for a part: all of few; of numbers those around the ends and its own, powers of two, and some at random. */
function valuesOf({ step, name, value, range }: Slot): PartValue[] {
  if (range.kind === 'choice') return [...range.values];
  const { min, max, orNull } = range;
  const near = typeof value === 'bigint' ? [value - 1n, value + 1n, value * 2n] : [];
  const entropy = new SeededEntropy(`explain ${step} ${name}`);
  const random = Array.from({ length: RANDOM_TRIES }, () => randomOf(range, entropy));
  const values = [...near, min, min + 1n, max - 1n, max, ...random].filter((number) => number >= min && number <= max);
  return orNull ? [null, ...values] : values;
}

/** A number of a range: every size of it as likely as every other. */
export function randomOf({ min, max }: { readonly min: bigint; readonly max: bigint }, entropy: Entropy): bigint {
  const bits = (max - min).toString(2).length;
  const size = 2n ** BigInt(entropy.int(0, bits));
  return min + entropy.u64(0n, size > max - min ? max - min : size);
}

/** The range around a value in which the run fails: null where numbers outside of it fail, too, so that there is none. */
function rangeAround(value: bigint, tried: ReadonlyMap<PartValue, boolean>, fails: (value: bigint) => boolean): Freedom | null {
  const numbers = [...tried.keys()].filter((one) => typeof one === 'bigint').sort((a, b) => (a < b ? -1 : 1));
  const isFailing = (number: bigint): boolean => tried.get(number) === true;
  const below = numbers.filter((number) => number < value);
  const above = numbers.filter((number) => number > value);
  const lastBelow = below.findLast((number) => !isFailing(number));
  const firstAbove = above.find((number) => !isFailing(number));
  const outside = numbers.filter(
    (number) => (lastBelow !== undefined && number < lastBelow) || (firstAbove !== undefined && number > firstAbove),
  );
  if (outside.some(isFailing)) return null;
  const least = below.find((number) => lastBelow === undefined || number > lastBelow) ?? value;
  const most = above.findLast((number) => firstAbove === undefined || number < firstAbove) ?? value;
  const from = lastBelow === undefined ? least : boundary(lastBelow, least, fails);
  const to = firstAbove === undefined ? most : boundary(firstAbove, most, fails);
  return from === to ? { kind: 'matters' } : { kind: 'range', from, to };
}

/** Between one that passes and one that fails, in either direction: the last one that fails, by bisection. */
function boundary(passing: bigint, failing: bigint, fails: (value: bigint) => boolean): bigint {
  let [no, yes] = [passing, failing];
  while (yes - no > 1n || no - yes > 1n) {
    const middle = (no + yes) / 2n;
    if (fails(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
