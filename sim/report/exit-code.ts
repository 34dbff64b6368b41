import { paint, type CommandContext, type Output } from '../data/command-line/output.ts';
import { COMMON_EXIT } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { printable } from '../data/quoting/printable.ts';
import { terminalLines } from '../data/wrap-words.ts';

/** What the process says when it ends. */
export const EXIT = {
  ok: COMMON_EXIT.ok,
  /** A check of the gate failed that runs no campaign: types, format, lint, tests. */
  check: 1,
  /** A safety rule was broken. */
  safety: 10,
  /** A liveness rule was broken. */
  liveness: 11,
  /** The same seed gave two different runs, or a step asked for the time, for chance or for its environment. */
  nondeterminism: 12,
  /** The campaign never got where it should have been. */
  goals: 13,
  /** Interrupted, or out of time: nothing is known of what was left. */
  inconclusive: 14,
  usage: COMMON_EXIT.usage,
  internal: COMMON_EXIT.internal,
} as const;

/** See {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From the most severe on. What breaks the harness leaves unknown what else there was; what was found stays found. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.safety,
  EXIT.liveness,
  EXIT.nondeterminism,
  EXIT.internal,
  EXIT.goals,
  EXIT.check,
  EXIT.inconclusive,
  EXIT.usage,
];

/** The most severe of several codes; 0 if all are. */
export function mostSevere(codes: readonly ExitCode[]): ExitCode {
  return SEVERITY.find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** What a code stands for, in a word. */
export function exitWord(exit: ExitCode): string {
  return Object.entries(EXIT).find(([, code]) => code === exit)?.[0] ?? String(exit);
}

/** A last line: what the command ends with, `ok` in green or the number in red, and a sentence. On a terminal it is wrapped at its width. */
export function verdictLine(exit: ExitCode, output: Output, sentence: string): string {
  const word = exit === EXIT.ok ? 'ok' : `exit ${exit}`;
  return paint(output, exit === EXIT.ok ? 'green' : 'red', word) + terminalLines(`${word} · ${sentence}`, output).slice(word.length);
}

/** The exit code for a finding of this judge. */
export function exitCodeOf(judge: string): ExitCode {
  switch (judge) {
    case 'liveness':
      return EXIT.liveness;
    case 'determinism':
      return EXIT.nondeterminism;
    case 'goals':
      return EXIT.goals;
    case 'harness':
      return EXIT.internal;
    default:
      return EXIT.safety;
  }
}

/**
 * Saves everything once it is known. A failure is told in a sentence and keeps nothing else from being saved. It decides the
 * exit code where the verdict is good, and never that of another verdict.
 */
export async function savedAll(exit: ExitCode, { err }: CommandContext, tasks: readonly (() => Promise<void>)[]): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const task of tasks) {
    try {
      await task();
    } catch (error) {
      if (!(error instanceof UsageError) && !(error instanceof InfrastructureError)) throw error;
      err.write(`varta-sim: ${printable(error.message)}\n`);
      codes.push(error instanceof UsageError ? EXIT.usage : EXIT.internal);
    }
  }
  return exit === EXIT.ok ? mostSevere(codes) : exit;
}
