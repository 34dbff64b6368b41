import { didYouMean } from '../did-you-mean.ts';
import { messageOf } from '../describe-thrown.ts';
import { isOfTheMachine } from '../infrastructure-error.ts';
import { packageFacts } from '../project-root.ts';
import { wrapColumns, wrapWords } from '../wrap-words.ts';
import { checkPositionals, formatHelp, readArguments, type Arguments, type CommandSpec } from './arguments.ts';
import { Interrupts } from './interrupts.ts';
import type { CommandContext, Output } from './output.ts';
import { openStandardStreams } from './standard-streams.ts';
import { UsageError } from './usage-error.ts';
import { jsonText, printable } from '../quoting/printable.ts';

/** Exit codes that mean the same in every command of every program. */
export const COMMON_EXIT = {
  /** Everything was done, and nothing was found. */
  ok: 0,
  /** The command line or a file that was named is wrong. */
  usage: 20,
  /** The harness itself broke. */
  internal: 70,
} as const;

/** The exit codes that the system gives, as a shell has them: the same for every program. For its help. */
export const SYSTEM_EXITS = '129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM before anything was known, 134 out of memory, 137 killed';

type CommonExit = (typeof COMMON_EXIT)[keyof typeof COMMON_EXIT];

/** A command: what it takes, and what it does. */
export interface Command<Exit extends number> extends CommandSpec {
  /** Does it, and resolves with its exit code. Throws {@link UsageError} for what is wrong with its arguments. */
  readonly run: (args: Arguments, context: CommandContext) => Exit | Promise<Exit>;
  /** Whether its output is all that it is for: then it has failed where that is lost. Default false: its exit code is a verdict. */
  readonly isOutputAll?: boolean;
  /** What its help says below the options, at this width. */
  readonly notes?: (columns: number) => string | Promise<string>;
}

/** A program of several commands. */
export interface Program<Exit extends number> {
  readonly name: string;
  /** By name, in the order of the help. Each is loaded when it is asked for. */
  readonly commands: Readonly<Record<string, () => Promise<Command<Exit>>>>;
  /** The command that is meant where none is named, the first arguments that are for it, and whether it takes no argument at all, too. */
  readonly otherwise: { readonly command: string; readonly takes: (first: string) => boolean; readonly takesNothing: boolean };
  /** What the help says at its end. */
  readonly notes: string;
  /** What is no command, and is looked for as one, with what to give instead. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Further arguments of a command, such as a file of the project names them. */
  readonly further?: (command: CommandSpec, args: readonly string[]) => Promise<readonly string[]>;
}

/** Finds the command in a command line and carries it out. Throws {@link UsageError}. */
export async function runProgram<Exit extends number>(
  program: Program<Exit>,
  args: readonly string[],
  context: CommandContext,
): Promise<Exit | CommonExit> {
  const { commands, otherwise, further = async () => [] } = program;
  const run = async (command: Command<Exit>, its: readonly string[]): Promise<Exit | CommonExit> =>
    runCommand(command, [...(await further(command, its)), ...its], context);
  const [first, ...rest] = args;
  const isHelp = first === 'help' || first === '--help' || first === '-h' || (first === undefined && !otherwise.takesNothing);
  if (isHelp && rest.length === 0) {
    context.out.write(await programHelp(program, context.out.columns));
    return toldExit(context.out);
  }
  if (isHelp) return runCommand(await commandOf(program, rest[0])(), [...rest.slice(1), '--help'], context);
  if (first === undefined || first.startsWith('-') || otherwise.takes(first)) return run(await commands[otherwise.command](), args);
  return run(await commandOf(program, first)(), rest);
}

