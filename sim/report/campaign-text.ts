import { countOf } from '../data/count.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';
import type { CampaignResult } from '../campaign/campaign.ts';
import { formatShard } from '../campaign/shard.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { programLine } from '../data/command-line/program-line.ts';
import { printable } from '../data/quoting/printable.ts';
import { shellPath, shellWord } from '../data/quoting/shell-word.ts';
import { roundedDuration, showElapsed, showMs } from '../data/duration.ts';
import { goalSentence } from '../oracle/custom-rules.ts';
import { GOAL_NAMES, GoalCounts, GOALS } from '../oracle/goals.ts';
import { resolveScenarios } from '../world/run-settings.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { SeededRun, type SimulationResult } from '../world/seeded-run.ts';
import type { CampaignJson } from './campaign-json.ts';
import { missedGoals, missingGoals, soakedSeeds } from './campaign-verdict.ts';
import { terminalLines } from '../data/wrap-words.ts';
import { verdictLine } from './exit-code.ts';
import { followedLines, replacedLines } from './followed.ts';
import type { Happenings } from '../world/chronicle.ts';
import { formatHappenings } from './happenings-text.ts';
import { countWithCommas, formatTable, withCommas } from './table.ts';

/** What will be run: a single run with its whole configuration, a campaign with its seeds. */
export async function formatPlan({ settings, seeds, shard, workers, soaks, budgetMs }: RunRequest, out: Output): Promise<string> {
  const { scenarios, knobs, check } = settings;
  if (scenarios.length * seeds.length > 1) {
    const howMany = soaks ? `as many seeds as fit into ${roundedDuration((budgetMs ?? 0) * 1e6)}` : countOf(seeds.length, 'seed');
    const which = scenarios.length === 1 ? printable(scenarios[0].name) : `${scenarios.length} scenarios`;
    return `${which} × ${howMany} from ${seeds[0]}${shard === null ? '' : `, shard ${formatShard(shard)}`} · check ${check} · ${countOf(workers, 'worker')}`;
  }
  const [scenario] = await resolveScenarios(scenarios);
  const { config } = new SeededRun(scenario, seeds[0], { knobs }).plan;
  return `${printable(`${scenario.name} · seed ${seeds[0]}`)} · check ${check}\n${terminalLines(formatConfig(config), out)}`;
}

/** What a campaign prints when it has ended: tables, failure reports, what was missed, the verdict. */
export function formatResult(
  result: CampaignResult,
  json: CampaignJson,
  findings: readonly string[],
  request: RunRequest,
  elapsedMs: number,
  isOutOfTime: boolean,
  out: Output,
): string {
  const { exit } = json;
  const lines: string[] = [''];
  if (request.settings.scenarios.length * request.seeds.length > 1 || result.isInterrupted)
    lines.push(formatCampaign(result, request, out), '');
  lines.push(...findings, ...happeningsOf(result, request));
  for (const { scenario, seed, reason } of json.unmet)
    lines.push(`${paint(out, 'yellow', 'tested nothing')}  ${printable(`${scenario} seed ${seed}: ${reason}`)}`);
  for (const { scenario, goal } of missedGoals(json)) {
    const what = scenario === 'all' ? 'no scenario got to' : `${scenario} is for`;
    const end = scenario === 'all' ? '' : ', and never got there';
    lines.push(`${paint(out, 'yellow', 'missed')}  ${printable(`${what} ${goal}${end}: ${goalSentence(goal)}`)}`);
  }
  if (!result.isInterrupted) {
    for (const goal of missingGoals(json)) lines.push(`${paint(out, 'yellow', 'never reached')}  ${goal}: ${GOALS[goal]}`);
  }
  for (const { scenario, seed } of result.late) lines.push(`${paint(out, 'yellow', 'late')}  ${lateSentence(scenario, seed, request)}`);
  if (request.failsFast && result.findings.length > 0) lines.push('ended with the first finding: of what comes behind it nothing is known');
  if (request.soaks) lines.push(soakLine(result, request));
  else if (result.isInterrupted)
    lines.push(
      isOutOfTime ? 'out of time: what is shown is what is known; --budget gives it more' : 'interrupted: what is shown is what is known',
    );
  lines.push(...followedLines(json.followed ?? null), ...replacedLines(json.production ?? null));
  const [single] = result.runs.length === 1 && result.runs[0].length === 1 ? result.runs[0] : [null];
  if (single !== null) lines.push(`${countWithCommas(single.steps, 'step')} · digest ${single.digest}`);
  lines.push(
    verdictLine(
      exit,
      out,
      `${countWithCommas(json.steps, 'judged step')} in ${showElapsed(elapsedMs)} · ${result.rerunIdentical} re-run, identical · ${countOf(result.findings.length, 'finding')}`,
    ),
    '',
  );
  return lines.join('\n');
}

