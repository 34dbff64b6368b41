import { COMMON_EXIT, runAsProcess, runCommand, type Command } from '../../../sim/data/command-line/program.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../../sim/data/quoting/printable.ts';
import { formatTable } from '../../../sim/report/table.ts';
import { machineName } from '../baseline.ts';
import { besideFastCheck, type BesideRow } from './beside-fast-check.ts';
import { coldReplays, type ColdRow } from './cold-replay.ts';
import { shrinkLongRuns, type LongRow } from './shrink-long-runs.ts';

// Shrinking of planted bugs, from long runs and beside fast-check from the same failing run, and how long it takes to see a
// shrunk one again. npm run bench:shrink

function coldCells({ start, leastMs, medianMs }: ColdRow): string[] {
  return [start, leastMs.toFixed(0), medianMs.toFixed(0)];
}

function longCells({ bug, known, result }: LongRow): string[] {
  if (result === null) return [bug, 'does not come up', '-', String(known), '-', '-', '-', '-'];
  const { signature, before, after, runs, elapsedMs } = result;
  return [bug, signature, String(before), String(known), String(after), (after / known).toFixed(2), String(runs), elapsedMs.toFixed(0)];
}

function besideCells({ bug, known, result }: BesideRow): string[] {
  if (result === null) return [bug, 'does not come up', '-', String(known), '-', '-', '-', '-', '-'];
  const { signature, before, after, runs, ms, fastCheck, fastCheckMs } = result;
  const counts = [before, known, after ?? '-', runs].map(String);
  return [bug, signature, ...counts, ms.toFixed(0), String(fastCheck ?? '-'), fastCheckMs.toFixed(0)];
}

const COLD_HEAD = ['cold start', 'least ms', 'median ms'];
const LONG_HEAD = ['bug', 'signature', 'before', 'known', 'after', '× known', 'runs', 'ms'];
const BESIDE_HEAD = ['bug', 'signature', 'before', 'known', 'after', 'runs', 'ms', 'fast-check', 'its ms'];

/** What is measured, in the order of the report: its rows, and these as a table. */
const TABLES = {
  cold: () => tableOf(coldReplays(), COLD_HEAD, coldCells),
  long: async () => tableOf(await shrinkLongRuns(), LONG_HEAD, longCells),
  beside: async () => tableOf(await besideFastCheck(), BESIDE_HEAD, besideCells),
};

function tableOf<Row>(rows: readonly Row[], head: readonly string[], cells: (row: Row) => string[]) {
  return { rows, text: formatTable(head, rows.map(cells)) };
}

const NAMES = Object.keys(TABLES) as (keyof typeof TABLES)[];

const SHRINK: Command<number> = {
  name: 'bench:shrink',
  line: 'npm run bench:shrink --',
  summary: 'Shrinking of planted bugs, from runs of 20,000 operations and beside fast-check, and how long a cold replay takes.',
  options: {
    only: { value: 'TABLE', help: `one table alone: ${NAMES.join(', ')}; may be repeated`, repeats: true },
    json: { value: null, help: 'one JSON object in place of the tables' },
  },
  run: async (given, { out }) => {
    const only = given.texts('only');
    const unknown = only.find((name) => !(NAMES as readonly string[]).includes(name));
    if (unknown !== undefined) throw new UsageError(`bench:shrink: there is no table ${jsonText(unknown)}; there are ${NAMES.join(', ')}`);
    const report: Record<string, unknown> = { machine: machineName(), node: process.version };
    const texts: string[] = [];
    for (const name of NAMES) {
      if (only.length > 0 && !only.includes(name)) continue;
      const { rows, text } = await TABLES[name]();
      report[name] = rows;
      texts.push(`${text}\n`);
    }
    out.write(given.has('json') ? `${JSON.stringify(report)}\n` : texts.join('\n'));
    return COMMON_EXIT.ok;
  },
};

await runAsProcess({ name: 'bench:shrink' }, (context) => runCommand(SHRINK, process.argv.slice(2), context));
