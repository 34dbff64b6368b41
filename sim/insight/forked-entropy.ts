import type { Entropy, Ratio } from '../data/entropy/entropy.ts';
import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';

/** One draw of a run. */
export interface Draw {
  /** The stream that it came from, with slashes between the names that lead there. */
  readonly stream: string;
  /** What was asked for, in words. */
  readonly asked: string;
  readonly value: string;
}

/** Where all streams of a fork stand. */
interface Fork {
  /** From now on every stream draws what the tail's seed says. */
  isRenewed: boolean;
  /** The draw that alone is made anew, counted from 0 over all streams; −1 for none. */
  readonly renewedDraw: number;
  draws: number;
  readonly onDraw: ((draw: Draw) => void) | null;
}

/** How an entropy forks. */
export interface ForkOptions {
  /** See Fork. */
  readonly renewedDraw?: number;
  /** Sees every draw. */
  readonly onDraw?: (draw: Draw) => void;
}

/**
 * The draws of a seed up to a moment, and from there on those of another one: in every stream, also in those that were made before.
 * Until then it draws what a SeededEntropy of that seed draws.
 */
export class ForkedEntropy implements Entropy {
  readonly #name: string;
  readonly #seeded: SeededEntropy;
  readonly #renewed: SeededEntropy;
  readonly #fork: Fork;

  private constructor(name: string, seeded: SeededEntropy, renewed: SeededEntropy, fork: Fork) {
    this.#name = name;
    this.#seeded = seeded;
    this.#renewed = renewed;
    this.#fork = fork;
  }

  /** Draws of `seed` until {@link renew} is called, then those of `tailSeed`; `path` is the name of the first stream of both. */
  static of(seed: string, tailSeed: string, path: string, { renewedDraw = -1, onDraw }: ForkOptions = {}): ForkedEntropy {
    const fork = { isRenewed: false, renewedDraw, draws: 0, onDraw: onDraw ?? null };
    return new ForkedEntropy('', new SeededEntropy(seed, path), new SeededEntropy(tailSeed, path), fork);
  }

  /** From now on everything is drawn from the tail's seed. */
  renew(): void {
    this.#fork.isRenewed = true;
  }

  get draws(): number {
    return this.#seeded.draws + this.#renewed.draws;
  }

  int(min: number, max: number): number {
    return this.#drawn((from) => from.int(min, max), min, 'to', max);
  }

  u64(min: bigint, max: bigint): bigint {
    return this.#drawn((from) => from.u64(min, max), min, 'to', max);
  }

  chance(ratio: Ratio): boolean {
    return this.#drawn((from) => from.chance(ratio), ratio.numerator, 'in', ratio.denominator);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('Cannot pick from a list: it must have at least one member, got none');
    return list[this.int(0, list.length - 1)];
  }

  stream(name: string): ForkedEntropy {
    const path = this.#name === '' ? name : `${this.#name}/${name}`;
    return new ForkedEntropy(path, this.#seeded.stream(name), this.#renewed.stream(name), this.#fork);
  }

  #drawn<T>(draw: (from: SeededEntropy) => T, ...asked: readonly (string | number | bigint)[]): T {
    const fork = this.#fork;
    if (fork.isRenewed) return draw(this.#renewed);
    const before = this.#seeded.draws;
    let value = draw(this.#seeded);
    // What is certain is no draw.
    if (this.#seeded.draws === before) return value;
    // The seed's own draw was made too, so that those after it are as they were.
    if (fork.draws++ === fork.renewedDraw) value = draw(this.#renewed);
    fork.onDraw?.({ stream: this.#name, asked: asked.join(' '), value: String(value) });
    return value;
  }
}
