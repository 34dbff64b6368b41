import type { Command } from '../data/command-line/program.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { serve } from '../subject/serve/serve.ts';

export const SERVE: Command<ExitCode> = {
  name: 'serve',
  line: 'npm run -s varta-sim -- serve < TRACE',
  summary: 'Our tracker behind the tracker protocol: one operation per line in, one reply per line out.',
  options: {},
  run: serveCommand,
};

/** `serve`: the tracker protocol on standard input and output. */
async function serveCommand(): Promise<ExitCode> {
  await serve(process.stdin, process.stdout);
  return EXIT.ok;
}
