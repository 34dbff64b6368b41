import { formatHelp, readArguments, type CommandSpec } from '../../sim/cli/arguments.ts';
import { EXIT, type ExitCode } from '../../sim/cli/exit-code.ts';
import { UsageError } from '../../sim/cli/usage-error.ts';
import { aimsOf } from './aims.ts';
import { codecCases } from './codec-cases.ts';
import { drainCases } from './drain-cases.ts';
import { figuresOf } from './figures.ts';
import { lookupCases } from './lookup-cases.ts';
import { measure, type Effort } from './measure.ts';
import { modelRunCase } from './model-run-case.ts';
import { recordCases } from './record-cases.ts';
import { formatReport, type BenchReport } from './report.ts';
import { simulationCases } from './simulation-cases.ts';
import { sweepCase } from './sweep-case.ts';

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

function bench(effort: Effort): BenchReport {
  const lookups = lookupCases();
  const cases = [...recordCases(), ...drainCases(), ...lookups.cases, ...codecCases(), ...simulationCases(), modelRunCase(), sweepCase()];
  const times = measure(cases, effort);
  const figures = figuresOf(cases, times, lookups.counts);
  return { node: process.version, rounds: effort.rounds, figures, aims: aimsOf(figures, times) };
}

/** Carries out the command. Answers its exit code; throws {@link UsageError} for arguments that it does not take. */
export function benchCommand(args: readonly string[], write: (text: string) => void): ExitCode {
  const given = readArguments(BENCH, args);
  if (given.has('help')) {
    write(formatHelp(BENCH));
    return EXIT.ok;
  }
  if (given.positionals.length > 0) throw new UsageError(`bench: it takes options alone, got ${given.positionals[0]}`);
  const report = bench(given.has('quick') ? QUICK : FULL);
  write(given.has('json') ? `${JSON.stringify(report)}\n` : formatReport(report));
  return EXIT.ok;
}
