import seedrandom from 'seedrandom';
import { BaseEntropy } from './base-entropy.ts';

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
  // The state of the generator, which seedrandom seeds: its last three numbers from 0 to 1, the oldest first, and what the last product
  // had beyond 1. Doubles from the start: a field that is undefined first has a number of its own made at each draw.
  #oldest = Number.NaN;
  #older = Number.NaN;
  #last = Number.NaN;
  #carry = 0;

  /** `seed` is any text; `path` names the stream, `parent` is the one that it comes from. */
  constructor(seed: string, path = '', parent: SeededEntropy | null = null) {
    super();
    this.name = parent === null || parent.streams[0] === parent ? path : `${parent.name}/${path}`;
    const streams = parent === null ? [] : (parent.streams as StreamCount[]);
    streams.push(this);
    this.streams = streams;
    this.#path = `${seed}\u0000${path}`;
    const { s0, s1, s2, c } = seedrandom.alea(mixSeed(this.#path), { state: true }).state();
    this.#oldest = s0;
    this.#older = s1;
    this.#last = s2;
    this.#carry = c;
  }

  /** As {@link Entropy.stream}: a name gives the same draws each time. */
  stream(name: string): SeededEntropy {
    return new SeededEntropy(this.#path, name, this);
  }

  protected below(span: number): number {
    if (span === WORD) return this.#word();
    // A draw from an incomplete last run of `span` numbers is thrown away: every answer is as likely as any other. All
    // in u32, as `WORD % span` would be a division of doubles (40 ns).
    for (;;) {
      const word = this.#word();
      const rest = word % (span >>> 0);
      if (word - rest <= WORD - span) return rest;
    }
  }

  protected retries(): boolean {
    return true;
  }

  /** The next u32: Alea multiplies with carry, its numbers being fractions of 32 bits. */
  #word(): number {
    const product = 2091639 * this.#oldest + this.#carry / WORD;
    this.#oldest = this.#older;
    this.#older = this.#last;
    this.#carry = product | 0;
    this.#last = product - this.#carry;
    return (this.#last * WORD) >>> 0;
  }
}

const LANES = [0x9e3779b9, 0x7f4a7c15, 0xf39cc060, 0x5cedc834];

/**
 * Hashes a text to 128 bits in hex, so that neighbouring seeds ("41", "42") start unrelated generators.
 * Four lanes, each a multiply-and-rotate over the UTF-16 units, then stirred into each other. O(length).
 */
export function mixSeed(text: string): string {
  const lanes = LANES.map((start) => start ^ text.length);
  for (let at = 0; at < text.length; at++) {
    for (let lane = 0; lane < 4; lane++) {
      const mixed = Math.imul(lanes[lane] ^ text.charCodeAt(at), 0x01000193 + 2 * lane);
      lanes[lane] = (mixed << 11) | (mixed >>> 21);
    }
  }
  for (let round = 0; round < 3; round++) {
    for (let lane = 0; lane < 4; lane++) lanes[lane] = scatter((lanes[lane] + Math.imul(lanes[(lane + 3) & 3], 0x9e3779b1)) | 0);
  }
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

function scatter(value: number): number {
  let x = value;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}
