import { EXIT } from '../../sim/report/exit-code.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { benchCommand } from './bench-command.ts';

try {
  process.exitCode = await benchCommand(process.argv.slice(2), (text) => process.stdout.write(text));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.usage;
}
