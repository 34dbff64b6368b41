import { isRefusal } from '../ops/refusal.ts';
import { readTrace } from '../trace/read-trace.ts';
import type { Trace } from '../trace/trace.ts';
import type { Arguments, CommandSpec } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** The one file that a command was given. Throws {@link UsageError}. */
export function oneFile(spec: CommandSpec, { positionals }: Arguments): string {
  if (positionals.length !== 1) throw new UsageError(`${spec.name}: name one trace file, got ${positionals.length}; usage: ${spec.usage}`);
  return positionals[0];
}

/** Reads a trace. Throws {@link UsageError} with the file, the line and what is wrong. */
export async function loadTrace(path: string): Promise<Trace> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) throw new UsageError(trace.refused);
  return trace;
}
