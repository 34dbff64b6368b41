#!/usr/bin/env node
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { outputOf } from '../report/output.ts';
import type { CommandContext } from '../report/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(async (load) => load()));
  return `usage: varta-sim [COMMAND] [OPTIONS]

${commands.map(({ spec: { name, summary } }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

Without a command: run. COMMAND --help tells its options.
Exit codes: 0 ok, 1 check (verify alone), 10 safety, 11 liveness, 12 nondeterminism, 13 goals, 14 inconclusive or out of time, 20 usage, 70 internal.
`;
}

/** Finds the command; what begins with an option, or names a scenario file, is for `run`. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === '--help' || first === 'help') {
    context.out.write(await help());
    return EXIT.ok;
  }
  if (first !== undefined && Object.hasOwn(COMMANDS, first)) return runNamed(first, rest);
  if (first === undefined || first.startsWith('-') || first.endsWith('.json')) return runNamed('run', args);
  throw new UsageError(`there is no command ${JSON.stringify(first)}; there are ${Object.keys(COMMANDS).join(', ')}`);
}

async function runNamed(name: string, args: readonly string[]): Promise<ExitCode> {
  const { run } = await COMMANDS[name]();
  return run(args, context);
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
