/** Numbers under which whole ranges are summed up, by bits that are set in any or by the largest. */
export type Combine = (a: number, b: number) => number;

/** Bits that are set in either. */
export function either(a: number, b: number): number {
  return (a | b) >>> 0;
}

/** The larger. */
export function larger(a: number, b: number): number {
  return a > b ? a : b;
}

const FAN = 16;

/**
 * Answers what a range of steps comes to, however long it is, so that what happened once in a million steps is seen at every zoom.
 * Made in O(steps), 1/15 of their memory again.
 */
export class Pyramid {
  readonly #levels: ArrayLike<number>[];
  readonly #combine: Combine;

  constructor(base: ArrayLike<number>, combine: Combine) {
    this.#combine = combine;
    this.#levels = [base];
    for (let below = base; below.length > FAN;) {
      const level = new Uint32Array(Math.ceil(below.length / FAN));
      for (let at = 0; at < below.length; at++) level[Math.floor(at / FAN)] = combine(level[Math.floor(at / FAN)], below[at]);
      this.#levels.push(level);
      below = level;
    }
  }

  /** What the steps `from` to `to` − 1 come to; 0 for none. O(log steps). */
  over(from: number, to: number): number {
    let found = 0;
    let low = Math.max(0, from);
    let high = Math.min(to, this.#levels[0].length);
    for (const level of this.#levels) {
      if (low >= high) return found;
      while (low < high && low % FAN !== 0) found = this.#combine(found, level[low++]);
      while (low < high && high % FAN !== 0) found = this.#combine(found, level[--high]);
      if (level === this.#levels.at(-1)) while (low < high) found = this.#combine(found, level[low++]);
      low /= FAN;
      high /= FAN;
    }
    return found;
  }
}
