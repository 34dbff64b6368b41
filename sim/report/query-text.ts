import { paint, type Output } from '../data/command-line/output.ts';
import { formatDuration, showTime } from '../data/duration.ts';
import type { Op } from '../data/ops/op.ts';
import { printable } from '../data/quoting/printable.ts';
import type { Match, Occurrence } from '../findings/query/match.ts';
import type { StepEvent } from '../findings/query/step-events.ts';
import { EXIT, verdictLine, type ExitCode } from './exit-code.ts';
import { countWithCommas, withCommas } from './table.ts';

/** A trace in which steps match. */
export interface QueriedRun {
  readonly trace: string;
  readonly scenario: string;
  readonly seed: string;
  /** Operations that were carried out. */
  readonly steps: number;
  readonly matches: readonly Match[];
  readonly opOf: (step: number) => Op;
}

/** What was asked, and what is known. */
export interface QueryReport {
  readonly query: string;
  /** Traces that were carried out. */
  readonly traces: number;
  /** Those in which a step matches. */
  readonly runs: readonly QueriedRun[];
  /** Traces of which nothing, or not everything, is known: why, as a sentence that names the file; and whether the file is at fault. */
  readonly left: readonly { readonly sentence: string; readonly isFaulty: boolean }[];
}

const MATCHES_SHOWN = 20;

/** That nothing matches is an answer. A file that cannot be read is the caller's mistake; one that cannot be carried out leaves it open. */
export function queryExit({ left }: QueryReport): ExitCode {
  if (left.some(({ isFaulty }) => isFaulty)) return EXIT.usage;
  return left.length > 0 ? EXIT.inconclusive : EXIT.ok;
}

/** A line for each step that matches, under the trace that it is of. */
export function formatQuery(report: QueryReport, out: Output): string {
  const { runs, traces } = report;
  const lines: string[] = [];
  for (const { trace, scenario, seed, steps, matches, opOf } of runs) {
    const from = scenario === '' ? '' : ` · scenario ${scenario} · seed ${seed}`;
    lines.push(printable(`${trace} · ${countWithCommas(steps, 'operation')}${from}`));
    for (const match of matches.slice(0, MATCHES_SHOWN)) lines.push(matchLine(match, opOf(match.step).op, out));
    if (matches.length > MATCHES_SHOWN) lines.push(`         … and ${withCommas(matches.length - MATCHES_SHOWN)} more`);
  }
  if (lines.length > 0) lines.push('');
  const steps = runs.reduce((sum, { matches }) => sum + matches.length, 0);
  lines.push(
    verdictLine(
      queryExit(report),
      out,
      `${countWithCommas(steps, 'step matches', 'steps match')}, in ${withCommas(runs.length)} of ${countWithCommas(traces, 'trace')}`,
    ),
    '',
  );
  return lines.join('\n');
}

function matchLine({ step, ns, event, by }: Match, op: string, out: Output): string {
  const because = by.map(({ link: { direction }, occurrence }) => {
    const apart = occurrence.ns > ns ? occurrence.ns - ns : ns - occurrence.ns;
    return `, ${direction} ${eventText(occurrence.event)} at step ${occurrence.step}, ${showTime(apart)} apart`;
  });
  return `${paint(out, 'bold', String(step).padStart(8))}  ${op} at ${showTime(ns)}: ${eventText(event)}${because.join('')}`;
}

function eventText({ name, words, pid }: StepEvent): string {
  const word = words.at(-1);
  return `${name}${word === undefined ? '' : `(${word})`}${pid === null ? '' : ` of pid ${pid}`}`;
}

/** The same for programs. */
export function jsonQuery(report: QueryReport): object {
  const { query, traces, runs, left } = report;
  return {
    query,
    traces,
    runs: runs.map(({ trace, scenario, seed, steps, matches }) => ({
      trace,
      scenario,
      seed,
      steps,
      matches: matches.map((match) => ({
        ...occurrenceJson(match),
        by: match.by.map(({ link: { direction }, occurrence }) => ({ direction, ...occurrenceJson(occurrence) })),
      })),
    })),
    left: left.map(({ sentence }) => sentence),
    exit: queryExit(report),
  };
}

function occurrenceJson({ step, ns, event: { name, words, pid } }: Occurrence): object {
  return { step, time: formatDuration(ns), event: name, words, pid };
}
