import { isObject } from '../../data/ops/fields.ts';
import type { StepEnd } from './step-process.ts';

/** What the program of a revision says of a trace. */
export type Verdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly signature: string; readonly reason: string }
  /** It does not build, or it cannot say: why, in words. */
  | { readonly kind: 'skipped'; readonly why: string };

/** Codes of a replay that has judged: nothing found, safety, liveness, nondeterminism. */
const JUDGED: readonly (number | null)[] = [0, 10, 11, 12];

/** Reads what `replay --json` has printed, of whatever revision. */
export function verdictOf(end: StepEnd): Verdict {
  const why = whyNoAnswer(end, 'its replay');
  if (why !== null) return { kind: 'skipped', why };
  if (!JUDGED.includes(end.code)) return { kind: 'skipped', why: `it cannot replay the trace: ${complaint(end)}` };
  let said: unknown;
  try {
    said = JSON.parse(end.out);
  } catch {
    return { kind: 'skipped', why: 'its replay does not answer in JSON' };
  }
  const finding = isObject(said) ? (said as Record<string, unknown>)['finding'] : undefined;
  if (finding === null && end.code === 0) return { kind: 'holds' };
  if (!isObject(finding)) return { kind: 'skipped', why: 'its replay does not say what it found' };
  const { judge, rule, op, reason } = finding as Record<string, unknown>;
  return { kind: 'fails', signature: [judge, rule, op].map(String).join('/'), reason: typeof reason === 'string' ? reason : '' };
}

/** Why a process has no answer: it was not started, was late, or was ended; null if it has one. */
export function whyNoAnswer({ startFault, isLate, signal }: StepEnd, what: string): string | null {
  if (startFault !== null) return `${what} could not be started: ${startFault}`;
  if (isLate) return `${what} took too long`;
  return signal === null ? null : `${what} was ended by ${signal}`;
}

/** The last line that a process has complained with. */
export function complaint({ out, err, code }: StepEnd): string {
  const lines = `${out}\n${err}`.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim().slice(0, 300) ?? `it ended with ${code}`;
}
