import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runAsProcess } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { saveText } from '../../sim/data/write-whole.ts';
import { withTables, zooTables, type AblationJson, type JudgesJson, type ZooJson } from './zoo-tables.ts';

// Fills the tables of docs/zoo.md with what three runs of the zoo have printed.

const PAGE = fileURLToPath(new URL('../../../docs/zoo.md', import.meta.url));

await runAsProcess({ name: 'zoo:page' }, async () => {
  const files = process.argv.slice(2);
  if (files.length !== 3)
    throw new UsageError('name three files: what npm run zoo prints with --json, with --ablation --json, and with --judges --json');
  const [zoo, ablation, judges] = files.map(readJson);
  const tables = zooTables(zoo as ZooJson, ablation as AblationJson, judges as JudgesJson);
  await saveText(PAGE, withTables(readFileSync(PAGE, 'utf8'), tables));
  return 0;
});

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${messageOf(error)}`);
  }
}
