import { EXIT } from '../../sim/cli/exit-code.ts';
import { UsageError } from '../../sim/cli/usage-error.ts';
import { benchCommand } from './bench-command.ts';

try {
  process.exitCode = await benchCommand(process.argv.slice(2), (text) => process.stdout.write(text));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.usage;
}
