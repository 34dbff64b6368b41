import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { unwritable, writeWhole } from '../../sim/data/write-whole.ts';
import { contentName } from '../engine/corpus-folder.ts';
import { makeSeeds } from './seeds.ts';

// Writes the seeds of every target into a folder of its name below the one that is given.

await runAsProcess({ name: 'fuzz:seeds' }, async ({ out }) => {
  const [folder, ...others] = process.argv.slice(2);
  if (folder === undefined || others.length > 0) throw new UsageError('name one folder, such as: npm run fuzz:seeds -- findings/seeds');
  for (const [target, inputs] of makeSeeds(fileURLToPath(new URL('../../../corpus', import.meta.url)))) {
    try {
      mkdirSync(join(folder, target), { recursive: true });
      for (const input of inputs) await writeWhole(join(folder, target, contentName(input)), input, { overwrite: true });
    } catch (error) {
      throw unwritable(error);
    }
    out.write(`${target}: ${inputs.length} seeds\n`);
  }
  return 0;
});
