import { chanceOf, type Chance } from './binomial.ts';
import type { Crew } from './crew.ts';
import type { Kept, TailEnd } from './tail.ts';

/** What the tails of one part that is kept came to. */
export interface Point {
  readonly kept: Kept;
  readonly tails: number;
  /** Tails that failed as the run did, and those of them that did so about where it did. */
  readonly same: number;
  readonly sameHere: number;
  readonly passed: number;
  /** Tails that failed otherwise: what would have come of them is not known, so that they count for neither. */
  readonly censored: number;
  /** Of a tail to fail as the run did, at any time. */
  readonly chance: Chance;
  /** Of a tail to fail as the run did, about where it did. */
  readonly chanceHere: Chance;
}

/** Which of the two chances of a point is looked at. */
export type Scale = 'ever' | 'here';

/** That chance. */
export function chanceAt({ chance, chanceHere }: Point, scale: Scale): Chance {
  return scale === 'ever' ? chance : chanceHere;
}

/** Makes points of the curve, each tail once however often its point is asked for. */
export class Curve {
  readonly #crew: Pick<Crew, 'tails'>;
  readonly #hereUntil: number;
  readonly #onPoint: (tails: number) => void;
  readonly #ends = new Map<string, { readonly kept: Kept; readonly ends: TailEnd[] }>();
  #tails = 0;

  /** A tail that fails at operation `hereUntil` or before does so about where the run did. */
  constructor(crew: Pick<Crew, 'tails'>, hereUntil: number, onPoint: (tails: number) => void) {
    this.#crew = crew;
    this.#hereUntil = hereUntil;
    this.#onPoint = onPoint;
  }

  /** Tails made so far. */
  get tails(): number {
    return this.#tails;
  }

  /** All points with operations kept that were made, in order. */
  get points(): readonly Point[] {
    const numbers = [...this.#ends.values()].flatMap(({ kept }) => (kept !== 'nothing' && 'operations' in kept ? [kept.operations] : []));
    return numbers.sort((a, b) => a - b).map((operations) => this.#point(this.#known({ operations })));
  }

  /** The point with at least so many tails. */
  async point(kept: Kept, tails: number): Promise<Point> {
    const known = this.#known(kept);
    const missing = tails - known.ends.length;
    if (missing > 0) {
      known.ends.push(...(await this.#crew.tails(kept, known.ends.length, tails)));
      this.#tails += missing;
      this.#onPoint(this.#tails);
    }
    return this.#point(known);
  }

  /** The number of the first tail of a part that passed; null where none did. */
  firstPassing(kept: Kept): number | null {
    const at = this.#known(kept).ends.findIndex(({ end }) => end === 'passed');
    return at === -1 ? null : at;
  }

  #known(kept: Kept): { readonly kept: Kept; readonly ends: TailEnd[] } {
    const key = JSON.stringify(kept);
    const known = this.#ends.get(key) ?? { kept, ends: [] };
    this.#ends.set(key, known);
    return known;
  }

  #point({ kept, ends }: { readonly kept: Kept; readonly ends: readonly TailEnd[] }): Point {
    const same = ends.filter(({ end }) => end === 'same').length;
    const sameHere = ends.filter(({ end, step }) => end === 'same' && step <= this.#hereUntil).length;
    const passed = ends.filter(({ end }) => end === 'passed').length;
    const censored = ends.length - same - passed;
    const known = same + passed;
    return {
      kept,
      tails: ends.length,
      same,
      sameHere,
      passed,
      censored,
      chance: chanceOf(same, known),
      chanceHere: chanceOf(sameHere, known),
    };
  }
}
