// varta-sim/sim: results are data, nothing prints.

export { failureReport, type FailureReportOptions } from './failure-report.ts';
export {
  judge,
  replay,
  replayLines,
  shrinkTrace,
  traceOf,
  traceOfLines,
  type Judgement,
  type JudgeOptions,
  type Shrunk,
  type ShrinkOptions,
} from './judge.ts';
export {
  recordScenario,
  runCampaign,
  runScenario,
  scenarioNamed,
  tryScenario,
  type CampaignOptions,
  type CampaignReport,
  type Failure,
  type ScenarioOptions,
} from './scenario-runs.ts';
export { openTracker } from './trackers.ts';
export type { ModuleBeat, TrackerModule, TrackerModuleOptions, TrackerUnderTest } from '../subject/foreign/tracker-module.ts';
export type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';
export type { CustomGoal, CustomRule, RememberingRule, RuleCheck } from '../oracle/custom-rules.ts';
export type { Rule, StepFacts } from '../oracle/facts.ts';
export { signatureOf, type Finding, type Violation } from '../oracle/finding.ts';
export { GOALS, type Goal } from '../oracle/goals.ts';
export type { CheckLevel } from '../oracle/oracle.ts';
export { formatOp, parseOp, type ExpectedOp } from '../data/ops/op-format.ts';
export type { Op, OpKind } from '../data/ops/op.ts';
export { isRefusal, type Refusal } from '../data/ops/refusal.ts';
export { parseTrace, type Trace, type TraceStep } from '../data/trace/parse-trace.ts';
export { readTrace } from '../data/trace/read-trace.ts';
export { EMPTY_TRACE_HEADER, type TraceFinding, type TraceHeader } from '../data/trace/trace-header.ts';
export { formatTrace, writeTrace } from '../data/trace/write-trace.ts';
export { BytesEntropy } from '../data/entropy/bytes-entropy.ts';
export { NEVER, ratio, type Entropy, type Ratio } from '../data/entropy/entropy.ts';
export { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
export { SCENARIOS } from '../world/scenarios/index.ts';
export type { Knobs, OpsScript, Plan, Scenario } from '../world/scenarios/scenario.ts';
export {
  agents,
  attacker,
  drawTable,
  kernelSocket,
  MS,
  planWorld,
  SECOND,
  soundLink,
  udpPort,
  WIRE_AND_NET,
  type Table,
  type WorldOutline,
} from '../world/scenarios/world-builder.ts';
export {
  UNEVENTFUL,
  type AttackerScript,
  type FleetScript,
  type LifecycleScript,
  type LinkScript,
  type ListenerScript,
  type ObserverScript,
  type WorldScript,
} from '../world/script.ts';
export { parseScenario } from '../world/scenario-file/read-scenario.ts';
export type { SimulationResult } from '../world/seeded-run.ts';
export { MisplacedOpError, Run, type RunOptions } from '../run/run.ts';
