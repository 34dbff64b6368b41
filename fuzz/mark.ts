/** Hears of a mark: a name, and the value of what it stands for. */
export type MarkListener = (name: string, value: number) => void;

let listener: MarkListener | null = null;

/**
 * Tells the fuzzer of a state that its counters cannot see: how full a table is, how long a queue. Each new value of a name
 * makes an input worth keeping, as a new branch would; `value` is an integer from 0 to 2^32 − 1. A name has
 * {@link MARK_VALUES_MAX} values, further ones are not heard. Outside a fuzzer it does nothing. O(1).
 */
export function mark(name: string, value: number): void {
  listener?.(name, value);
}

/** Values of one name that count. */
export const MARK_VALUES_MAX = 256;

/** Sets who hears of marks; null for nobody. */
export function hearMarks(next: MarkListener | null): void {
  listener = next;
}
