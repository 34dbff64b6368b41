import type { Command } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { EXIT, type ExitCode } from '../../sim/report/exit-code.ts';
import { aimsOf } from './aims.ts';
import { allCases } from './all-cases.ts';
import { figuresOf, inSweeps } from './figures.ts';
import { fallenBehind, machineName, readBaseline } from './baseline.ts';
import { lookupCounts } from './lookup-cases.ts';
import { memoryCounts } from './memory-counts.ts';
import { measure, type Effort } from './measure.ts';
import { formatReport, type BenchReport } from './report.ts';
import { SWEEP } from './sweep-case.ts';

const QUICK: Effort = { rounds: 3, roundNs: 1e6, warmUpNs: 20e6 };
/** Beyond it a ratio to the yardstick has fallen: on a shared machine unchanged code stays within half of it. */
const BAND_PERCENT = 40;
const FULL: Effort = { rounds: 61, roundNs: 10e6, warmUpNs: 1000e6 };

async function bench(effort: Effort, measurer: URL, only: readonly string[]): Promise<BenchReport> {
  // The yardstick always: what is compared with a baseline is compared in it.
  const cases = allCases().filter(({ name }) => only.length === 0 || only.includes(name) || name === SWEEP);
  const times = await measure(cases, effort, measurer);
  const figures = figuresOf(cases, times, only.length === 0 ? [...lookupCounts(), ...memoryCounts()] : []);
  return { machine: machineName(), node: process.version, rounds: effort.rounds, figures, rows: inSweeps(figures), aims: aimsOf(figures) };
}

/** The command; `measurer` is the program of a process that measures. */
export function benchCommand(measurer: URL): Command<ExitCode> {
  return {
    name: 'bench',
    line: 'npm run bench --',
    summary: 'Measures the tracker, the codec and judged simulations beside peers. Figures are for the run they stand in: compare ratios.',
    options: {
      quick: { value: null, help: 'a short run, a few seconds: figures are rough' },
      only: { value: 'CASE', help: 'one case alone; may be repeated: give its peer, too', repeats: true },
      json: { value: null, help: 'one JSON object in place of the table' },
      baseline: {
        value: 'FILE',
        help: 'what --json printed on this machine: exit 1 where a case takes more sweeps than it did, beyond the band',
      },
      band: { value: 'PERCENT', help: `how far a ratio may fall below the baseline, 1 to 99; default ${BAND_PERCENT}`, needs: 'baseline' },
    },
    run: async (given, { out, err }) => {
      const only = given.texts('only');
      const names = allCases().map(({ name }) => name);
      const unknown = only.find((name) => !names.includes(name));
      if (unknown !== undefined) throw new UsageError(`bench: there is no case ${jsonText(unknown)}; there are ${names.join(', ')}`);
      const file = given.text('baseline');
      const baseline =
        file === undefined
          ? null
          : readBaseline(
              'bench',
              file,
              (only.length > 0 ? only : names).filter((name) => name !== SWEEP),
            );
      const band = given.integer('band', 1, 99) ?? BAND_PERCENT;
      const report = await bench(given.has('quick') ? QUICK : FULL, measurer, only);
      out.write(given.has('json') ? `${JSON.stringify(report)}\n` : formatReport(report));
      const worse = baseline === null ? [] : fallenBehind(report.rows, baseline, band / 100);
      for (const sentence of worse) err.write(`${sentence}\n`);
      return worse.length > 0 ? EXIT.check : EXIT.ok;
    },
  };
}
