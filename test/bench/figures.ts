import type { BenchCase, Count } from './bench-case.ts';
import type { BaselineRow } from './baseline.ts';
import { SWEEP } from './sweep-case.ts';

/** The member of a list below which the share `part` of the others lies: 0.5 is the median. The list is not empty. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** What was found out about one case. */
export interface Figure {
  readonly name: string;
  readonly what: string;
  /** `ns` an operation, `cells` read, or `bytes`. */
  readonly unit: 'ns' | Count['unit'];
  readonly median: number;
  /** Quartiles over the rounds. */
  readonly low: number;
  readonly high: number;
  /** Operations a second by the median; null for what is not timed. */
  readonly perSecond: number | null;
  /** The case with which it is compared, and how many times its time this one takes: the median over the rounds. */
  readonly peer: string | null;
  readonly ratio: number | null;
}

/** Makes figures of the times of all rounds. */
export function figuresOf(cases: readonly BenchCase[], times: ReadonlyMap<string, readonly number[]>, counts: readonly Count[]): Figure[] {
  const timed = cases.map(({ name, what, peer }): Figure => {
    const own = times.get(name) ?? [];
    const others = peer === undefined ? null : (times.get(peer) ?? null);
    const median = quantile(own, 0.5);
    return {
      name,
      what,
      unit: 'ns',
      median,
      low: quantile(own, 0.25),
      high: quantile(own, 0.75),
      perSecond: 1e9 / median,
      peer: peer ?? null,
      ratio:
        others === null
          ? null
          : quantile(
              own.map((ns, round) => ns / others[round]),
              0.5,
            ),
    };
  });
  const counted = counts.map(({ name, what, unit, value }): Figure => ({
    name,
    what,
    unit,
    median: value,
    low: value,
    high: value,
    perSecond: null,
    peer: null,
    ratio: null,
  }));
  return [...timed, ...counted];
}

/** What was timed, against the yardstick of the same run: operations in the time of one {@link SWEEP}. */
export function inSweeps(figures: readonly Figure[]): BaselineRow[] {
  const sweep = figures.find(({ name }) => name === SWEEP)?.median ?? Number.NaN;
  return figures.filter(({ unit }) => unit === 'ns').map(({ name, median }) => ({ name, ratio: sweep / median }));
}
