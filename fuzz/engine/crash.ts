import type { AbnormalExit } from '../../sim/process/abnormal-exit.ts';
import { FuzzFinding } from '../targets/target.ts';

/** What an input did that it must not do. */
export interface Crash {
  /** What makes two crashes the same bug. */
  readonly signature: string;
  /** One sentence. */
  readonly detail: string;
}

const MESSAGE_MAX = 80;

/** Ways in which an input can keep its process from coming to the next, with their signatures. */
export const EXIT_SIGNATURES = {
  hang: 'no-throw/never-hangs',
  'out-of-memory': 'no-throw/never-runs-out-of-memory',
  exit: 'no-throw/never-exits',
} as const;

/** See {@link EXIT_SIGNATURES}. */
export type ExitKind = keyof typeof EXIT_SIGNATURES;

/** Which way an abnormal exit is: every signal and every code is one. */
export function exitKindOf({ rule }: AbnormalExit): ExitKind {
  if (rule === 'never-hangs') return 'hang';
  return rule === 'never-runs-out-of-memory' ? 'out-of-memory' : 'exit';
}

/** What was thrown, as a crash. Numbers in the message of a foreign error do not make another bug of it. O(message). */
export function crashOf(thrown: unknown): Crash {
  if (!(thrown instanceof Error)) return { signature: 'no-throw/never-throws/value', detail: `threw ${typeof thrown}` };
  // The error may be of the compiled copy of the target, which has a class of its own.
  if (thrown instanceof FuzzFinding || thrown.name === 'FuzzFinding') {
    return { signature: thrown.message, detail: 'detail' in thrown ? String(thrown.detail) : '' };
  }
  const line = thrown.message.split('\n')[0];
  const kind = line.replaceAll(/\d+/g, '#').slice(0, MESSAGE_MAX);
  return { signature: `no-throw/never-throws/${thrown.name}: ${kind}`, detail: line };
}
