import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { writeWhole } from '../../sim/data/write-whole.ts';
import { exploreRows, exploreSentence, type ExploredJson } from './explore-table.ts';

// Fills the table of bugs in docs/explore.md with what npm run zoo -- --explore --json has printed.

const PAGE = fileURLToPath(new URL('../../../docs/explore.md', import.meta.url));
const ZOO_PAGE = fileURLToPath(new URL('../../../docs/zoo.md', import.meta.url));
const TABLE = /Exploring alone finds .*\n\n(\| bug .*\n\|[-:|]+\n)(?:\|.*\n)*/;

async function main([file]: readonly string[]): Promise<void> {
  if (file === undefined) throw new Error('name a file: what npm run zoo -- --explore prints with --json');
  const rows = exploreRows(JSON.parse(readFileSync(file, 'utf8')) as ExploredJson, readFileSync(ZOO_PAGE, 'utf8'));
  const page = readFileSync(PAGE, 'utf8');
  if (!TABLE.test(page)) throw new Error('docs/explore.md has no table of bugs');
  const lines = rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  const filled = page.replace(TABLE, (_, head: string) => `${exploreSentence(rows)}\n\n${head}${lines}`);
  await writeWhole(PAGE, Buffer.from(filled), { overwrite: true });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`explore:page: ${messageOf(error)}\n`);
  process.exitCode = 2;
});
