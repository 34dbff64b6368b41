import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Campaign, differenceFinding, type CampaignFinding, type CampaignResult } from '../campaign/campaign.ts';
import { resolveScenario } from '../campaign/resolve-scenario.ts';
import { planFor, type SimulationResult } from '../campaign/simulate.ts';
import { SeededEntropy } from '../entropy/seeded-entropy.ts';
import { GOAL_NAMES, GOALS } from '../judges/goals.ts';
import { Digest } from '../run/digest.ts';
import { formatTraceHeader, type TraceHeader } from '../trace/trace-header.ts';
import { writeTraceText } from '../trace/write-trace.ts';
import { formatHelp, readArguments } from './arguments.ts';
import { currentCommit } from './commit.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { paint, withCommas, type Output } from './output.ts';
import { Progress } from './progress.ts';
import { campaignExit, formatCampaign, formatConfig, formatFinding, groupFindings } from './report.ts';
import { readRunRequest, RUN_SPEC, type RunRequest } from './run-options.ts';
import { UsageError } from './usage-error.ts';

const LAST_OPS = 8;
const REPORTS_MAX = 10;

/** Streams of a command, and where it is told to end. */
export interface CommandContext {
  readonly out: Output;
  readonly err: Output;
  /** Calls back when the user interrupts; the returned function stops listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

/** `run`: parse, print what will be run, run, judge, report. */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const given = readArguments(RUN_SPEC, args);
  if (given.has('help')) {
    context.out.write(formatHelp(RUN_SPEC));
    return EXIT.ok;
  }
  const request = readRunRequest(given);
  const out: Output = request.isJson ? { ...context.out, write: () => {} } : context.out;
  out.write(`${formatPlan(request)}\n`);
  const progress = new Progress(request.isJson ? { ...context.err, write: () => {} } : context.err);
  const campaign = new Campaign({
    settings: request.settings,
    seeds: request.seeds,
    workers: request.workers,
    jobTimeoutMs: request.timeoutMs,
    proves: true,
    onProgress: (state) => progress.show(state),
  });
  const startMs = performance.now();
  let isOutOfTime = false;
  const timer = request.budgetMs === null ? null : setTimeout(() => ((isOutOfTime = true), campaign.interrupt()), request.budgetMs);
  const forget = context.onInterrupt(() => campaign.interrupt());
  try {
    const result = await campaign.run();
    progress.clear();
    if (timer !== null) clearTimeout(timer);
    const elapsedMs = performance.now() - startMs;
    const saved = await saveFindings(campaign, result, request);
    if (request.tracePath !== null && !result.isInterrupted) await saveTrace(campaign, request, request.tracePath);
    const exit = saved.isNondeterministic && result.findings.length === 0 ? EXIT.nondeterminism : campaignExit(result, request, isOutOfTime);
    out.write(formatResult(result, saved.texts, request, exit, elapsedMs, isOutOfTime, out));
    if (request.isJson) context.out.write(`${JSON.stringify(jsonResult(result, request, exit))}\n`);
    return exit;
  } finally {
    forget();
    await campaign.close();
  }
}

/** What will be run: a single run with its whole configuration, a campaign with its seeds. */
function formatPlan({ settings, seeds, workers }: RunRequest): string {
  const { scenarios, knobs, check } = settings;
  if (scenarios.length * seeds.length > 1) {
    const which = scenarios.length === 1 ? scenarios[0].name : `${scenarios.length} scenarios`;
    return `${which} × ${seeds.length} seeds from ${seeds[0]} · check ${check} · ${workers} workers`;
  }
  const scenario = resolveScenario(scenarios[0]);
  const { config } = planFor(scenario, new SeededEntropy(seeds[0], scenario.name), knobs);
  return `${scenario.name} · seed ${seeds[0]} · check ${check}\n${formatConfig(config)}`;
}

interface Saved {
  readonly texts: readonly string[];
  readonly isNondeterministic: boolean;
}

/** Runs the first of each kind of finding again, keeps its operations, and saves them as a trace. */
async function saveFindings(campaign: Campaign, result: CampaignResult, request: RunRequest): Promise<Saved> {
  const texts: string[] = [];
  let isNondeterministic = false;
  const groups = groupFindings(result.findings);
  for (const { first, count } of groups.slice(0, REPORTS_MAX)) {
    const name = request.settings.scenarios[first.scenario].name;
    const recorded = first.result === null || result.isInterrupted ? null : await campaign.record(first.scenario, first.seed);
    let path: string | null = null;
    let shown: CampaignFinding = first;
    if (recorded !== null && first.result !== null) {
      if (recorded.result.digest !== first.result.digest) {
        isNondeterministic = true;
        shown = { ...first, finding: differenceFinding(first.result, recorded.result) };
      } else {
        path = await saveOne(request, name, recorded.lines, recorded.result);
      }
    }
    const text = formatFinding(shown, name, recorded?.lines.slice(-LAST_OPS) ?? [], path, { write: () => {}, isTerminal: false, columns: 100 });
    texts.push(count === 1 ? text : `${text}  and ${count - 1} more with this signature\n`);
  }
  if (groups.length > REPORTS_MAX) texts.push(`and ${groups.length - REPORTS_MAX} more signatures\n`);
  return { texts, isNondeterministic };
}

