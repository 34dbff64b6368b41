import type { Entropy } from '../data/entropy/entropy.ts';

/** Gives out pids that were not used before in this world. */
export class PidAllocator {
  readonly #entropy: Entropy;
  readonly #used = new Set<number>();
  #next = 1000;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  /** Marks a pid as used. */
  claim(pid: number): number {
    this.#used.add(pid);
    return pid;
  }

  /** A pid that was not used before: 2 to 2^30 − 1, at random while that finds one, else the next free number. */
  fresh(): number {
    for (let tries = 0; tries < 8; tries++) {
      const pid = this.#entropy.int(2, 0x3fff_ffff);
      if (!this.#used.has(pid)) return this.claim(pid);
    }
    while (this.#used.has(this.#next)) this.#next++;
    return this.claim(this.#next);
  }
}
