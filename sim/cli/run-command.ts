import { Campaign, type CampaignResult } from '../campaign/campaign.ts';
import { formatShard } from '../campaign/shard.ts';
import { resolveScenario } from '../world/resolve-scenario.ts';
import { SeededRun } from '../world/seeded-run.ts';
import { GOALS } from '../oracle/goals.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { campaignSuite } from '../report/campaign-reports.ts';
import { formatJUnit } from '../report/junit.ts';
import { missedGoals, type CampaignJson } from '../report/campaign-json.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { resultJson, soakedSeeds } from '../report/campaign-facts.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { newHeader, saveTraceText, traceText } from '../findings/finding-file.ts';
import { duration } from '../world/scenarios/parts.ts';
import { paint, silent, type CommandContext, type Output } from '../data/command-line/output.ts';
import { withCommas } from '../report/table.ts';
import { Progress } from '../report/progress.ts';
import { formatCampaign, formatConfig } from '../report/campaign-table.ts';
import { readRunRequest, RUN_SPEC } from './run-options.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';
import { saveFindings } from '../report/save-findings.ts';
import { saveText } from '../data/write-whole.ts';
import { savedAll } from '../report/saved-all.ts';
import { reportToGitHub } from '../report/github.ts';
import { TimeLimit } from '../campaign/time-limit.ts';

export const RUN: Command<ExitCode> = { ...RUN_SPEC, run: runCommand };

/** `run`: parse, print what will be run, run, judge, report. */
async function runCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const request = await readRunRequest(given);
  const out = request.isJson ? silent(context.out) : context.out;
  out.write(`${formatPlan(request)}\n`);
  const progress = new Progress(request.isJson ? silent(context.err) : context.err);
  const campaign = new Campaign({
    settings: request.settings,
    seeds: request.seeds,
    workers: request.workers,
    jobTimeoutMs: request.timeoutMs,
    rerunEvery: request.rerunEvery,
    firstSeedIndex: request.allSeeds.indexOf(request.seeds[0]),
    goesBySeed: request.soaks,
    onProgress: (state) => progress.show(state),
  });
  const startMs = performance.now();
  const limit = new TimeLimit(request.budgetMs);
  const stopWatching = limit.watch({ hasFound: () => campaign.hasFound, interrupt: (rescueMs) => campaign.interrupt(rescueMs) });
  const forget = context.onInterrupt(() => campaign.interrupt());
  try {
    const found = await campaign.run();
    progress.clear();
    stopWatching();
    const elapsedMs = performance.now() - startMs;
    campaign.endWithin(limit.leftMs());
    const saved = await saveFindings(campaign, found, request, {
      out,
      onInterrupt: context.onInterrupt,
      onStage: (text) => progress.note(text),
      leftMs: () => (found.isInterrupted && !limit.isOver ? 0 : limit.leftMs()),
    });
    progress.clear();
    const isOutOfTime = limit.isOver;
    const result = { ...found, findings: saved.findings };
    const json = resultJson(result, request, saved.traces);
    const { exit } = json;
    out.write(formatResult(result, json, saved.reports, request, elapsedMs, isOutOfTime, out));
    const text = `${JSON.stringify(json)}\n`;
    if (request.isJson) context.out.write(text);
    reportToGitHub(json, context.err.write);
    return await savedAll(exit, context, [
      async () => (request.outPath === null ? undefined : saveText(request.outPath, text)),
      async () => (request.junitPath === null ? undefined : saveText(request.junitPath, formatJUnit([campaignSuite(json)]))),
      async () => (request.tracePath === null || result.isInterrupted ? undefined : saveTrace(campaign, request, request.tracePath)),
    ]);
  } finally {
    forget();
    await campaign.close();
  }
}

/** What will be run: a single run with its whole configuration, a campaign with its seeds. */
function formatPlan({ settings, seeds, shard, workers, soaks, budgetMs }: RunRequest): string {
  const { scenarios, knobs, check } = settings;
  if (scenarios.length * seeds.length > 1) {
    const howMany = soaks ? `as many seeds as fit into ${duration((budgetMs ?? 0) * 1e6)}` : `${seeds.length} seeds`;
    const which = scenarios.length === 1 ? scenarios[0].name : `${scenarios.length} scenarios`;
    return `${which} × ${howMany} from ${seeds[0]}${shard === null ? '' : `, part ${formatShard(shard)}`} · check ${check} · ${workers} workers`;
  }
  const scenario = resolveScenario(scenarios[0]);
  const { config } = new SeededRun(scenario, seeds[0], { knobs }).plan;
  return `${scenario.name} · seed ${seeds[0]} · check ${check}\n${formatConfig(config)}`;
}

async function saveTrace(campaign: Campaign, request: RunRequest, path: string): Promise<void> {
  const recorded = await campaign.record(0, request.seeds[0]);
  if (recorded === null) return;
  const { seed, scenario, digest, finding } = recorded.result;
  await saveTraceText(path, traceText(newHeader({ name: scenario, why: '', seed, scenario, digest }, finding), recorded.lines), false);
}

function formatResult(
  result: CampaignResult,
  json: CampaignJson,
  findings: readonly string[],
  request: RunRequest,
  elapsedMs: number,
  isOutOfTime: boolean,
  out: Output,
): string {
  const { exit } = json;
  const parts: string[] = [''];
  if (request.settings.scenarios.length * request.seeds.length > 1 || result.isInterrupted)
    parts.push(formatCampaign(result, request, out), '');
  parts.push(...findings);
  for (const { scenario, seed, reason } of json.unmet)
    parts.push(`${paint(out, 'yellow', 'tested nothing')}  ${scenario} seed ${seed}: ${reason}`);
  for (const { scenario, goal } of missedGoals(json)) {
    const what = `${scenario} is for ${goal}, and never got there: ${GOALS[goal]}`;
    parts.push(`${paint(out, 'yellow', 'missed')}  ${what}`);
  }
  if (request.isWhole && request.shard === null && !result.isInterrupted) {
    for (const goal of result.goals.missing) parts.push(`${paint(out, 'yellow', 'never reached')}  ${goal}: ${GOALS[goal]}`);
  }
  if (request.soaks) parts.push(soakLine(result, request));
  else if (result.isInterrupted)
    parts.push(isOutOfTime ? 'out of time: what is shown is what is known' : 'interrupted: what is shown is what is known');
  const steps = result.runs.flat().reduce((sum, run) => sum + (run?.steps ?? 0), 0);
  const single = result.runs.length === 1 && result.runs[0].length === 1 ? result.runs[0][0] : null;
  if (single !== null) parts.push(`${withCommas(single.steps)} steps · digest ${single.digest}`);
  const verdict = exit === EXIT.ok ? paint(out, 'green', 'ok') : paint(out, 'red', `exit ${exit}`);
  parts.push(
    `${verdict} · ${withCommas(steps)} judged steps in ${(elapsedMs / 1000).toFixed(1)} s · ${result.rerunIdentical} re-run, identical · ${result.findings.length} findings`,
    '',
  );
  return parts.join('\n');
}

/** The line that runs the seeds of a soak again. */
function soakLine(result: CampaignResult, { settings, seeds }: RunRequest): string {
  const names = settings.scenarios.length === SCENARIOS.length ? [] : settings.scenarios.map(({ name }) => `--scenario ${name}`);
  return ['the same seeds again: npm run sim --', ...names, `--seed ${seeds[0]} --seeds ${soakedSeeds(result)}`].join(' ');
}
