import { runAsProcess, runCommand } from '../../sim/data/command-line/program.ts';
import { benchCommand } from './bench-command.ts';

const command = benchCommand(new URL('./measurer.js', import.meta.url));
await runAsProcess({ name: 'bench' }, (context) => runCommand(command, process.argv.slice(2), context));
