#!/usr/bin/env node
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

await runAsProcess({ name: PROGRAM.name }, async (context) => runProgram(PROGRAM, process.argv.slice(2), context));
