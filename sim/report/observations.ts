import type { CampaignResult } from '../campaign/campaign.ts';
import type { RunRequest } from '../campaign/campaign-request.ts';
import type { CampaignFinding } from '../campaign/job.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { currentCommit } from '../findings/commit.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { GOAL_NAMES } from '../oracle/goals.ts';
import type { SimulationResult } from '../world/seeded-run.ts';
import { runKey } from './campaign-verdict.ts';
import { againLine } from './command-lines.ts';

/** What the clock of the machine says of a campaign: the one thing in its observations that is not the same every time. */
export interface ObservedTimes {
  /** Seconds since 1970. */
  readonly startedS: number;
  /** By scenario and seed, milliseconds; see runKey. */
  readonly elapsedMs: ReadonlyMap<string, number>;
}

/** A run in the schema of Hypothesis' observability, https://hypothesis.readthedocs.io/en/latest/reference/integrations.html. */
interface Observation {
  readonly type: 'test_case';
  readonly status: 'passed' | 'failed' | 'gave_up';
  readonly status_reason: string;
  readonly representation: string;
  readonly arguments: object;
  readonly how_generated: string;
  readonly features: Readonly<Record<string, number>>;
  readonly coverage: null;
  readonly timing: Readonly<Record<string, number>>;
  readonly metadata: object;
  readonly property: string;
  readonly run_start: number;
}

/**
 * One line of JSON for each run of which something is known, by scenario and seed within: the same for any number of workers, but for
 * `timing` and `run_start`.
 */
export function* observationLines(result: CampaignResult, request: RunRequest, times: ObservedTimes): Generator<string> {
  const { settings, seeds } = request;
  const keyOf = (scenario: number, seed: string): string => runKey({ scenario: settings.scenarios[scenario].name, seed });
  const found = new Map<string, CampaignFinding>();
  for (const one of result.findings) found.set(keyOf(one.scenario, one.seed), one);
  const late = new Set(result.late.map(({ scenario, seed }) => keyOf(scenario, seed)));
  for (const [scenario, { name }] of settings.scenarios.entries()) {
    const known = result.runs[scenario][Symbol.iterator]();
    for (const seed of seeds) {
      const key = keyOf(scenario, seed);
      const finding = found.get(key)?.finding ?? null;
      const run = (known.next().value as SimulationResult | null | undefined) ?? found.get(key)?.result ?? null;
      if (run === null && finding === null && !late.has(key)) continue;
      const elapsedMs = times.elapsedMs.get(key);
      const observation: Observation = {
        type: 'test_case',
        ...statusOf(run, finding, late.has(key)),
        representation: againLine(name, seed, settings),
        arguments: { scenario: name, seed, ...run?.config },
        how_generated: 'drawn from the seed',
        features: run === null ? {} : featuresOf(run),
        coverage: null,
        timing: elapsedMs === undefined ? {} : { 'execute:run': elapsedMs / 1000 },
        metadata: metadataOf(run, finding),
        property: name,
        run_start: times.startedS,
      };
      yield `${jsonText(observation)}\n`;
    }
  }
}

function statusOf(run: SimulationResult | null, finding: Finding | null, isLate: boolean): Pick<Observation, 'status' | 'status_reason'> {
  if (finding !== null) return { status: 'failed', status_reason: `${signatureOf(finding)}: ${finding.reason}` };
  if (isLate) return { status: 'gave_up', status_reason: 'it took too long' };
  const unmet = run?.unmetPrecondition ?? null;
  return unmet === null ? { status: 'passed', status_reason: '' } : { status: 'gave_up', status_reason: unmet };
}

/** Numbers of a run, the goals that it reached among them. */
function featuresOf({ steps, simulatedNs, goals, happened, followed }: SimulationResult): Readonly<Record<string, number>> {
  return {
    steps,
    simulated_seconds: simulatedNs / 1e9,
    ...Object.fromEntries(GOAL_NAMES.flatMap((name, number) => (goals[number] === 0 ? [] : [[`goal:${name}`, goals[number]]]))),
    ...numbersOf('happened', happened),
    ...numbersOf('followed', followed),
  };
}

function numbersOf(prefix: string, values: object | undefined): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'number' ? [[`${prefix}:${name}`, value]] : [],
    ),
  );
}

function metadataOf(run: SimulationResult | null, finding: Finding | null): object {
  return {
    commit: currentCommit(),
    digest: run?.digest ?? null,
    isCutShort: run?.isCutShort ?? null,
    finding: finding === null ? null : { ...finding, nowNs: String(finding.nowNs) },
  };
}
