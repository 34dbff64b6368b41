import type { CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { EXIT, mostSevere, type ExitCode } from './exit-code.ts';

/**
 * Carries out what is to be saved once everything is known. A failure is told and counts, but hides nothing that was found,
 * nor keeps the rest from being saved.
 */
export async function savedAll(exit: ExitCode, { err }: CommandContext, tasks: readonly (() => Promise<void>)[]): Promise<ExitCode> {
  const codes: ExitCode[] = [exit];
  for (const task of tasks) {
    try {
      await task();
    } catch (error) {
      if (!(error instanceof UsageError) && !(error instanceof InfrastructureError)) throw error;
      err.write(`varta-sim: ${error.message}\n`);
      codes.push(error instanceof UsageError ? EXIT.usage : EXIT.internal);
    }
  }
  return mostSevere(codes);
}
