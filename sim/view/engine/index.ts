import { isRefusal, type Refusal } from '../../data/ops/refusal.ts';
import { parseTrace } from '../../data/trace/parse-trace.ts';
import { replayTrace } from '../../findings/replay/replay-trace.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import type { Knobs } from '../../world/scenarios/scenario.ts';
import { simulate, type SimulationResult } from '../../world/seeded-run.ts';
import type { ReplayReport } from '../../findings/replay/replay-report.ts';

/** Names of the scenarios that can be run, in the order of the default campaign. */
export const scenarioNames: readonly string[] = SCENARIOS.map(({ name }) => name);

/** What the seed does not decide of a run; all may be left out. */
export interface ScenarioRunOptions {
  /** Default `cheap`, as in a campaign. */
  readonly check?: CheckLevel;
  readonly knobs?: Knobs;
  /** Operations at most; default no bound. */
  readonly stepsMax?: number;
}

/** Runs a scenario under a seed to its end. The refusal says which scenarios there are. A value that can be posted to another thread. */
export function runScenario(name: string, seed: string, options: ScenarioRunOptions = {}): SimulationResult | Refusal {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) return { refused: `there is no scenario ${name}; there are ${scenarioNames.join(', ')}` };
  return simulate(scenario, seed, options);
}

/** What came of a replay. */
export interface ReplayedTrace extends Pick<ReplayReport, 'steps' | 'digest' | 'finding' | 'misplaced'> {
  /** What the trace says that its digest is; empty where it does not. */
  readonly recordedDigest: string;
}

/**
 * Replays the operations of a trace, which is given as its text. The refusal says which line cannot be read. `check` is `full` by
 * default, as in `replay`. A value that can be posted to another thread.
 */
export function replayOperations(text: string, check?: CheckLevel): ReplayedTrace | Refusal {
  const trace = parseTrace(text, 'trace');
  if (isRefusal(trace)) return trace;
  const { run, finding, misplaced } = replayTrace(trace, check === undefined ? {} : { check });
  return { steps: run.steps, digest: run.digest, recordedDigest: trace.header.digest, finding, misplaced };
}
