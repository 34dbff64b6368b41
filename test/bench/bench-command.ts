import { formatHelp, readArguments, type CommandSpec } from '../../sim/data/command-line/arguments.ts';
import { EXIT, type ExitCode } from '../../sim/report/exit-code.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { aimsOf } from './aims.ts';
import { allCases } from './all-cases.ts';
import { figuresOf } from './figures.ts';
import { lookupCounts } from './lookup-cases.ts';
import { measure, type Effort } from './measure.ts';
import { formatReport, type BenchReport } from './report.ts';

const BENCH: CommandSpec = {
  name: 'bench',
  usage: 'npm run bench -- [--quick] [--json]',
  summary: 'Measures the tracker, the codec and judged simulations beside peers. Figures are for the run they stand in: compare ratios.',
  options: {
    quick: { value: null, help: 'a short run, a few seconds: figures are rough' },
    json: { value: null, help: 'one JSON object in place of the table' },
  },
};

const QUICK: Effort = { rounds: 3, roundNs: 1e6, warmUpNs: 20e6 };
const FULL: Effort = { rounds: 61, roundNs: 10e6, warmUpNs: 1000e6 };

async function bench(effort: Effort, measurer: URL): Promise<BenchReport> {
  const cases = allCases();
  const times = await measure(cases, effort, measurer);
  const figures = figuresOf(cases, times, lookupCounts());
  return { node: process.version, rounds: effort.rounds, figures, aims: aimsOf(figures, times) };
}

/** The program of a process that measures. */
const MEASURER = new URL('./measurer.js', import.meta.url);

/** Carries out the command. Answers its exit code; rejects with {@link UsageError} for arguments that it does not take. */
export async function benchCommand(args: readonly string[], write: (text: string) => void, measurer: URL = MEASURER): Promise<ExitCode> {
  const given = readArguments(BENCH, args);
  if (given.has('help')) {
    write(formatHelp(BENCH));
    return EXIT.ok;
  }
  if (given.positionals.length > 0) throw new UsageError(`bench: it takes options alone, got ${given.positionals[0]}`);
  const report = await bench(given.has('quick') ? QUICK : FULL, measurer);
  write(given.has('json') ? `${JSON.stringify(report)}\n` : formatReport(report));
  return EXIT.ok;
}
