#!/usr/bin/env node
import { corpusCommand, CORPUS_SPEC } from './corpus-command.ts';
import { emitCommand, EMIT_SPEC } from './emit-command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { InfrastructureError } from '../infrastructure-error.ts';
import { keepCommand, KEEP_SPEC } from './keep-command.ts';
import { listCommand, LIST_SPEC } from './list-command.ts';
import { mergeCommand, MERGE_SPEC } from './merge-command.ts';
import { outputOf } from './output.ts';
import { replayCommand, REPLAY_SPEC } from './replay-command.ts';
import { runCommand, type CommandContext } from './run-command.ts';
import { RUN_SPEC } from './run-options.ts';
import { serveCommand, SERVE_SPEC } from './serve-command.ts';
import { shrinkCommand, SHRINK_SPEC } from './shrink-command.ts';
import { UsageError } from './usage-error.ts';
import { verifyCommand, VERIFY_SPEC } from './verify-command.ts';
import { zooCommand } from './zoo-command.ts';
import { ZOO_SPEC } from './zoo-options.ts';

type Command = (args: readonly string[], context: CommandContext) => ExitCode | Promise<ExitCode>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run: runCommand,
  replay: replayCommand,
  list: listCommand,
  serve: serveCommand,
  shrink: shrinkCommand,
  keep: keepCommand,
  emit: emitCommand,
  corpus: corpusCommand,
  verify: verifyCommand,
  zoo: zooCommand,
  merge: mergeCommand,
};

const HELP = `usage: varta-sim [COMMAND] [OPTIONS]

${[RUN_SPEC, REPLAY_SPEC, LIST_SPEC, SERVE_SPEC, SHRINK_SPEC, KEEP_SPEC, EMIT_SPEC, CORPUS_SPEC, VERIFY_SPEC, ZOO_SPEC, MERGE_SPEC].map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

Without a command: run. COMMAND --help tells its options.
Exit codes: 0 ok, 1 check (verify alone), 10 safety, 11 liveness, 12 nondeterminism, 13 goals, 14 inconclusive or out of time, 20 usage, 70 internal.
`;

/** Finds the command; what begins with an option, or names a scenario file, is for `run`. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === '--help' || first === 'help') {
    context.out.write(HELP);
    return EXIT.ok;
  }
  if (first !== undefined && Object.hasOwn(COMMANDS, first)) return COMMANDS[first](rest, context);
  if (first === undefined || first.startsWith('-') || first.endsWith('.json')) return runCommand(args, context);
  throw new UsageError(`there is no command ${JSON.stringify(first)}; there are ${Object.keys(COMMANDS).join(', ')}`);
}

const context: CommandContext = {
  out: outputOf(process.stdout),
  err: outputOf(process.stderr),
  onInterrupt: (callback) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.once(signal, callback);
    return () => {
      for (const signal of signals) process.removeListener(signal, callback);
    };
  },
};

// A reader that goes away, as in "| head", is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.internal));

/** Says what went wrong, and with which code that ends. */
function tellFailure(error: unknown): ExitCode {
  if (error instanceof UsageError) {
    process.stderr.write(`varta-sim: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof InfrastructureError) process.stderr.write(`varta-sim: the harness could not go on: ${error.message}\n`);
  else process.stderr.write(`varta-sim: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.internal;
}

// What nobody caught is a fault of the harness, and no other code may stand for it.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => process.exit(tellFailure(error)));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = tellFailure(error);
}
