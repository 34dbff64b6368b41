import type { Entropy, Ratio } from '../../data/entropy/entropy.ts';
import { SeededEntropy } from '../../data/entropy/seeded-entropy.ts';

/** Which of two seeds is drawn from: all streams look at it. */
export interface Switch {
  isOn: boolean;
}

/** Chance from one seed until the switch is on, and from another one after that, stream by stream. */
class SwitchedEntropy implements Entropy {
  readonly #before: SeededEntropy;
  readonly #after: SeededEntropy;
  readonly #switch: Switch;

  constructor(before: SeededEntropy, after: SeededEntropy, flag: Switch) {
    this.#before = before;
    this.#after = after;
    this.#switch = flag;
  }

  get draws(): number {
    return this.#before.draws + this.#after.draws;
  }

  int(min: number, max: number): number {
    return this.#source.int(min, max);
  }

  u64(min: bigint, max: bigint): bigint {
    return this.#source.u64(min, max);
  }

  chance(ratio: Ratio): boolean {
    return this.#source.chance(ratio);
  }

  pick<T>(list: readonly T[]): T {
    return this.#source.pick(list);
  }

  stream(name: string): Entropy {
    return new SwitchedEntropy(this.#before.stream(name), this.#after.stream(name), this.#switch);
  }

  get #source(): SeededEntropy {
    return this.#switch.isOn ? this.#after : this.#before;
  }
}

/** Chance for a scenario: from `seed`, and from `other` once the switch is on. */
export function switchedEntropy(seed: string, other: string, drawnAs: string, flag: Switch): Entropy {
  return new SwitchedEntropy(new SeededEntropy(seed, drawnAs), new SeededEntropy(other, drawnAs), flag);
}
