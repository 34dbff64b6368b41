import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../../sim/data/write-whole.ts';
import { contentName } from '../engine/corpus-folder.ts';
import { makeSeeds } from './seeds.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';

/** Writes the seeds of every target into a folder of its name below the one that is given. */
async function main([folder, ...others]: readonly string[]): Promise<void> {
  if (folder === undefined || others.length > 0) throw new Error('name one folder, such as: npm run fuzz:seeds -- findings/seeds');
  for (const [target, inputs] of makeSeeds(fileURLToPath(new URL('../../../corpus', import.meta.url)))) {
    mkdirSync(join(folder, target), { recursive: true });
    for (const input of inputs) {
      await writeWhole(join(folder, target, contentName(input)), input, { overwrite: true });
    }
    process.stdout.write(`${target}: ${inputs.length} seeds\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`fuzz:seeds: ${messageOf(error)}\n`);
  process.exitCode = 2;
});
