import { InfrastructureError, isOfTheMachine } from '../data/infrastructure-error.ts';
import { writeWhole } from '../data/write-whole.ts';
import { EXIT, mostSevere, type ExitCode } from './exit-code.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

/** Writes a report, whole or not at all, in the place of one of that name. Throws what {@link unwritable} makes of a failure. */
export async function saveText(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, Buffer.from(text), { overwrite: true });
  } catch (error) {
    throw unwritable(error);
  }
}

/** A file that could not be written: the fault of the machine, or of whoever named it. */
export function unwritable(error: unknown, before = ''): UsageError | InfrastructureError {
  const message = before + (error instanceof Error ? error.message : String(error));
  return isOfTheMachine(error) ? new InfrastructureError(message) : new UsageError(message);
}

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
