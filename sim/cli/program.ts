import { runAsProcess, runProgram, SYSTEM_EXITS, type Program } from '../data/command-line/program.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { COMMANDS } from './commands.ts';

const PROGRAM: Program<ExitCode> = {
  name: 'varta-sim',
  commands: COMMANDS,
  otherwise: { command: 'run', takes: (first) => first.endsWith('.json') },
  notes:
    'Exit codes: 0 ok, 1 check (verify alone), 10 safety, 11 liveness, 12 nondeterminism, 13 goals, 14 inconclusive or out of time, 20 usage, 70 internal, ' +
    `${SYSTEM_EXITS}.`,
};

/** The program as this process: it sets the exit code. Never rejects. */
export async function main(args: readonly string[]): Promise<void> {
  await runAsProcess({ name: PROGRAM.name }, async (context) => runProgram(PROGRAM, args, context));
}
