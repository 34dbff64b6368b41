import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMON_EXIT, runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { countOf } from '../../sim/data/count.ts';
import { unwritable, writeWhole } from '../../sim/data/write-whole.ts';
import { contentName } from '../engine/corpus-folder.ts';
import { makeSeeds } from './seeds.ts';

const SEEDS: Command<number> = {
  name: 'fuzz:seeds',
  line: 'npm run fuzz:seeds --',
  summary: 'Writes the seeds of every target into a folder of its name below DIR.',
  options: {},
  positionals: { name: 'DIR', min: 1, max: 1 },
  run: async ({ positionals: [folder] }, { out }) => {
    for (const [target, inputs] of makeSeeds(fileURLToPath(new URL('../../../corpus', import.meta.url)))) {
      try {
        mkdirSync(join(folder, target), { recursive: true });
        for (const input of inputs) await writeWhole(join(folder, target, contentName(input)), input, { overwrite: true });
      } catch (error) {
        throw unwritable(error);
      }
      out.write(`${target}: ${countOf(inputs.length, 'seed')}\n`);
    }
    return COMMON_EXIT.ok;
  },
};

await runAsProcess({ name: SEEDS.name }, (context) => runCommand(SEEDS, process.argv.slice(2), context));
