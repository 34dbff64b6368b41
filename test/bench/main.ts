import { runAsProcess, runCommand } from '../../sim/data/command-line/program.ts';
import { EXIT } from '../../sim/report/exit-code.ts';
import { benchCommand } from './bench-command.ts';

const command = benchCommand(new URL('./measurer.js', import.meta.url));
await runAsProcess({ name: 'bench', onInterrupt: () => () => {}, readerGone: EXIT.ok }, (context) =>
  runCommand(command, process.argv.slice(2), context),
);
