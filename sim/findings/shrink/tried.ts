import { formatExpectedOp } from '../../data/ops/op-format.ts';
import type { ShrinkStep } from './interestingness.ts';

/**
 * Remembers which runs did not fail, by a hash of 53 bits over their operations, so that they are not made again. The steps of
 * the run at the start are told apart by identity, later ones by their text.
 */
export class Tried {
  readonly #numbers = new WeakMap<ShrinkStep, number>();
  readonly #byText = new Map<string, number>();
  readonly #seen = new Set<number>();
  #next = 1;

  /** `start` are the steps that most candidates are made of. */
  constructor(start: readonly ShrinkStep[]) {
    for (const step of start) this.#numbers.set(step, this.#next++);
  }

  /** Whether this run was noted before. O(steps). */
  has(steps: readonly ShrinkStep[]): boolean {
    return this.#seen.has(this.#keyOf(steps));
  }

  /** Notes a run. O(steps). */
  add(steps: readonly ShrinkStep[]): void {
    this.#seen.add(this.#keyOf(steps));
  }

  #keyOf(steps: readonly ShrinkStep[]): number {
    let high = 0x243f6a88;
    let low = 0x13198a2e;
    for (const step of steps) {
      const number = this.#numberOf(step);
      high = Math.imul(high ^ number, 0x9e3779b1);
      high ^= high >>> 15;
      low = Math.imul(low + number, 0x85ebca6b);
      low = (low << 13) | (low >>> 19);
    }
    return (high >>> 0) * 0x20_0000 + (low >>> 11);
  }

  #numberOf(step: ShrinkStep): number {
    const known = this.#numbers.get(step);
    if (known !== undefined) return known;
    const text = formatExpectedOp(step.op, step.expect);
    const number = this.#byText.get(text) ?? this.#next++;
    this.#byText.set(text, number);
    this.#numbers.set(step, number);
    return number;
  }
}
