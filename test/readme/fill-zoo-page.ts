import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { writeWhole } from '../../sim/data/write-whole.ts';
import { withTables, zooTables, type AblationJson, type JudgesJson, type ZooJson } from './zoo-tables.ts';

// Fills the tables of docs/zoo.md with what three runs of the zoo have printed.

const PAGE = fileURLToPath(new URL('../../../docs/zoo.md', import.meta.url));

async function main(files: readonly string[]): Promise<void> {
  if (files.length !== 3)
    throw new Error('name three files: what npm run zoo prints with --json, with --ablation --json, and with --judges --json');
  const [zoo, ablation, judges] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown);
  const tables = zooTables(zoo as ZooJson, ablation as AblationJson, judges as JudgesJson);
  await writeWhole(PAGE, Buffer.from(withTables(readFileSync(PAGE, 'utf8'), tables)), { overwrite: true });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`zoo:page: ${messageOf(error)}\n`);
  process.exitCode = 2;
});
