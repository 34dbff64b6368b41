import { chanceOf, type Chance } from './binomial.ts';
import type { Crew } from './crew.ts';
import type { Kept, TailEnd } from './tail.ts';

/** What the tails of one part that is kept came to. */
export interface Point {
  readonly kept: Kept;
  readonly tails: number;
  /** Tails that failed as the run did, and those of them that did so no later. */
  readonly same: number;
  readonly sameHere: number;
  readonly passed: number;
  /** Tails that failed otherwise: what would have come of them is not known, so that they count for neither. */
  readonly censored: number;
  /** Those of them that did so later than the run did are known to count for one side: they did not fail as it did so soon. */
  readonly censoredHere: number;
  /** Of a tail to fail as the run did, at any time. */
  readonly chance: Chance;
  /** Of a tail to fail as the run did, and no later. */
  readonly chanceHere: Chance;
}

/** The two chances of a point. */
export const SCALES = ['ever', 'here'] as const;
/** Which of them is looked at. */
export type Scale = (typeof SCALES)[number];

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

  /** A tail that fails at operation `hereUntil` or before does so no later than the run did. */
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
    return (await this.pointsOf([kept], tails))[0];
  }

  /** Points with at least so many tails each; the tails that are missing are made together, the parts must differ. */
  async pointsOf(parts: readonly Kept[], tails: number): Promise<Point[]> {
    const known = parts.map((kept) => this.#known(kept));
    const short = known.filter(({ ends }) => ends.length < tails);
    if (short.length > 0) {
      const made = await this.#crew.tails(short.map(({ kept, ends }) => ({ kept, from: ends.length, to: tails })));
      short.forEach(({ ends }, at) => ends.push(...made[at]));
      this.#tails += made.reduce((sum, { length }) => sum + length, 0);
      this.#onPoint(this.#tails);
    }
    return known.map((one) => this.#point(one));
  }

  /** Numbers of the tails of a part that are known not to have failed as the run did, at all or so soon. */
  passing(kept: Kept, scale: Scale): number[] {
    const until = this.until(scale) ?? Number.POSITIVE_INFINITY;
    return this.#known(kept).ends.flatMap(({ end, step }, number) => (end === 'passed' || step > until ? [number] : []));
  }

  /** The last operation at which a tail fails as the run did; null for any. */
  until(scale: Scale): number | null {
    return scale === 'ever' ? null : this.#hereUntil;
  }

  #known(kept: Kept): { readonly kept: Kept; readonly ends: TailEnd[] } {
    const key = JSON.stringify(kept);
    const known = this.#ends.get(key) ?? { kept, ends: [] };
    this.#ends.set(key, known);
    return known;
  }

  #point({ kept, ends }: { readonly kept: Kept; readonly ends: readonly TailEnd[] }): Point {
    const same = ends.filter(({ end }) => end === 'same').length;
    const here = ends.filter(({ step }) => step <= this.#hereUntil);
    const sameHere = here.filter(({ end }) => end === 'same').length;
    const censoredHere = here.filter(({ end }) => end === 'other').length;
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
      censoredHere,
      chance: chanceOf(same, known),
      chanceHere: chanceOf(sameHere, ends.length - censoredHere),
    };
  }
}
