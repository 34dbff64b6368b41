import type { Finding } from '../../oracle/finding.ts';
import type { Op, Reply } from '../../data/ops/op.ts';
import { Narrator, showTime } from './narrate.ts';

/** Width of a card. */
export const CARD_COLUMNS = 100;

const STORY_LINES = 14;

/** An operation with what came of it. */
export interface ReportedStep {
  readonly op: Op;
  readonly reply: Reply;
}

/** An operation of a run that died: what came of it nobody can tell. */
export interface MuteStep {
  readonly op: Op;
}

/** What a card tells. */
export interface FailureFacts {
  readonly finding: Finding;
  /** Where the run came from: scenario, seed, configuration; may be empty. */
  readonly origin: readonly string[];
  /** All operations up to the failing one, with their replies where it lived to give them. */
  readonly steps: readonly (ReportedStep | MuteStep)[];
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
    ...origin.flatMap(wrap),
    `${paint('red', `FAIL ${kind}`)}  ${paint('bold', `${finding.judge}/${finding.rule}`)} at step ${finding.step}, ${showTime(finding.nowNs)}`,
    clip(`  expected  ${finding.expected}`),
    clip(`  got       ${finding.got}`),
    ...(finding.reason === finding.got ? [] : [clip(`  reason    ${finding.reason}`)]),
    ...(finding.details ?? []).map(([what, text]) => clip(`  ${what.padEnd(9)} ${text}`)),
    ...story(facts.steps, paint),
  ];
  if (shrunk !== null) lines.push(`  shrunk    ${shrunk.before} operations to ${facts.steps.length} in ${shrunk.runs} runs`);
  // What is to be pasted is never cut.
  for (const [what, command] of paste) lines.push(`  ${`${what}:`.padEnd(9)} ${paint('cyan', command)}`);
  return `${lines.join('\n')}\n`;
}

/** The last operations, in words; the failing one is marked. */
function story(steps: readonly (ReportedStep | MuteStep)[], paint: Painter): string[] {
  if (steps.length === 0) return [];
  const narrator = new Narrator();
  const told = steps.map((step, at) => sentenceOf(narrator, step, at === steps.length - 1));
  const first = Math.max(0, told.length - STORY_LINES);
  const lines = told.slice(first).map((sentence, at) => {
    const step = first + at;
    const isLast = step === told.length - 1;
    const line = clip(`  ${isLast ? '→' : ' '} ${String(step).padStart(6)}  ${sentence}`);
    return isLast ? paint('bold', line) : line;
  });
  return [...(first > 0 ? [paint('dim', `    … ${first} operations before`)] : []), ...lines];
}

function sentenceOf(narrator: Narrator, step: ReportedStep | MuteStep, isLast: boolean): string {
  if ('reply' in step) return narrator.tell(step.op, step.reply);
  return `${narrator.announce(step.op)}${isLast ? ': here it ends' : ''}`;
}

/** A list with dots between its parts, on as many lines as it needs. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= CARD_COLUMNS) lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines.map(clip);
}

function clip(line: string): string {
  return line.length <= CARD_COLUMNS ? line : `${line.slice(0, CARD_COLUMNS - 1)}…`;
}
