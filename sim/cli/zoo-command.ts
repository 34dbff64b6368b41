import { ablate, type Ablation } from '../zoo/ablation.ts';
import { huntCampaigns } from '../zoo/mutant-campaigns.ts';
import { HuntParty } from '../zoo/mutant-runner.ts';
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

export const ZOO_COMMAND: Command<ExitCode> = { ...ZOO_SPEC, run: zooCommand };

/** `zoo`: check that all bugs can be planted, hunt them, report. */
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
  if (request.isOfJudges) return hunting(request, context, tryAll);
  return hunting(request, context, request.isAblation ? ablateAll : huntAll);
}

/** A hunt under way: who hunts, whom, and what to tell. */
interface Hunting {
  readonly party: HuntParty;
  readonly mutants: readonly Mutant[];
  readonly request: ZooRequest;
  readonly onDone: (mutant: Mutant) => void;
  readonly isInterrupted: () => boolean;
  readonly elapsedMs: () => number;
}

/** What to say of a hunt, to people and to programs. */
interface Told {
  readonly exit: ExitCode;
  readonly text: string;
  readonly json: object;
}

/** Goes hunting until all is done, the budget is spent, or the user interrupts; then tells what is known. */
async function hunting(
  request: ZooRequest,
  context: CommandContext,
  hunt: (hunting: Hunting, context: CommandContext) => Promise<Told>,
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
  const party = new HuntParty(workers);
  let isInterrupted = false;
  let done = 0;
  const interrupt = (): void => {
    isInterrupted = true;
    party.stop();
  };
  const timer = budgetMs === null ? null : setTimeout(interrupt, budgetMs);
  const forget = context.onInterrupt(interrupt);
  const startMs = performance.now();
  try {
    const { exit, text, json } = await hunt(
      {
        party,
        mutants,
        request,
        onDone: ({ name }) => progress.note(`${++done}/${mutants.length} hunted · ${name}`),
        isInterrupted: () => isInterrupted,
        elapsedMs: () => performance.now() - startMs,
      },
      { ...context, out },
    );
    progress.clear();
    if (isInterrupted) out.write('interrupted or out of time: what is shown is what is known\n\n');
    out.write(`${text}\n`);
    if (isJson) context.out.write(`${JSON.stringify(json)}\n`);
    return exit;
  } finally {
    if (timer !== null) clearTimeout(timer);
    forget();
    party.stop();
  }
}

async function huntAll({ party, mutants, request, onDone, isInterrupted, elapsedMs }: Hunting, { out }: CommandContext): Promise<Told> {
  const { campaigns, shrinkRunsMax } = request;
  const reports = await huntCampaigns(party, mutants, { campaigns, shrinkRunsMax, onReport: ({ mutant }) => onDone(mutant) });
  const result = { reports, isInterrupted: isInterrupted() };
  const exit = zooExit(result);
  const text = `${formatZoo(result, request, out)}\n\n${formatVerdict(result, exit, elapsedMs(), out)}`;
  return { exit, text, json: jsonZoo(result, request, exit) };
}

async function ablateAll({ party, mutants, request, onDone, isInterrupted, elapsedMs }: Hunting, { out }: CommandContext): Promise<Told> {
  const all = await ablate(party, mutants, request.campaigns[0], onDone);
  const ablations = all.filter((ablation): ablation is Ablation => ablation !== null);
  const exit = ablationExit(ablations, isInterrupted() || ablations.length < mutants.length, request.isWhole);
  return { exit, text: formatAblation(ablations, exit, elapsedMs(), out), json: jsonAblation(ablations, exit) };
}

async function tryAll({ party, request, onDone, isInterrupted, elapsedMs }: Hunting, { out }: CommandContext): Promise<Told> {
  const all = await tryJudges(party, request.campaigns[0][0], onDone);
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
