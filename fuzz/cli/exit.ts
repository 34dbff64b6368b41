import type { CrashGroup, SessionResult } from '../engine/session.ts';

/** What `npm run fuzz` says when it ends, as users of libFuzzer know it. */
export const FUZZ_EXIT = {
  /** Nothing was found. */
  ok: 0,
  /** The command line, or a file that it names, is wrong. */
  usage: 20,
  /** An input did not come to its end in time. */
  timeout: 70,
  /** An input took more memory than it may. */
  outOfMemory: 71,
  interrupted: 72,
  finding: 77,
  /** The fuzzer itself broke, or ran nothing. */
  broken: 78,
} as const;

/** See {@link FUZZ_EXIT}. */
export type FuzzExit = (typeof FUZZ_EXIT)[keyof typeof FUZZ_EXIT];

/** From the gravest to the least. */
const ORDER = [FUZZ_EXIT.finding, FUZZ_EXIT.timeout, FUZZ_EXIT.outOfMemory, FUZZ_EXIT.broken, FUZZ_EXIT.interrupted, FUZZ_EXIT.ok];

/** The gravest of several; `broken` if there is none, because then nothing was done. */
export function mostSevere(exits: readonly FuzzExit[]): FuzzExit {
  return ORDER.find((exit) => exits.includes(exit)) ?? FUZZ_EXIT.broken;
}

/** The exit code for a crash. */
function exitOfCrash({ kind }: Pick<CrashGroup, 'kind'>): FuzzExit {
  if (kind === 'hang') return FUZZ_EXIT.timeout;
  return kind === 'out-of-memory' ? FUZZ_EXIT.outOfMemory : FUZZ_EXIT.finding;
}

/** The exit code that a session earned. */
export function exitOf(result: Pick<SessionResult, 'crashes' | 'broken' | 'isInterrupted' | 'stats'>): FuzzExit {
  const exits: FuzzExit[] = result.crashes.map(exitOfCrash);
  if (result.broken !== null || (result.stats.executions === 0 && !result.isInterrupted)) exits.push(FUZZ_EXIT.broken);
  if (result.isInterrupted) exits.push(FUZZ_EXIT.interrupted);
  return exits.length === 0 ? FUZZ_EXIT.ok : mostSevere(exits);
}
