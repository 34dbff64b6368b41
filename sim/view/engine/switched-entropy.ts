import type { Entropy, Ratio } from '../../data/entropy/entropy.ts';
import { SeededEntropy } from '../../data/entropy/seeded-entropy.ts';

/** Which of the seeds is drawn from, by its place: all streams look at it. */
export interface Switch {
  at: number;
}

/** Chance from one of several seeds, stream by stream. */
class SwitchedEntropy implements Entropy {
  readonly #sources: readonly SeededEntropy[];
  readonly #switch: Switch;

  constructor(sources: readonly SeededEntropy[], flag: Switch) {
    this.#sources = sources;
    this.#switch = flag;
  }

  get draws(): number {
    return this.#sources.reduce((sum, { draws }) => sum + draws, 0);
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
    return new SwitchedEntropy(
      this.#sources.map((one) => one.stream(name)),
      this.#switch,
    );
  }

  get #source(): SeededEntropy {
    return this.#sources[this.#switch.at];
  }
}

/** Chance for a scenario: from the first of `seeds`, and from a later one once the switch says so. */
export function switchedEntropy(seeds: readonly string[], drawnAs: string, flag: Switch): Entropy {
  return new SwitchedEntropy(
    seeds.map((seed) => new SeededEntropy(seed, drawnAs)),
    flag,
  );
}