function headerFor(result: SimulationResult, name: string): TraceHeader {
  const { finding } = result;
  return {
    name,
    why: '',
    seed: result.seed,
    scenario: result.scenario,
    commit: currentCommit(),
    finding:
      finding === null
        ? null
        : { judge: finding.judge, rule: finding.rule, op: finding.op, step: finding.step, reason: finding.reason, expected: finding.expected, got: finding.got },
    digest: result.digest,
  };
}

function traceText(lines: readonly string[], result: SimulationResult, name: string): string {
  return `${formatTraceHeader(headerFor(result, name))}\n${lines.map((line) => `${line}\n`).join('')}`;
}

async function saveOne(request: RunRequest, scenario: string, lines: readonly string[], result: SimulationResult): Promise<string> {
  const rule = result.finding?.rule ?? 'run';
  const base = scenario.replace(/^.*[\\/]/, '').replace(/\.json$/, '');
  const name = `${base}-${result.seed.slice(0, 24).replace(/[^\w.-]/g, '_')}-${rule}-${result.digest.slice(0, 4)}`;
  const path = join(request.findingsFolder, `${name}.ndjson`);
  try {
    mkdirSync(request.findingsFolder, { recursive: true });
    await writeTraceText(path, traceText(lines, result, name), { overwrite: true });
  } catch (error) {
    throw new UsageError(`run: the trace could not be saved: ${error instanceof Error ? error.message : String(error)}`);
  }
  return path;
}

async function saveTrace(campaign: Campaign, request: RunRequest, path: string): Promise<void> {
  const recorded = await campaign.record(0, request.seeds[0]);
  if (recorded === null) return;
  try {
    await writeTraceText(path, traceText(recorded.lines, recorded.result, request.settings.scenarios[0].name));
  } catch (error) {
    throw new UsageError(`run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function formatResult(
  result: CampaignResult,
  findings: readonly string[],
  request: RunRequest,
  exit: ExitCode,
  elapsedMs: number,
  isOutOfTime: boolean,
  out: Output,
): string {
  const parts: string[] = [''];
  if (request.settings.scenarios.length * request.seeds.length > 1 || result.isInterrupted) parts.push(formatCampaign(result, request, out), '');
  parts.push(...findings);
  for (const { scenario, seed, unmet } of result.unmet) parts.push(`${paint(out, 'yellow', 'tested nothing')}  ${scenario} seed ${seed}: ${unmet}`);
  if (request.isWhole && !result.isInterrupted) {
    for (const goal of result.goals.missing) parts.push(`${paint(out, 'yellow', 'never reached')}  ${goal}: ${GOALS[goal]}`);
  }
  if (result.isInterrupted) parts.push(isOutOfTime ? 'out of time: what is shown is what is known' : 'interrupted: what is shown is what is known');
  const steps = result.runs.flat().reduce((sum, run) => sum + (run?.steps ?? 0), 0);
  const single = result.runs.length === 1 && result.runs[0].length === 1 ? result.runs[0][0] : null;
  if (single !== null) parts.push(`${withCommas(single.steps)} steps · digest ${single.digest}`);
  const verdict = exit === EXIT.ok ? paint(out, 'green', 'ok') : paint(out, 'red', `exit ${exit}`);
  parts.push(`${verdict} · ${withCommas(steps)} judged steps in ${(elapsedMs / 1000).toFixed(1)} s · ${result.findings.length} findings`, '');
  return parts.join('\n');
}

/** The result for programs: no times of this machine, so that the same seeds give the same bytes. */
function jsonResult(result: CampaignResult, request: RunRequest, exit: ExitCode): object {
  const { scenarios } = request.settings;
  const done = result.runs.flat().filter((run): run is SimulationResult => run !== null);
  return {
    scenario: scenarios.length === 1 ? scenarios[0].name : 'all',
    seed: request.seeds[0],
    seeds: request.seeds.length,
    steps: done.reduce((sum, { steps }) => sum + steps, 0),
    simulatedNs: done.reduce((sum, { simulatedNs }) => sum + simulatedNs, 0),
    digest: done.length === 1 ? done[0].digest : foldDigests(done),
    goals: Object.fromEntries(GOAL_NAMES.map((name, number) => [name, result.goals.counts[number]])),
    findings: result.findings.map(({ finding, scenario, seed }) => ({ ...finding, nowNs: finding.nowNs.toString(), scenario: scenarios[scenario].name, seed })),
    unmet: result.unmet.map(({ scenario, seed, unmet }) => ({ scenario, seed, reason: unmet })),
    runs: done.map(({ scenario, seed, steps, simulatedNs, digest, config }) => ({ scenario, seed, steps, simulatedNs, digest, config })),
    exit,
  };
}

/** One digest for many runs, in their order. */
function foldDigests(runs: readonly SimulationResult[]): string {
  const digest = new Digest();
  for (const run of runs) digest.text(run.digest);
  return digest.hex;
}
