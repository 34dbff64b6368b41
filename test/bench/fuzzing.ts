import { COMMON_EXIT, runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';
import { fallenBehind, machineName, readBaseline } from './baseline.ts';
import { fuzzRowNames, measureRows, type FuzzRow } from './fuzz-rows.ts';

// Executions a second, time to start, and time to find each planted bug, beside jsfuzz as it comes: npm run bench:fuzz.

const WORSE = 1;
const BAND_PERCENT = 40;

function shown(unit: FuzzRow['unit'], value: number | null): string {
  if (value === null) return 'not found';
  if (unit === 's') return `${value.toFixed(2)} s`;
  return unit === 'inputs' ? withCommas(value) : `${withCommas(value)}/s`;
}

function formatRows(rows: readonly FuzzRow[], seeds: number): string {
  const cells = rows.map(({ name, unit, ours, peers, peer, ratio }) => {
    const atLeast = unit === 's' && peers === null ? '> ' : '';
    return [name, shown(unit, ours), shown(unit, peers), peer, ratio === null ? '' : `${atLeast}${ratio.toFixed(2)} ×`];
  });
  return formatTable([`median of ${seeds}`, 'default engine', 'peer', 'which is', 'better by'], cells);
}

const BENCH: Command<number> = {
  name: 'bench:fuzz',
  line: 'npm run bench:fuzz --',
  summary: [
    'New inputs a second and in a default run, time to the first new input, and time to find each planted bug, each beside its peer in turn.',
    'The start of the processes is in all times. Compare ratios: figures are for the machine and the minutes in which they were taken.',
  ].join('\n'),
  options: {
    seeds: { value: 'N', help: 'how often each figure is taken, 1 to 100; default 3. The median counts' },
    speed: { value: 'DURATION', help: 'time for one measurement of speed; default 10s. jsfuzz tells where it stands every 3s' },
    cap: { value: 'DURATION', help: 'longest time of one hunt; default 20s' },
    only: { value: 'ROW', help: 'one row alone; may be repeated', repeats: true },
    json: { value: null, help: 'one JSON object in place of the table' },
    baseline: { value: 'FILE', help: 'what --json printed on this machine: exit 1 where a ratio has fallen by more than the band' },
    band: { value: 'PERCENT', help: `how far a ratio may fall below the baseline, 1 to 99; default ${BAND_PERCENT}`, needs: 'baseline' },
  },
  run: async (given, { out, err }) => {
    const only = given.texts('only');
    const names = fuzzRowNames();
    const unknown = only.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new UsageError(`bench:fuzz: there is no row ${jsonText(unknown)}; there are ${names.join(', ')}`);
    const file = given.text('baseline');
    const baseline = file === undefined ? null : readBaseline('bench:fuzz', file, only.length > 0 ? only : names);
    const seeds = given.integer('seeds', 1, 100) ?? 3;
    const speedMs = (given.durationNs('speed') ?? 10e9) / 1e6;
    const rows = await measureRows(only, { seeds, speedMs, capMs: (given.durationNs('cap') ?? 20e9) / 1e6 });
    out.write(
      given.has('json') ? `${JSON.stringify({ machine: machineName(), node: process.version, rows })}\n` : `${formatRows(rows, seeds)}\n`,
    );
    if (baseline === null) return COMMON_EXIT.ok;
    const worse = fallenBehind(rows, baseline, (given.integer('band', 1, 99) ?? BAND_PERCENT) / 100);
    for (const sentence of worse) err.write(`${sentence}\n`);
    return worse.length > 0 ? WORSE : COMMON_EXIT.ok;
  },
};

await runAsProcess({ name: 'bench:fuzz' }, (context) => runCommand(BENCH, process.argv.slice(2), context));
