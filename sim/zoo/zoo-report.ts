import { countOf } from '../data/count.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { showElapsed } from '../data/duration.ts';
import { EXIT, verdictLine, type ExitCode } from '../report/exit-code.ts';
import { formatTable, withCommas } from '../report/table.ts';
import type { MutantReport } from './mutant-runner.ts';
import { tally, type Spread, type Tally } from './tally.ts';
import type { ZooRequest } from './zoo-request.ts';

/** What is known of the whole zoo. */
export interface ZooResult {
  /** By bug, in their order; null for one whose campaigns were not finished. */
  readonly reports: readonly (MutantReport | null)[];
  readonly isInterrupted: boolean;
}

/** A bug that is not found is the most severe: the campaign never got where it should have been. */
export function zooExit({ reports, isInterrupted }: ZooResult): ExitCode {
  if (reports.some((report) => report !== null && report.results.some(({ detection }) => detection === null))) return EXIT.goals;
  return isInterrupted || reports.includes(null) ? EXIT.inconclusive : EXIT.ok;
}

/** The table of bugs. */
export function formatZoo({ reports }: ZooResult, { campaigns, groups }: ZooRequest, output: Output): string {
  const groupOf = new Map(groups.flatMap(({ group, mutants }) => mutants.map(({ name }) => [name, group] as const)));
  const rows = reports.flatMap((report) => (report === null ? [] : [row(tally(report, campaigns), output, groupOf)]));
  const head = ['bug', 'group', 'found by', 'seeds', 'steps', 'p95', 'ms', 'p95', 'shrunk to'];
  return rows.length === 0 ? '' : formatTable(head, rows);
}

function row(of: Tally, output: Output, groupOf: ReadonlyMap<string, string>): string[] {
  const others = of.others === 0 ? '' : `, ${of.others} more`;
  const missed = of.found === of.campaigns ? '' : paint(output, 'red', `NOT FOUND by ${of.campaigns - of.found} of ${of.campaigns} `);
  return [
    of.name,
    groupOf.get(of.name) ?? '',
    `${missed}${of.foundBy}${others}`,
    figure(of.seeds.median),
    ...both(of.steps),
    ...both(of.ms),
    figure(of.shrunkTo.median),
  ];
}

function both({ median, p95 }: Spread): string[] {
  return [figure(median), figure(p95)];
}

function figure(value: number): string {
  return Number.isNaN(value) ? '-' : withCommas(value);
}

/** The last line: how many were found, which were not. */
export function formatVerdict(result: ZooResult, exit: ExitCode, elapsedMs: number, output: Output): string {
  const done = result.reports.filter((report): report is MutantReport => report !== null);
  const lost = done.filter(({ results }) => results.some(({ detection }) => detection === null));
  const lines = lost.map(({ mutant }) => `${paint(output, 'red', 'not found')}  ${mutant.name}: ${mutant.sentence}`);
  lines.push(
    verdictLine(
      exit,
      output,
      `${done.length - lost.length} of ${countOf(result.reports.length, 'planted bug')} found in ${showElapsed(elapsedMs)}`,
    ),
  );
  return lines.join('\n');
}

/** The result for programs. Its times are those of this machine. */
export function jsonZoo(result: ZooResult, { campaigns }: ZooRequest, exit: ExitCode): object {
  return {
    campaigns: campaigns.map((seeds) => ({ seed: seeds[0], seeds: seeds.length })),
    bugs: result.reports.flatMap((report) =>
      report === null ? [] : [{ name: report.mutant.name, sentence: report.mutant.sentence, found: report.results }],
    ),
    unfinished: result.reports.filter((report) => report === null).length,
    exit,
  };
}
