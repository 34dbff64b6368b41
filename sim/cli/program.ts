import { runAsProcess, runProgram, SYSTEM_EXITS, type Command, type Program } from '../data/command-line/program.ts';
import { isInstalled } from '../data/project-root.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { COMMANDS } from './commands.ts';
import { trackerOfConfig } from './config.ts';

/** The program of this room's commands. */
export const PROGRAM: Program<ExitCode> = {
  name: 'varta-sim',
  commands: COMMANDS,
  otherwise: { command: 'run', takes: (first) => first.endsWith('.json'), takesNothing: !isInstalled() },
  further: trackerOfConfig,
  elsewhere: { step: 'replay --step FILE', debug: 'replay --step FILE' },
  notes:
    'Exit codes: 0 ok, 1 check (verify alone), 10 safety, 11 liveness, 12 nondeterminism, 13 goals, 14 inconclusive or out of time, 20 usage, 70 internal, ' +
    `${SYSTEM_EXITS}.`,
};

/** Commands that are not of this room, by name. */
export type MoreCommands = Readonly<Record<string, () => Promise<Command<number>>>>;

/** The program as this process, with further commands: it sets the exit code. Never rejects. */
export async function main(args: readonly string[], more: MoreCommands = {}): Promise<void> {
  const program: Program<number> = { ...PROGRAM, commands: { ...PROGRAM.commands, ...more } };
  await runAsProcess({ name: PROGRAM.name }, async (context) => runProgram(program, args, context));
}
