import { formatTable, withCommas } from '../../sim/report/table.ts';
import type { Aim } from './aims.ts';
import type { Figure } from './figures.ts';
import type { BaselineRow } from './baseline.ts';

/** What a bench found out. */
export interface BenchReport {
  readonly machine: string;
  readonly node: string;
  readonly rounds: number;
  readonly figures: readonly Figure[];
  /** For --baseline: operations of each case in the time of one sweep. */
  readonly rows: readonly BaselineRow[];
  readonly aims: readonly Aim[];
}

function rounded(value: number): string {
  return value >= 1000 ? withCommas(value) : value.toFixed(value >= 100 ? 0 : 1);
}

/** The report for people. */
export function formatReport({ node, rounds, figures, aims }: BenchReport): string {
  const rows = figures.map(({ name, what, unit, median, low, high, perSecond, peer, ratio }) => [
    name,
    `${rounded(median)} ${unit}`,
    unit === 'ns' ? `${rounded(low)}–${rounded(high)}` : '',
    perSecond === null ? '' : withCommas(perSecond),
    ratio === null ? '' : `${ratio.toFixed(2)} × ${peer}`,
    what,
  ]);
  const wanted = aims.map(
    ({ aim, got, isMet }) => `  ${isMet ? 'met    ' : 'not met'}  ${aim}; ${got < 10 ? got.toFixed(2) : rounded(got)}`,
  );
  return [
    `node ${node}, ${rounds} rounds, each case in a process of its own, in turn with its peer; processor time, medians and quartiles`,
    '',
    formatTable(['case', 'median', 'quartiles', 'a second', 'time against its peer', 'one operation'], rows),
    ...(wanted.length === 0 ? [] : ['', 'aims', ...wanted]),
    '',
  ].join('\n');
}
