import { outputOf } from '../../sim/report/output.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { FUZZ_EXIT, type FuzzExit } from './exit.ts';
import { fuzzCommand } from './fuzz-command.ts';
import type { OnInterrupt } from './interrupts.ts';
import type { FuzzPlace } from './workbench.ts';

/** The program around the command: its streams, and what becomes of errors. Never rejects. */
export async function fuzzMain(args: readonly string[], onInterrupt: OnInterrupt, place: FuzzPlace): Promise<FuzzExit> {
  const context = { out: outputOf(process.stdout), err: outputOf(process.stderr), onInterrupt };
  // A reader that goes away, as in "| head", leaves nobody to tell.
  process.stdout.on('error', () => process.exit(FUZZ_EXIT.broken));
  try {
    return await fuzzCommand(args, context, place);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      return FUZZ_EXIT.usage;
    }
    process.stderr.write(`fuzz: the fuzzer broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return FUZZ_EXIT.broken;
  }
}
