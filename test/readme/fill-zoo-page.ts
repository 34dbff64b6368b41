import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { saveText } from '../../sim/data/write-whole.ts';
import { withTables, zooTables, type AblationJson, type JudgesJson, type ZooJson } from './zoo-tables.ts';

// Fills tables of docs/zoo.md with what runs of the zoo have printed; those of which nothing is told stay.

const PAGE = fileURLToPath(new URL('../../../docs/zoo.md', import.meta.url));

await runAsProcess({ name: 'zoo:page' }, async () => {
  const files = process.argv.slice(2);
  if (files.length === 0) throw new UsageError('name files: what npm run zoo prints with --json, alone, with --ablation, or with --judges');
  const page = files.reduce((filled, file) => withTables(filled, zooTables(readJson(file))), readFileSync(PAGE, 'utf8'));
  await saveText(PAGE, page);
  return 0;
});

function readJson(file: string): ZooJson | AblationJson | JudgesJson {
  try {
    const told = JSON.parse(readFileSync(file, 'utf8')) as ZooJson | AblationJson | JudgesJson;
    if (['bugs', 'ablation', 'judges'].some((member) => member in told)) return told;
  } catch (error) {
    throw new UsageError(`${file}: ${messageOf(error)}`);
  }
  throw new UsageError(`${file}: it is nothing that npm run zoo prints with --json, alone, with --ablation, or with --judges`);
}
