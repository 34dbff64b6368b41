/** Takes a feature that a target reports: a name, and the value of what it stands for. */
export type FeatureListener = (name: string, value: number) => void;

let listener: FeatureListener | null = null;

/**
 * Reports a state that the coverage counters cannot see: how full a table is, how long a queue. Each new value of a name makes an
 * input worth keeping, as a new branch would; `value` is an integer from 0 to 2^32 − 1. A name has 256 values,
 * further ones are ignored. Outside a fuzzer it does nothing. O(1).
 */
export function reportFeature(name: string, value: number): void {
  listener?.(name, value);
}

/** Values of one name that count. */
export const FEATURE_VALUES_MAX = 256;

/** Sets the listener for reported features, null for none; the one before. */
export function setFeatureListener(next: FeatureListener | null): FeatureListener | null {
  const before = listener;
  listener = next;
  return before;
}

/** Carries out work that comes to the same whatever the input is, or counts what it counted before. */
export type Repeater = (work: () => void) => void;

let repeat: Repeater | null = null;

/**
 * Carries out work that is no part of the input: the same function comes to the same each time, reports no feature, and leaves nothing behind. A fuzzer carries
 * it out once in each process, and counts for each input what it has counted then; outside a fuzzer it is carried out each time.
 */
export function alike(work: () => void): void {
  if (repeat === null) work();
  else repeat(work);
}

/** Sets who carries out what {@link alike} is given; null for nobody. */
export function setRepeater(next: Repeater | null): void {
  repeat = next;
}

/** From this count on a goal was reached often: another feature than once, and than a few times. */
const OFTEN = 8;

/**
 * Reports which goals of the simulation an input reached, and about how often: an eviction that was rolled back, a nonce that
 * started over. O(goals).
 */
export function reportGoals(counts: ArrayLike<number>): void {
  for (let goal = 0; goal < counts.length; goal++) {
    const count = counts[goal];
    if (count > 0) reportFeature('goal', 3 * goal + (count === 1 ? 0 : count < OFTEN ? 1 : 2));
  }
}
