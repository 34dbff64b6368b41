import { ablate, type Ablation } from '../zoo/ablation.ts';
import { MutantRunner } from '../zoo/mutant-runner.ts';
import { JUDGE_MUTANTS } from '../zoo/oracle-mutants.ts';
import { tryJudges, type JudgeTrial } from '../zoo/oracle-trials.ts';
import { misfitOf } from '../zoo/load-mutant.ts';
import type { Mutant } from '../zoo/mutant.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { paint, silent, type CommandContext } from '../data/command-line/output.ts';
import { Progress } from '../report/progress.ts';
import { ablationExit, formatAblation, jsonAblation } from '../zoo/ablation-report.ts';
import { formatTrials, jsonTrials, trialsExit } from '../zoo/oracle-trials-report.ts';
import type { ZooRequest } from '../zoo/zoo-request.ts';
import { readZooRequest, ZOO_SPEC } from './zoo-options.ts';
import { formatVerdict, formatZoo, jsonZoo, zooExit } from '../zoo/zoo-report.ts';
import { jsonText } from '../data/quoting/printable.ts';

export const ZOO_COMMAND: Command<ExitCode> = { ...ZOO_SPEC, run: zooCommand };

/** `zoo`: check that all bugs can be planted, run campaigns against them, report. */
async function zooCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const request = readZooRequest(given);
  if (request.isList) {
    list(request, context);
    return EXIT.ok;
  }
  const misfits = [...request.groups.flatMap(({ mutants }) => mutants), ...JUDGE_MUTANTS].flatMap((mutant) => misfitOf(mutant) ?? []);
  if (misfits.length > 0) {
    for (const misfit of misfits) context.err.write(`varta-sim: zoo: ${misfit}\n`);
    return EXIT.internal;
  }
  if (request.isOfJudges) return runZoo(request, context, tryAll);
  return runZoo(request, context, request.isAblation ? ablateAll : detectAll);
}

/** What runs against which bugs, and what to call back. */
interface ZooRun {
  readonly runner: MutantRunner;
  readonly mutants: readonly Mutant[];
  readonly request: ZooRequest;
  readonly onDone: (mutant: Mutant) => void;
  readonly isInterrupted: () => boolean;
  readonly elapsedMs: () => number;
}

/** What came of it, for people and for programs. */
interface ZooOutcome {
  readonly exit: ExitCode;
  readonly text: string;
  readonly json: object;
}

/** Runs until all is done, the budget is spent, or the user interrupts; then reports what is known. */
async function runZoo(
  request: ZooRequest,
  context: CommandContext,
  work: (run: ZooRun, context: CommandContext) => Promise<ZooOutcome>,
): Promise<ExitCode> {
  const { campaigns, workers, budgetMs, isJson, groups } = request;
  const mutants = request.isOfJudges ? JUDGE_MUTANTS : groups.flatMap(({ mutants: each }) => each);
  const out = isJson ? silent(context.out) : context.out;
  const progress = new Progress(isJson ? silent(context.err) : context.err);
  const seeds = `${campaigns[0].length} seeds at most, from ${campaigns[0][0]}`;
  out.write(
    request.isOfJudges
      ? `${mutants.length} broken judges · from seed ${campaigns[0][0]} · ${workers} workers\n\n`
      : `${mutants.length} planted bugs · ${campaigns.length} campaigns against each, of ${seeds} · ${workers} workers\n\n`,
  );
  const runner = new MutantRunner(workers);
  let isInterrupted = false;
  let done = 0;
  const interrupt = (): void => {
    isInterrupted = true;
    runner.stop();
  };
  const timer = budgetMs === null ? null : setTimeout(interrupt, budgetMs);
  const forget = context.onInterrupt(interrupt);
  const startMs = performance.now();
  try {
    const { exit, text, json } = await work(
      {
        runner,
        mutants,
        request,
        onDone: ({ name }) => progress.note(`${++done}/${mutants.length} done · ${name}`),
        isInterrupted: () => isInterrupted,
        elapsedMs: () => performance.now() - startMs,
      },
      { ...context, out },
    );
    progress.clear();
    if (isInterrupted) out.write('interrupted or out of time: what is shown is what is known\n\n');
    out.write(`${text}\n`);
    if (isJson) context.out.write(`${jsonText(json)}\n`);
    return exit;
  } finally {
    if (timer !== null) clearTimeout(timer);
    forget();
    runner.stop();
  }
}

async function detectAll(
  { runner, mutants, request, onDone, isInterrupted, elapsedMs }: ZooRun,
  { out }: CommandContext,
): Promise<ZooOutcome> {
  const { campaigns, shrinkRunsMax } = request;
  const reports = await runner.runCampaigns(mutants, campaigns, shrinkRunsMax, ({ mutant }) => onDone(mutant));
  const result = { reports, isInterrupted: isInterrupted() };
  const exit = zooExit(result);
  const text = `${formatZoo(result, request, out)}\n\n${formatVerdict(result, exit, elapsedMs(), out)}`;
  return { exit, text, json: jsonZoo(result, request, exit) };
}

async function ablateAll(
  { runner, mutants, request, onDone, isInterrupted, elapsedMs }: ZooRun,
  { out }: CommandContext,
): Promise<ZooOutcome> {
  const all = await ablate(runner, mutants, request.campaigns[0], onDone);
  const ablations = all.filter((ablation): ablation is Ablation => ablation !== null);
  const exit = ablationExit(ablations, isInterrupted() || ablations.length < mutants.length, request.isWhole);
  return { exit, text: formatAblation(ablations, exit, elapsedMs(), out), json: jsonAblation(ablations, exit) };
}

async function tryAll({ runner, request, onDone, isInterrupted, elapsedMs }: ZooRun, { out }: CommandContext): Promise<ZooOutcome> {
  const all = await tryJudges(runner, request.campaigns[0][0], onDone);
  const trials = all.filter((trial): trial is JudgeTrial => trial !== null);
  const exit = trialsExit(trials, isInterrupted() || trials.length < all.length);
  return { exit, text: formatTrials(trials, exit, elapsedMs(), out), json: jsonTrials(trials, exit) };
}

function list({ groups }: ZooRequest, { out }: CommandContext): void {
  for (const { group, mutants } of groups) {
    out.write(`${paint(out, 'bold', `${group} (${mutants.length})`)}\n`);
    for (const { name, sentence } of mutants) out.write(`  ${paint(out, 'cyan', name)}\n      ${sentence}\n`);
    out.write('\n');
  }
}
