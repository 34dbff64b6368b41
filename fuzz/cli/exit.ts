import { COMMON_EXIT } from '../../sim/data/command-line/program.ts';
import type { CrashGroup, SessionResult } from '../engine/session.ts';

/**
 * Exit codes of `npm run fuzz`: those that every command shares, and others as users of libFuzzer know them. There 70 is an
 * input that hung; here it means what it means everywhere, and a hang is 73.
 */
export const FUZZ_EXIT = {
  /** ok: inputs were run, and nothing was found. internal: the fuzzer broke, or ran nothing. */
  ...COMMON_EXIT,
  /** An input took more memory than it may. */
  outOfMemory: 71,
  interrupted: 72,
  /** An input did not come to its end in time. */
  hang: 73,
  finding: 77,
} as const;

/** See {@link FUZZ_EXIT}. */
export type FuzzExit = (typeof FUZZ_EXIT)[keyof typeof FUZZ_EXIT];

/** From the most severe on. */
const SEVERITY = [
  FUZZ_EXIT.finding,
  FUZZ_EXIT.hang,
  FUZZ_EXIT.outOfMemory,
  FUZZ_EXIT.internal,
  FUZZ_EXIT.usage,
  FUZZ_EXIT.interrupted,
  FUZZ_EXIT.ok,
];

/** The most severe of several; `internal` if there is none, because then nothing was done. */
export function mostSevere(exits: readonly FuzzExit[]): FuzzExit {
  return SEVERITY.find((exit) => exits.includes(exit)) ?? FUZZ_EXIT.internal;
}

/** The exit code for a crash. */
export function exitOfCrash({ kind }: Pick<CrashGroup, 'kind'>): FuzzExit {
  if (kind === 'hang') return FUZZ_EXIT.hang;
  return kind === 'out-of-memory' ? FUZZ_EXIT.outOfMemory : FUZZ_EXIT.finding;
}

/** The exit code that a session earned. */
export function exitOf(
  result: Pick<SessionResult, 'crashes' | 'broken' | 'isInterrupted'> & { readonly stats: { readonly executions: number } },
): FuzzExit {
  const exits: FuzzExit[] = result.crashes.map(exitOfCrash);
  if (result.broken !== null || (result.stats.executions === 0 && !result.isInterrupted)) exits.push(FUZZ_EXIT.internal);
  if (result.isInterrupted) exits.push(FUZZ_EXIT.interrupted);
  return exits.length === 0 ? FUZZ_EXIT.ok : mostSevere(exits);
}
