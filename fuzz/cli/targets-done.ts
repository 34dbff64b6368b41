import type { Output } from '../../sim/data/command-line/output.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { terminalLines } from '../../sim/data/wrap-words.ts';
import { FUZZ_EXIT, mostSevere, type FuzzExit } from './exit.ts';

/** A target on which work rejected. */
export interface FailedTarget {
  readonly target: string;
  readonly error: unknown;
}

/** What came of work on targets. */
export interface TargetsDone<Result> {
  /** Of those that were done, in the order of the targets. */
  readonly results: readonly Result[];
  /** Names of those that were not begun. */
  readonly notBegun: readonly string[];
  readonly failed: readonly FailedTarget[];
  /** The most severe of the crashes that were told of; null if there is none, or no work failed. */
  readonly exitBefore: FuzzExit | null;
  /** Whether the user has interrupted it. */
  readonly isInterrupted: boolean;
}

/** What is not in the results. */
type TargetsLeft = Omit<TargetsDone<unknown>, 'results'>;

/** The exit code of all of it; `exits` are those of the results. */
export function exitOfAll(exits: readonly FuzzExit[], { failed, exitBefore, isInterrupted }: TargetsLeft): FuzzExit {
  return mostSevere([
    ...exits,
    ...failed.map(({ error }) => (error instanceof UsageError ? FUZZ_EXIT.usage : FUZZ_EXIT.internal)),
    ...(exitBefore === null ? [] : [exitBefore]),
    ...(isInterrupted ? [FUZZ_EXIT.interrupted] : []),
  ]);
}

/** Names of targets on a line of their own, wrapped on a terminal; nothing if there are none. */
export function formatNames(what: string, names: readonly string[], out: Output): string {
  return names.length === 0 ? '' : `${terminalLines(`${what}: ${names.join(', ')}`, out)}\n`;
}

/** What is not in the results, for programs. */
export function jsonLeft({ isInterrupted, notBegun, failed }: TargetsLeft): object {
  const reasons = failed.map(({ target, error }) => ({ target, reason: messageOf(error).replace(/^fuzz: /, '') }));
  return { interrupted: isInterrupted, notBegun, failed: reasons };
}
