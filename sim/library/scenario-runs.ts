import type { Trace } from '../data/trace/parse-trace.ts';
import { formatOp, parseExpectedOp } from '../data/ops/op-format.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { EVICTION_POLICIES } from '../data/spec/names.ts';
import { listOf, oneOf, optional, record, whole, type Fields } from '../data/value-form.ts';
import { newHeader } from '../findings/finding-file.ts';
import { headerFinding, type Finding } from '../oracle/finding.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import { isReplayable } from '../oracle/replayable.ts';
import { followerOf } from '../run/follower.ts';
import { scenarioFault } from '../world/custom-forms.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import type { Knobs, Scenario } from '../world/scenarios/scenario.ts';
import { missedCustomGoals, missedGoals } from '../world/scenarios/missed-goals.ts';
import { addCustomScenarios } from '../world/scenarios/custom-scenarios.ts';
import { simulate, type SimulationResult } from '../world/seeded-run.ts';
import { checkForm, checkOptions, SCENARIO_OR_NAME, SEED, SEEDS } from './caller-options.ts';
import { JUDGE_FIELDS, judgeOptions, judging, shrinkTrace, traceOf, type JudgeOptions } from './judge.ts';
import { failureReport } from './failure-report.ts';
import { present } from '../data/present.ts';

/** How to run a scenario. */
export interface ScenarioOptions extends JudgeOptions {
  /** What the seed does not decide; default nothing. */
  readonly knobs?: Knobs | undefined;
  /** Operations at most, from 1; default no bound. */
  readonly stepsMax?: number | undefined;
}

/** What {@link ScenarioOptions} must be. */
const SCENARIO_FIELDS: Fields<ScenarioOptions> = {
  ...JUDGE_FIELDS,
  knobs: optional(
    record<Knobs>({
      capacity: optional(whole(0)),
      policy: optional(oneOf(EVICTION_POLICIES)),
      window: optional(whole(0)),
      forNs: optional(whole(0)),
    }),
  ),
  stepsMax: optional(whole(1)),
};

/** A scenario of ours by its name. Throws a RangeError where there is none. */
export function scenarioNamed(name: string): Scenario {
  checkForm('find a scenario', SCENARIO_OR_NAME, name, 'name');
  return SCENARIOS.find((scenario) => scenario.name === name) as Scenario;
}

/** The scenario that a caller means, made known, and held against what it must be under this seed. Throws a RangeError. */
function checkedScenario(given: Scenario | string, seed: string, options: ScenarioOptions): Scenario {
  checkForm('run a scenario', SCENARIO_OR_NAME, given, 'scenario');
  checkForm('run a scenario', SEED, seed, 'seed');
  checkOptions('run a scenario', SCENARIO_FIELDS, options);
  const scenario = typeof given === 'string' ? scenarioNamed(given) : given;
  if (SCENARIOS.includes(scenario)) return scenario;
  const fault = scenarioFault(scenario, seed, options.knobs);
  if (fault !== null) throw new RangeError(`Cannot run a scenario: ${fault}`);
  addCustomScenarios([scenario]);
  return scenario;
}

function optionsOf({ knobs, stepsMax, check, tracker = null }: ScenarioOptions): Parameters<typeof simulate>[2] {
  return { follower: followerOf(tracker), ...present({ knobs, stepsMax, check }) };
}

/** Runs a scenario under a seed, and judges every step. Same scenario, same seed, same options: same result. */
export function runScenario(scenario: Scenario | string, seed: string, options: ScenarioOptions = {}): SimulationResult {
  const which = checkedScenario(scenario, seed, options);
  return judging(options, () => simulate(which, seed, optionsOf(options)));
}

/** Runs a scenario under a seed, and keeps its operations as a trace. It has the whole run in memory: some hundred bytes for each step. */
export function recordScenario(
  scenario: Scenario | string,
  seed: string,
  options: ScenarioOptions = {},
): { readonly result: SimulationResult; readonly trace: Trace } {
  const which = checkedScenario(scenario, seed, options);
  const lines: string[] = [];
  const result = judging(options, () => simulate(which, seed, { ...optionsOf(options), onOp: (op) => lines.push(formatOp(op)) }));
  const header = newHeader({ name: which.name, why: '', seed, scenario: which.name, digest: result.digest }, result.finding);
  const last = result.finding === null ? lines.length : result.finding.step + 1;
  return { result, trace: { header, steps: traceOf(lines.slice(0, last).map(parsed)).steps } };
}

function parsed(line: string): Exclude<ReturnType<typeof parseExpectedOp>, { readonly refused: string }> {
  const op = parseExpectedOp(JSON.parse(line));
  if (isRefusal(op)) throw new Error(op.refused);
  return op;
}

/** A seed under which a rule did not hold. */
export interface Failure {
  /** Name of the scenario. */
  readonly scenario: string;
  /** The seed of the run, which makes it again. */
  readonly seed: string;
  /** The first rule that did not hold in it. */
  readonly finding: Finding;
  /** The operations that show it, made small where a replay shows it. */
  readonly trace: Trace;
  /** What broke, what was expected, and what led to it: lines for people. */
  readonly report: string;
}

