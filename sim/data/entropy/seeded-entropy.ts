import seedrandom from 'seedrandom';
import { BaseEntropy } from './base-entropy.ts';
import { mixSeed } from './mix-seed.ts';

const WORD = 0x1_0000_0000;

/** A named stream, and the draws made from it so far. */
export interface StreamCount {
  readonly name: string;
  readonly draws: number;
}

/**
 * Chance from a seed: seedrandom's Alea (Baagøe), the fastest of its generators, one for each named stream.
 * The same seed and the same name give the same draws on every machine.
 */
export class SeededEntropy extends BaseEntropy {
  /** The names that lead here from the first stream of the seed, with slashes between them; its own name for that one. */
  readonly name: string;
  /** All streams of the seed, in the order in which they were made. They are counted as they go: a draw costs no more. */
  readonly streams: readonly StreamCount[];
  readonly #path: string;
  readonly #next: () => number;

  /** `seed` is any text; `path` names the stream, `parent` is the one that it comes from. */
  constructor(seed: string, path = '', parent: SeededEntropy | null = null) {
    super();
    this.name = parent === null || parent.streams[0] === parent ? path : `${parent.name}/${path}`;
    const streams = parent === null ? [] : (parent.streams as StreamCount[]);
    streams.push(this);
    this.streams = streams;
    this.#path = `${seed}\u0000${path}`;
    // oxlint-disable-next-line typescript/unbound-method -- a closure that uses no this, typed as a method
    this.#next = seedrandom.alea(mixSeed(this.#path)).int32;
  }

  stream(name: string): SeededEntropy {
    return new SeededEntropy(this.#path, name, this);
  }

  protected below(span: number): number {
    if (span === WORD) return this.#next() >>> 0;
    // A draw from an incomplete last run of `span` numbers is thrown away: every answer is as likely as any other. All
    // in u32, as `WORD % span` would be a division of doubles (40 ns).
    for (;;) {
      const word = this.#next() >>> 0;
      const rest = word % (span >>> 0);
      if (word - rest <= WORD - span) return rest;
    }
  }

  protected retries(): boolean {
    return true;
  }
}