function lateSentence(scenario: number, seed: string, { settings, timeoutMs }: RunRequest): string {
  const { name } = settings.scenarios[scenario];
  return `${name} seed ${seed}: no end after ${showMs(timeoutMs)}, which alone is no finding; --timeout gives it more`;
}

/** What happened in the worlds of scenario files. */
function happeningsOf({ runs }: CampaignResult, { settings }: RunRequest): string[] {
  return settings.scenarios.flatMap(({ name }, at) => {
    const happened: Happenings[] = [];
    for (const run of runs[at]) if (run?.happened !== undefined) happened.push(run.happened);
    const lines = formatHappenings(name, happened);
    return lines.length === 0 ? [] : [...lines, ''];
  });
}

/** The line that runs the seeds of a soak again. */
function soakLine(result: CampaignResult, { settings, seeds }: RunRequest): string {
  const names = settings.scenarios.length === SCENARIOS.length ? [] : settings.scenarios.map(({ name }) => `--scenario ${shellPath(name)}`);
  return [`the same seeds again: ${programLine('run')}`, ...names, `--seed ${shellWord(seeds[0])} --seeds ${soakedSeeds(result)}`].join(
    ' ',
  );
}

/** What the table says of a scenario, or of all. */
interface Sums {
  readonly goals: GoalCounts;
  done: number;
  steps: number;
  simulatedNs: number;
  found: number;
  unmet: number;
}

/** The table of scenarios. */
function formatCampaign(result: CampaignResult, request: RunRequest, output: Output): string {
  const all: Sums = { goals: result.goals, done: 0, steps: 0, simulatedNs: 0, found: 0, unmet: 0 };
  const rows = request.settings.scenarios.map(({ name }, at) => {
    const of = sumsOf(result.runs[at]);
    all.done += of.done;
    all.steps += of.steps;
    all.simulatedNs += of.simulatedNs;
    return [printable(name), ...numbersOf(of), String(of.goals.reached), verdictOf(of, request.soaks ? 1 : request.seeds.length, output)];
  });
  rows.push(['all', ...numbersOf(all), `${all.goals.reached}/${GOAL_NAMES.length}`, '']);
  return formatTable(['scenario', 'seeds', 'steps', 'simulated', 'goals', 'verdict'], rows);
}

function sumsOf(runs: Iterable<SimulationResult | null>): Sums {
  const sums: Sums = { goals: new GoalCounts(), done: 0, steps: 0, simulatedNs: 0, found: 0, unmet: 0 };
  for (const run of runs) {
    if (run === null) continue;
    sums.done++;
    sums.steps += run.steps;
    sums.simulatedNs += run.simulatedNs;
    sums.goals.add(run.goals);
    if (run.finding !== null) sums.found++;
    if (run.unmetPrecondition !== null) sums.unmet++;
  }
  return sums;
}

function numbersOf({ done, steps, simulatedNs }: Sums): string[] {
  return [String(done), withCommas(steps), roundedDuration(simulatedNs)];
}

function verdictOf({ done, found, unmet }: Sums, seeds: number, output: Output): string {
  if (found > 0) return paint(output, 'red', `FAIL ${found} of ${done}`);
  if (unmet > 0) return paint(output, 'yellow', 'tested nothing');
  return done < seeds ? paint(output, 'yellow', 'unfinished') : paint(output, 'green', 'ok');
}

/** A configuration on one line. */
export function formatConfig(config: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(config).map(([key, value]) => `${key} ${value}`);
  return printable(parts.join(' · '));
}
