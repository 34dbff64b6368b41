import { fstatSync } from 'node:fs';
import { programLine } from '../data/command-line/program-line.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { standardOutput } from '../data/command-line/standard-streams.ts';
import { messageOf } from '../data/describe-thrown.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { serve } from '../subject/serve/serve.ts';

export const SERVE: Command<ExitCode> = {
  name: 'serve',
  line: `${programLine('serve')} < TRACE`,
  summary: 'Our tracker behind the tracker protocol: one operation per line in, one reply per line out.',
  options: {},
  run: serveCommand,
};

/** `serve`: the tracker protocol on standard input and output. */
async function serveCommand(): Promise<ExitCode> {
  if (fstatSync(process.stdin.fd).isDirectory()) throw new UsageError('serve: standard input is a folder: give it a trace, or a pipe');
  try {
    await serve(process.stdin, standardOutput());
  } catch (error) {
    throw new InfrastructureError(`serve: standard input or output failed: ${messageOf(error)}`);
  }
  return EXIT.ok;
}
