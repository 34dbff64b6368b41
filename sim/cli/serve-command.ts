import { serve } from '../subject/serve/serve.ts';
import { formatHelp, readArguments, type CommandSpec } from '../data/command-line/arguments.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import type { CommandContext } from '../report/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

export const SERVE_SPEC: CommandSpec = {
  name: 'serve',
  usage: 'npm run -s varta-sim -- serve < TRACE',
  summary: 'Our tracker behind the tracker protocol: one operation per line in, one reply per line out.',
  options: {},
};

/** `serve`: the tracker protocol on standard input and output. */
export async function serveCommand(args: readonly string[], { out }: CommandContext): Promise<ExitCode> {
  const given = readArguments(SERVE_SPEC, args);
  if (given.has('help')) {
    out.write(formatHelp(SERVE_SPEC));
    return EXIT.ok;
  }
  if (given.positionals.length > 0) throw new UsageError(`serve: takes no arguments, got ${JSON.stringify(given.positionals[0])}`);
  await serve(process.stdin, process.stdout);
  return EXIT.ok;
}
