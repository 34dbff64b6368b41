import type { Command } from '../../sim/data/command-line/program.ts';
import { EXIT, type ExitCode } from '../../sim/report/exit-code.ts';
import { aimsOf } from './aims.ts';
import { allCases } from './all-cases.ts';
import { figuresOf } from './figures.ts';
import { lookupCounts } from './lookup-cases.ts';
import { measure, type Effort } from './measure.ts';
import { formatReport, type BenchReport } from './report.ts';

const QUICK: Effort = { rounds: 3, roundNs: 1e6, warmUpNs: 20e6 };
const FULL: Effort = { rounds: 61, roundNs: 10e6, warmUpNs: 1000e6 };

async function bench(effort: Effort, measurer: URL): Promise<BenchReport> {
  const cases = allCases();
  const times = await measure(cases, effort, measurer);
  const figures = figuresOf(cases, times, lookupCounts());
  return { node: process.version, rounds: effort.rounds, figures, aims: aimsOf(figures, times) };
}

/** The command; `measurer` is the program of a process that measures. */
export function benchCommand(measurer: URL): Command<ExitCode> {
  return {
    name: 'bench',
    line: 'npm run bench --',
    summary: 'Measures the tracker, the codec and judged simulations beside peers. Figures are for the run they stand in: compare ratios.',
    options: {
      quick: { value: null, help: 'a short run, a few seconds: figures are rough' },
      json: { value: null, help: 'one JSON object in place of the table' },
    },
    run: async (given, { out }) => {
      const report = await bench(given.has('quick') ? QUICK : FULL, measurer);
      out.write(given.has('json') ? `${JSON.stringify(report)}\n` : formatReport(report));
      return EXIT.ok;
    },
  };
}