/** Runs a scenario under a seed; where a rule does not hold, with what is needed to understand it. O(run), some seconds where it fails. */
export function tryScenario(
  scenario: Scenario | string,
  seed: string,
  options: ScenarioOptions = {},
): { readonly result: SimulationResult; readonly failure: Failure | null } {
  const result = runScenario(scenario, seed, options);
  return { result, failure: result.finding === null ? null : failureOf(scenario, seed, result.finding, options) };
}

/** What is needed to understand a finding of a scenario under a seed: it is run once more, recorded and shrunk. Some seconds. */
export function failureOf(scenario: Scenario | string, seed: string, found: Finding, options: ScenarioOptions): Failure {
  const { trace: recorded } = recordScenario(scenario, seed, options);
  const shrunk = isReplayable(found) ? shrunkOrNull(recorded, judgeOptions(options)) : null;
  const finding = shrunk?.finding ?? found;
  const trace = shrunk?.trace ?? { ...recorded, header: { ...recorded.header, finding: headerFinding(finding) } };
  const report = failureReport(finding, trace, {
    ...judgeOptions(options),
    origin: [`${recorded.header.scenario} · seed ${seed}`],
    shrunk: shrunk === null ? null : { before: shrunk.before, runs: shrunk.runs },
  });
  return { scenario: recorded.header.scenario, seed, finding, trace, report };
}

function shrunkOrNull(trace: Trace, options: JudgeOptions): ReturnType<typeof shrinkTrace> | null {
  try {
    return shrinkTrace(trace, options);
  } catch {
    // A finding that its operations alone do not show is told with all of them.
    return null;
  }
}

/** Scenarios under seeds. */
export interface CampaignOptions extends ScenarioOptions {
  /** Yours, or ours by their names. */
  readonly scenarios: readonly (Scenario | string)[];
  /** How many, counted from 1, or which; default 12. */
  readonly seeds?: number | readonly string[] | undefined;
}

/** What {@link CampaignOptions} must be. */
export const CAMPAIGN_FIELDS: Fields<CampaignOptions> = {
  ...SCENARIO_FIELDS,
  scenarios: listOf(SCENARIO_OR_NAME, 1),
  seeds: optional(SEEDS),
};

/** Throws a RangeError where a scenario asks for a goal that there is not: it would never be reached. */
export function checkGoals({ scenarios, goals = [] }: Pick<CampaignOptions, 'scenarios' | 'goals'>): void {
  const goal = oneOf([...GOAL_NAMES, ...goals.map(({ name }) => name)]);
  for (const scenario of scenarios) {
    if (typeof scenario !== 'string') checkForm('run a campaign', optional(listOf(goal)), scenario.goals, `goals of ${scenario.name}`);
  }
}

/** What came of a campaign. */
export interface CampaignReport {
  /** By scenario in their order, by seed within. */
  readonly runs: readonly SimulationResult[];
  /** The runs with a finding, in the order of scenarios and seeds. */
  readonly failures: readonly Failure[];
  /** What should have been reached and was not: goals of a scenario, and custom goals as those of `all`. None is asked for under 12 seeds, or after a failure. */
  readonly missed: readonly { readonly scenario: string; readonly goal: string }[];
}

/** Seeds from which on goals are asked for. */
const GOAL_SEEDS = 12;

/** The seeds of a campaign. */
export function seedsOf(seeds: number | readonly string[] = GOAL_SEEDS): readonly string[] {
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, at) => String(at + 1)) : seeds;
}

/** Runs scenarios under seeds in this process, one after another. `npx varta-sim run` does so in many. */
export function runCampaign(campaign: CampaignOptions): CampaignReport {
  checkOptions('run a campaign', CAMPAIGN_FIELDS, campaign);
  checkGoals(campaign);
  const { scenarios, seeds, ...options } = campaign;
  const runs: SimulationResult[] = [];
  const failures: Failure[] = [];
  for (const scenario of scenarios) {
    for (const seed of seedsOf(seeds)) {
      const { result, failure } = tryScenario(scenario, seed, options);
      runs.push(result);
      if (failure !== null) failures.push(failure);
    }
  }
  return { runs, failures, missed: failures.length > 0 ? [] : missedBy({ scenarios, seeds, ...options }, runs) };
}

/** Goals that the runs of a campaign should have reached between them and did not. */
export function missedBy(options: CampaignOptions, runs: readonly SimulationResult[]): CampaignReport['missed'] {
  const { scenarios, seeds, stepsMax, knobs = {} } = options;
  if (seedsOf(seeds).length < GOAL_SEEDS || stepsMax !== undefined || Object.keys(knobs).length > 0) return [];
  addCustomScenarios(scenarios.filter((scenario) => typeof scenario !== 'string'));
  const names = scenarios.map((scenario) => (typeof scenario === 'string' ? scenario : scenario.name));
  return judging({ goals: options.goals }, () => [
    ...missedCustomGoals(runs).map((goal) => ({ scenario: 'all', goal })),
    ...names.flatMap((name) => {
      const own = runs.filter((run) => run.scenario === name);
      return missedGoals(name, own).map((goal) => ({ scenario: name, goal }));
    }),
  ]);
}
