import { paint, type Output } from '../data/command-line/output.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { ablationExit, formatAblation, jsonAblation } from './ablation-report.ts';
import { ablate } from './ablation.ts';
import { exploreMutants } from './explore-mutants.ts';
import { exploredExit, formatExplored, jsonExplored } from './explore-report.ts';
import { misfitOf } from './load-mutant.ts';
import { MutantRunner } from './mutant-runner.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { JUDGE_MUTANTS } from './oracle-mutants.ts';
import { formatTrials, jsonTrials, trialsExit } from './oracle-trials-report.ts';
import { tryJudges } from './oracle-trials.ts';
import type { ZooRequest } from './zoo-request.ts';
import { formatVerdict, formatZoo, jsonZoo, zooExit } from './zoo-report.ts';

/** Where the text for people goes, and what may end the zoo before all is done. */
export interface ZooContext {
  readonly output: Output;
  readonly stop: AbortSignal;
  /** Called after each bug. */
  readonly onDone: (mutant: Mutant) => void;
}

/** What is known when the zoo ends: for the shell, for people and for programs. */
export interface ZooOutcome {
  readonly exit: ExitCode;
  readonly text: string;
  readonly json: object;
  /** Whether it was stopped or its time was over before all was done. */
  readonly isCutShort: boolean;
}

/** What will be planted. */
export function mutantsOf({ groups, isOfJudges, explores }: ZooRequest): readonly Mutant[] {
  if (isOfJudges) return JUDGE_MUTANTS;
  const mutants = groups.flatMap((group) => group.mutants);
  return explores === null ? mutants : mutants.filter((mutant) => MUTANTS.includes(mutant));
}

/** One sentence for each bug that was asked for, and each broken judge, that does not fit what was compiled. */
export function misfitsOf({ groups }: ZooRequest): string[] {
  return [...groups.flatMap(({ mutants }) => mutants), ...JUDGE_MUTANTS].flatMap((mutant) => misfitOf(mutant) ?? []);
}

/** Runs until all is done, the budget is spent, or it is stopped. A campaign that breaks makes its bug unfinished; the others go on. */
export async function runZoo(request: ZooRequest, context: ZooContext): Promise<ZooOutcome> {
  if (request.explores !== null) return exploreAll(request, context);
  const runner = new MutantRunner(request.workers);
  const outcome = await runCampaigns(runner, request, context);
  const broken = runner.broken.map(({ mutant, got }) => ({ name: mutant.name, got }));
  const lines = broken.map(({ name, got }) => `${paint(context.output, 'red', 'broken')}  the campaign against ${name}: ${got}`);
  return { ...outcome, text: [...lines, outcome.text].join('\n'), json: { ...outcome.json, broken } };
}

async function runCampaigns(runner: MutantRunner, request: ZooRequest, { output, stop, onDone }: ZooContext): Promise<ZooOutcome> {
  const { campaigns, shrinkRunsMax, budgetMs, isWhole } = request;
  const mutants = mutantsOf(request);
  const end = withinBudget(stop, budgetMs);
  end.addEventListener('abort', () => runner.stop());
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  // A campaign that broke is a fault of the harness, more than one that was not finished.
  const worst = (exit: ExitCode): ExitCode => (exit === EXIT.inconclusive && runner.broken.length > 0 ? EXIT.internal : exit);
  try {
    if (request.isOfJudges) {
      const trials = finished(await tryJudges(runner, campaigns[0][0], onDone));
      const exit = worst(trialsExit(trials, end.aborted || trials.length < mutants.length));
      return { exit, text: formatTrials(trials, exit, elapsedMs(), output), json: jsonTrials(trials, exit), isCutShort: end.aborted };
    }
    if (request.isAblation) {
      const ablations = finished(await ablate(runner, mutants, campaigns[0], onDone));
      const exit = worst(ablationExit(ablations, end.aborted || ablations.length < mutants.length, isWhole));
      return {
        exit,
        text: formatAblation(ablations, exit, elapsedMs(), output),
        json: jsonAblation(ablations, exit),
        isCutShort: end.aborted,
      };
    }
    const reports = await runner.runCampaigns(mutants, campaigns, shrinkRunsMax, ({ mutant }) => onDone(mutant));
    const result = { reports, isInterrupted: end.aborted };
    const exit = worst(zooExit(result));
    const text = `${formatZoo(result, request, output)}\n\n${formatVerdict(result, exit, elapsedMs(), output)}`;
    return { exit, text, json: jsonZoo(result, request, exit), isCutShort: end.aborted };
  } finally {
    runner.stop();
  }
}

async function exploreAll(request: ZooRequest, { output, stop, onDone }: ZooContext): Promise<ZooOutcome> {
  const { workers, budgetMs, explores } = request;
  const mutants = mutantsOf(request);
  const end = withinBudget(stop, budgetMs);
  const startMs = performance.now();
  const explored = finished(await exploreMutants(mutants, { workers, isReduced: explores === 'reduced', stop: end, onDone }));
  const exit = exploredExit(explored.length < mutants.length);
  const text = formatExplored(explored, exit, performance.now() - startMs, output);
  return { exit, text, json: jsonExplored(explored, exit), isCutShort: end.aborted };
}

/** Aborted when `stop` is, and when the budget is spent. AbortSignal.any() forgets a time-out that nobody else holds (Node 20). */
function withinBudget(stop: AbortSignal, budgetMs: number | null): AbortSignal {
  if (budgetMs === null) return stop;
  const end = new AbortController();
  setTimeout(() => end.abort(), budgetMs).unref();
  stop.addEventListener('abort', () => end.abort());
  if (stop.aborted) end.abort();
  return end.signal;
}

function finished<T>(answers: readonly (T | null)[]): T[] {
  return answers.filter((answer): answer is T => answer !== null);
}
