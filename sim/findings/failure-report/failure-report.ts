import { showTime } from '../../data/duration.ts';
import { printable } from '../../data/quoting/printable.ts';
import type { Exchange, Op } from '../../data/ops/op.ts';
import type { Finding } from '../../oracle/finding.ts';
import { Run, type RunOptions } from '../../run/run.ts';
import { Replay } from '../replay/replay.ts';
import { Narrator } from './narrate.ts';

/** Width of a failure report, characters. */
export const REPORT_COLUMNS = 100;

const STORY_LINES = 14;

/** An operation without a reply: the production code threw, or the process ended. */
export interface MuteStep {
  readonly op: Op;
}

/** An operation with its reply where there is one. */
export type ReportedStep = Exchange | MuteStep;

/** What a failure report shows. */
export interface FailureFacts {
  readonly finding: Finding;
  /** Where the run came from: scenario, seed, configuration; may be empty. */
  readonly origin: readonly string[];
  /** All operations up to the failing one. */
  readonly steps: readonly ReportedStep[];
  /** How far the run shrank; null if it did not. */
  readonly shrunk: { readonly before: number; readonly runs: number } | null;
  /** What to paste, by what it is for. */
  readonly paste: readonly (readonly [string, string])[];
}

/** Colours a piece of text, or leaves it as it is. */
export type Painter = (style: 'red' | 'green' | 'bold' | 'dim' | 'cyan', text: string) => string;

/** A finding on one screen: what broke, what was expected, what led to it in words, and what to paste. */
export function formatFailureReport(facts: FailureFacts, kind: string, paint: Painter): string {
  const { finding, origin, shrunk, paste } = facts;
  const lines = [
    ...origin.map(printable).flatMap(wrap),
    `${paint('red', `FAIL ${kind}`)}  ${paint('bold', printable(`${finding.judge}/${finding.rule}`))} at step ${finding.step}, ${showTime(finding.nowNs)}`,
    ...labelled('reason', finding.reason),
    ...labelled('expected', finding.expected),
    ...(finding.reason === finding.got ? [] : labelled('got', finding.got)),
    ...(finding.details ?? []).flatMap(([what, text]) => labelled(what, text)),
    ...story(facts.steps, paint),
  ];
  if (shrunk !== null) lines.push(`  shrunk    ${shrunk.before} operations to ${facts.steps.length} in ${shrunk.runs} runs`);
  // What is to be pasted is never cut.
  for (const [what, command] of paste) lines.push(`  ${`${what}:`.padEnd(9)} ${paint('cyan', command)}`);
  return `${lines.join('\n')}\n`;
}

/** Carries operations out once more for their replies, up to where they fail. O(operations). */
export function describeSteps(ops: readonly Op[], options: RunOptions = {}): ReportedStep[] {
  const run = new Run(options);
  const replay = new Replay(
    ops.map((op) => ({ op })),
    run,
  );
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
function story(steps: readonly ReportedStep[], paint: Painter): string[] {
  if (steps.length === 0) return [];
  const sentences = sentencesOf(steps);
  const first = Math.max(0, sentences.length - STORY_LINES);
  const lines = sentences.slice(first).map((sentence, at) => {
    const step = first + at;
    const isLast = step === sentences.length - 1;
    const line = clip(`  ${isLast ? '→' : ' '} ${String(step).padStart(6)}  ${sentence}`);
    return isLast ? paint('bold', line) : line;
  });
  return [...(first > 0 ? [paint('dim', `    … ${first} operations before`)] : []), ...lines];
}

const LABEL_COLUMNS = 12;
const LABELLED_LINES = 4;

/** A text behind its label, on as many lines as it needs, but a few at most: the trace and the JSON have it whole. */
function labelled(label: string, text: string): string[] {
  const lines = wordsIn(printable(text), REPORT_COLUMNS - LABEL_COLUMNS);
  const shown = lines.length > LABELLED_LINES ? [...lines.slice(0, LABELLED_LINES - 1), lines.slice(LABELLED_LINES - 1).join(' ')] : lines;
  return shown.map((line, at) => clip(`${(at === 0 ? `  ${label}` : '').padEnd(LABEL_COLUMNS)}${line}`));
}

/** Lines of at most `width` characters, broken between words where there are any. */
function wordsIn(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else for (let from = 0; from === 0 || from < word.length; from += width) lines.push(word.slice(from, from + width));
  }
  return lines;
}

/** A list with dots between its parts, on as many lines as it needs. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= REPORT_COLUMNS) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.map(clip);
}

/** Text from outside on one line, cut where the report ends. */
function clip(text: string): string {
  const line = printable(text);
  return line.length <= REPORT_COLUMNS ? line : `${line.slice(0, REPORT_COLUMNS - 1)}…`;
}
