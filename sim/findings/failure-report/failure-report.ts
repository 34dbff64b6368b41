import { countOf } from '../../data/count.ts';
import { showTime } from '../../data/duration.ts';
import { wrapWords } from '../../data/wrap-words.ts';
import { printable } from '../../data/quoting/printable.ts';
import type { Exchange, Op } from '../../data/ops/op.ts';
import type { Finding } from '../../oracle/finding.ts';
import { Run, type RunOptions } from '../../run/run.ts';
import { Replay } from '../replay/replay.ts';
import { Narrator } from './narrate.ts';

/** Width of a failure report, characters, where there is room for it. */
export const REPORT_COLUMNS = 100;

const STORY_LINES = 14;

/** An operation without a reply: the production code threw, or the process ended. */
export interface MuteStep {
  readonly op: Op;
}

/** An operation with its reply where there is one. */
export type ReportedStep = Exchange | MuteStep;

/** How far a run shrank. */
export interface Shrunk {
  /** Operations before. */
  readonly before: number;
  readonly runs: number;
  /** Whether the search ended before its end; default false. */
  readonly isCutShort?: boolean;
}

/** What a failure report shows. */
export interface FailureFacts {
  readonly finding: Finding;
  /** Where the run came from: scenario, seed, configuration; may be empty. */
  readonly origin: readonly string[];
  /** All operations up to the failing one. */
  readonly steps: readonly ReportedStep[];
  /** How far the run shrank; null if it did not. */
  readonly shrunk: Shrunk | null;
  /** What to paste, by what it is for. */
  readonly paste: readonly (readonly [string, string])[];
}

/** Colours a piece of text, or leaves it as it is. */
export type Painter = (style: 'red' | 'green' | 'bold' | 'dim' | 'cyan', text: string) => string;

/** A finding on one screen: what broke, what was expected, what led to it in words, and what to paste. */
export function formatFailureReport(facts: FailureFacts, kind: string, paint: Painter, columns: number = REPORT_COLUMNS): string {
  const told = (label: string, text: string): string[] => labelled(label, text, columns);
  const { finding, origin, shrunk, paste } = facts;
  const lines = [
    ...origin.map(printable).flatMap((line) => wrap(line, columns)),
    `${paint('red', `FAIL ${kind}`)}  ${paint('bold', printable(`${finding.judge}/${finding.rule}`))} at step ${finding.step}, ${showTime(finding.nowNs)}`,
    ...told('reason', finding.reason),
    ...told('expected', finding.expected),
    ...(finding.reason === finding.got ? [] : told('got', finding.got)),
    ...(finding.details ?? []).flatMap(([what, text]) => told(what, text)),
    ...story(facts.steps, paint, columns),
  ];
  if (shrunk !== null) {
    const cut = shrunk.isCutShort === true ? ', cut short' : '';
    lines.push(`  shrunk    ${countOf(shrunk.before, 'operation')} to ${facts.steps.length} in ${countOf(shrunk.runs, 'run')}${cut}`);
  }
  // What is to be pasted is never cut.
  for (const [what, command] of paste) lines.push(`  ${`${what}:`.padEnd(9)} ${paint('cyan', command)}`);
  return `${lines.join('\n')}\n`;
}

/** Carries operations out once more for their replies, up to where they fail. O(operations). */
export function describeSteps(ops: readonly Op[], options: RunOptions = {}): ReportedStep[] {
  const run = new Run(options);
  const replay = Replay.of(ops, run);
  const described: ReportedStep[] = [];
  for (const op of ops) {
    if (!replay.advance()) break;
    described.push(run.exchange ?? { op });
  }
  return described;
}

/** Operations in words, one sentence each, without a full stop. O(operations). */
export function sentencesOf(steps: readonly ReportedStep[]): string[] {
  const narrator = new Narrator();
  return steps.map((step, at) => `${narrator.tell(step)}${'kind' in step || at < steps.length - 1 ? '' : ': here it ends'}`);
}

/** The last operations, in words; the failing one is marked. */
function story(steps: readonly ReportedStep[], paint: Painter, columns: number): string[] {
  if (steps.length === 0) return [];
  const sentences = sentencesOf(steps);
  const first = Math.max(0, sentences.length - STORY_LINES);
  const lines = sentences.slice(first).flatMap((sentence, at) => {
    const step = first + at;
    const isLast = step === sentences.length - 1;
    const label = `  ${isLast ? '→' : ' '} ${String(step).padStart(6)}  `;
    const told = wrapLabelled(label, sentence, columns, SENTENCE_LINES);
    return isLast ? told.map((line) => paint('bold', line)) : told;
  });
  return [...(first > 0 ? [paint('dim', `    … ${countOf(first, 'operation')} before`)] : []), ...lines];
}

const LABEL_COLUMNS = 12;
const LABELLED_LINES = 4;
const SENTENCE_LINES = 2;

/** A text behind its label, on as many lines as it needs, but a few at most: the trace and the JSON have it whole. */
function labelled(label: string, text: string, columns: number): string[] {
  return wrapLabelled(`  ${label}`.padEnd(LABEL_COLUMNS), text, columns, LABELLED_LINES);
}

/** A text from outside behind a label, on `most` lines at most; the last one is cut. */
function wrapLabelled(label: string, text: string, columns: number, most: number): string[] {
  const lines = wrapWords(printable(text), columns - label.length);
  const shown = lines.length > most ? [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')] : lines;
  return shown.map((line, at) => clip(`${at === 0 ? label : ' '.repeat(label.length)}${line}`, columns));
}

/** A list with dots between its parts, on as many lines as it needs. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= columns) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.map((line) => clip(line, columns));
}

/** Text from outside on one line, cut where the report ends. */
function clip(text: string, columns: number): string {
  const line = printable(text);
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}
