import { Campaign, RERUN_EVERY } from '../campaign/campaign.ts';
import { Pool } from '../campaign/pool.ts';
import { type FiledTrace, readFixedTraces } from '../findings/corpus/filed-traces.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import { shrink as shrinkOps } from '../findings/shrink/shrink.ts';
import { isReplayable } from '../oracle/replayable.ts';
import { crashesProcess } from '../process/abnormal-exit.ts';
import { serveTasks, writeLine } from '../process/in-child.ts';
import { factsOf, verdictOf } from '../report/campaign-verdict.ts';
import { EXIT } from '../report/exit-code.ts';
import { plant, productionUnderTest } from '../subject/production-under-test.ts';
import { recordScenario } from '../world/record-scenario.ts';
import { resolveScenarios, type ScenarioRef } from '../world/run-settings.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';

// Runs the ordinary campaign on code with a bug in it, up to the first thing that it finds, and says what the campaign says: a
// bug is detected where its exit code says so. One process serves many bugs of the production code, each a module in the place
// of the real one; where the harness is what was changed, this program is that of the changed copy.

/** A campaign against a planted bug. */
export interface MutantTask {
  /** The module in the place of the production code; null for the one that this program comes with. */
  readonly module: string | null;
  readonly seeds: readonly string[];
  /** All scenarios under one seed before the next seed; or a campaign for each scenario alone, and then one of all. */
  readonly order: 'by-seed' | 'by-scenario';
  /** Whether the filed traces are replayed after the campaign, as the gate does. */
  readonly withFiled: boolean;
  /** Rules left out, by name; see RULE_BOOK. */
  readonly without: readonly string[];
  /** Longest time without a sign of life of a run, milliseconds. */
  readonly hangMs: number;
}

/** What a campaign says of a planted bug. */
export interface Detection {
  readonly judge: string;
  readonly rule: string;
  /** Kind of the operation at which it came up; null where its operations do not show it again in the same process. */
  readonly op: string | null;
  readonly reason: string;
  /** Or the filed trace; `all` for a rule on the whole campaign. */
  readonly scenario: string;
  readonly seed: string;
  /** Runs made, and operations carried out in them, until it came up. */
  readonly runs: number;
  readonly steps: number;
}

/** Longest time for one run, milliseconds: a hundred times what any takes. */
const RUN_MS = 20_000;
/** Memory of a worker for JavaScript objects, MB. */
const HEAP_MB = 256;
/** Exit codes that are no detection: nothing was found, or nothing is known. */
const UNDETECTED: readonly number[] = [EXIT.ok, EXIT.inconclusive];

const ALL: readonly ScenarioRef[] = SCENARIOS.map(({ name }) => ({ name, fileText: null }));

// Its workers serve one bug after another.
const pool = new Pool(1);
let filed: Promise<FiledTrace[]> | null = null;

/** Runs the campaign, and the filed traces where the task says so; the first detection, null for none, and the time that it took, milliseconds. */
async function detect(task: MutantTask): Promise<{ readonly detection: Detection | null; readonly ms: number }> {
  plant(task.module, HEAP_MB);
  const startMs = performance.now();
  const effort = { runs: 0, steps: 0 };
  let detection: Detection | null = null;
  for (const scenarios of task.order === 'by-scenario' ? [...ALL.map((each) => [each]), ALL] : [ALL])
    detection ??= await detectInCampaign(task, scenarios, effort);
  if (task.withFiled) detection ??= await detectInFiledTraces(task, effort);
  return { detection, ms: performance.now() - startMs };
}

async function detectInCampaign(
  { seeds, without, hangMs }: MutantTask,
  scenarios: readonly ScenarioRef[],
  effort: { runs: number; steps: number },
): Promise<Detection | null> {
  const settings = { check: 'cheap', knobs: {}, stepsMax: null, scenarios, without } as const;
  const campaign: Campaign = new Campaign({
    settings,
    seeds,
    workers: 1,
    pool,
    jobTimeoutMs: RUN_MS,
    hangMs,
    rerunEvery: without.includes('same-seed-same-run') ? 0 : RERUN_EVERY,
    goesBySeed: true,
    isEnough: () => campaign.hasFound,
    onProgress: () => writeLine('alive'),
  });
  const result = await campaign.run();
  const lost = result.findings.filter((found) => [...result.runs[found.scenario]][seeds.indexOf(found.seed)] === null);
  for (const run of [...result.runs.flatMap((of) => [...of]), ...lost.map((found) => found.result)]) {
    if (run === null) continue;
    effort.runs++;
    effort.steps += run.steps;
  }
  const isWhole = scenarios.length === ALL.length && seeds.length >= WHOLE_SEEDS;
  const { head, shard, facts } = factsOf(result, { settings, allSeeds: seeds, shard: null, soaks: false, isWhole });
  const { exit, findings, shortcomings } = verdictOf(head, shard, facts, new Set(without));
  if (UNDETECTED.includes(exit)) return null;
  if (findings.length === 0)
    return { judge: 'goals', op: null, ...shortcomings[0], seed: shortcomings[0].seed ?? seeds[seeds.length - 1], ...effort };
  const [{ judge, rule, op, reason, scenario, seed }] = findings;
  const isShown = isReplayable(findings[0]) && !crashesProcess(findings[0]) && rule !== 'same-seed-same-run';
  return { judge, rule, op: isShown ? op : null, reason, scenario, seed, ...effort };
}

async function detectInFiledTraces(
  { module, seeds, without }: MutantTask,
  effort: { runs: number; steps: number },
): Promise<Detection | null> {
  const options = { production: await productionUnderTest(module), without: new Set(without) };
  for (const { name, trace } of await (filed ??= readFixedTraces())) {
    writeLine('alive');
    const { finding, run } = replayAsFound(trace, options);
    effort.runs++;
    effort.steps += run.steps;
    if (finding === null) continue;
    const { judge, rule, reason } = finding;
    return { judge, rule, op: null, reason, scenario: name, seed: seeds[seeds.length - 1], ...effort };
  }
  return null;
}

/** Shrinks what was detected, in this process; operations left, null where it could not be shrunk. */
async function shrink({
  task: { module, without },
  detection: { scenario, seed, judge, rule, op },
  runsMax,
}: {
  readonly task: MutantTask;
  readonly detection: Detection;
  readonly runsMax: number;
}): Promise<number | null> {
  const production = await productionUnderTest(module);
  const [of] = await resolveScenarios([{ name: scenario, fileText: null }]);
  const { steps } = recordScenario(of, seed, { production, without: new Set(without) });
  const { best } = shrinkOps(steps, {
    production,
    runsMax,
    signature: `${judge}/${rule}/${op}`,
    shouldStop: () => {
      writeLine('alive');
      return false;
    },
  });
  return best?.steps.length ?? null;
}

const tasks = { detect, shrink };

/** What a mutant worker serves. */
export type MutantTasks = typeof tasks;

serveTasks(tasks);
