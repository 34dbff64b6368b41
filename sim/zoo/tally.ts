import type { MutantReport } from './mutant-runner.ts';

/** What several campaigns say of one planted bug. */
export interface Tally {
  readonly name: string;
  /** Campaigns made, and those that detected it. */
  readonly campaigns: number;
  readonly found: number;
  /** judge/rule of what was found most often, and how many others there are. */
  readonly foundBy: string;
  readonly others: number;
  /** Over the campaigns that found it; NaN where none did. */
  readonly seeds: Spread;
  readonly steps: Spread;
  readonly ms: Spread;
  /** Over those that were shrunk. */
  readonly shrunkTo: Spread;
}

/** Median and 95th percentile. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
}

/** Counts up the campaigns against one bug. `campaigns` are their seeds. */
export function tally({ mutant, results }: MutantReport, campaigns: readonly (readonly string[])[]): Tally {
  const detected = results.flatMap(({ detection, ms, shrunkTo }, at) =>
    detection === null ? [] : [{ detection, ms, shrunkTo, seeds: campaigns[at] }],
  );
  const names = detected.map(({ detection: { judge, rule } }) => `${judge}/${rule}`);
  const foundBy = mostFrequent(names);
  return {
    name: mutant.name,
    campaigns: results.length,
    found: detected.length,
    foundBy,
    others: new Set(names).size - (names.length === 0 ? 0 : 1),
    seeds: spread(detected.map(({ detection, seeds }) => seeds.indexOf(detection.seed) + 1)),
    steps: spread(detected.map(({ detection }) => detection.steps)),
    ms: spread(detected.map(({ ms }) => ms)),
    shrunkTo: spread(detected.flatMap(({ shrunkTo }) => (shrunkTo === null ? [] : [shrunkTo]))),
  };
}

/** Median and 95th percentile by the nearest rank; NaN of nothing. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { median: rank(0.5), p95: rank(0.95) };
}

/** The first of those that stand there most often; empty for none. */
function mostFrequent(names: readonly string[]): string {
  let best = '';
  let most = 0;
  for (const name of names) {
    const count = names.filter((other) => other === name).length;
    if (count > most) [best, most] = [name, count];
  }
  return best;
}