/** Carries a command out: its help, the version, or itself. Throws {@link UsageError}. */
export async function runCommand<Exit extends number>(
  command: Command<Exit>,
  args: readonly string[],
  context: CommandContext,
): Promise<Exit | CommonExit> {
  const given = readArguments(command, args);
  if (given.has('help')) {
    const notes = await command.notes?.(context.out.columns);
    context.out.write(`${formatHelp(command, context.out.columns)}${notes === undefined ? '' : `\n${notes}\n`}`);
    return toldExit(context.out);
  }
  if (given.has('version')) {
    context.out.write(`${version()}\n`);
    return toldExit(context.out);
  }
  checkPositionals(command, given);
  const exit = await command.run(given, context);
  const isLost = command.isOutputAll === true && context.out.hasFault?.() === true;
  return isLost && exit === COMMON_EXIT.ok ? COMMON_EXIT.internal : exit;
}

/** The exit code of what only tells something. */
function toldExit({ hasFault }: Output): CommonExit {
  return hasFault?.() === true ? COMMON_EXIT.internal : COMMON_EXIT.ok;
}

function commandOf<Exit extends number>({ commands, elsewhere = {} }: Program<Exit>, name: string): () => Promise<Command<Exit>> {
  if (Object.hasOwn(commands, name)) return commands[name];
  const names = Object.keys(commands);
  const hint = Object.hasOwn(elsewhere, name) ? `; it is ${elsewhere[name]}` : didYouMean(name, names);
  throw new UsageError(`there is no command ${jsonText(name)}; there are ${names.join(', ')}${hint}`);
}

async function programHelp<Exit extends number>({ name, commands, otherwise, notes }: Program<Exit>, columns: number): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async (load) => load()));
  const without = otherwise.takesNothing ? 'Without a command' : 'Options without a command';
  const more = `${without}: ${otherwise.command}. help COMMAND, or COMMAND --help, shows its options; --version the version.`;
  return [
    `usage: ${name} [COMMAND] [OPTIONS]`,
    '',
    ...wrapColumns(
      all.map((command) => [command.name, command.summary] as const),
      columns,
    ),
    '',
    ...[more, ...notes.split('\n')].flatMap((line) => wrapWords(line, columns)),
    '',
  ].join('\n');
}

function version(): string {
  const facts = packageFacts();
  if (facts === null) throw new UsageError('the version is in package.json, and this is a copy of the program without it');
  return `${facts.name} ${facts.version}`;
}

/** How a process runs a program. */
export interface ProcessOptions {
  /** What error messages begin with. */
  readonly name: string;
  /** Default new ones. */
  readonly interrupts?: Interrupts;
}

/**
 * Runs a program as this process: its streams, one sentence for each error, its exit code. A stream that fails changes no exit
 * code. Where something breaks that nobody catches, what was found before decides. Never rejects.
 */
export async function runAsProcess(
  { name, interrupts = new Interrupts() }: ProcessOptions,
  main: (context: CommandContext) => Promise<number>,
): Promise<void> {
  // Where everything stands still before there is an exit code, Node would end with 13, which is a verdict here.
  process.exitCode = COMMON_EXIT.internal;
  const { out, err, flush } = openStandardStreams(name);
  const report = (error: unknown): number => {
    const text = describeError(error);
    err.write(text.startsWith(`${name}: `) ? `${text}\n` : `${name}: ${text}\n`);
    return error instanceof UsageError ? COMMON_EXIT.usage : (interrupts.verdictSoFar ?? COMMON_EXIT.internal);
  };
  // An error that is not caught is a fault of the harness: Node's own exit code 1 would mean a failed check.
  const leave = (code: number): void => void flush().then(() => process.exit(code));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error) => leave(report(error)));
  interrupts.onSecond(leave);
  try {
    process.exitCode = await main({ out, err, onInterrupt: interrupts.on, tellVerdict: interrupts.tell, keepVerdict: interrupts.keep });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** What a command says of an error that ends its work: one sentence, or where it is a fault of ours the stack. */
export function describeError(error: unknown): string {
  if (error instanceof UsageError) return printable(error.message);
  if (isOfTheMachine(error)) return `the harness could not go on: ${printable(messageOf(error))}`;
  return `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
