import { SeededEntropy } from '../data/entropy/seeded-entropy.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import { guarded } from '../subject/guard/guard.ts';
import { guardViolation } from '../run/guard-violation.ts';
import type { Finding } from '../oracle/finding.ts';
import type { Op } from '../data/ops/op.ts';
import { OpsSource } from './ops-source.ts';
import { Run, type RunOptions } from '../run/run.ts';
import type { Source } from '../run/source.ts';
import type { Knobs, Plan, Scenario } from './scenarios/scenario.ts';
import { World } from './world.ts';
import { GuardedSource } from './guarded-source.ts';

/** What to simulate, and how to judge it. */
export interface SimulateOptions extends RunOptions {
  readonly knobs?: Knobs;
  /** Operations at most; the run ends there, unsettled. */
  readonly stepsMax?: number;
  /** Sees each operation before it is carried out. */
  readonly onOp?: (op: Op) => void;
  /** Asked every few thousand operations; true ends the run where it is. */
  readonly shouldStop?: () => boolean;
}

/** What came of one seed. */
export interface SimulationResult {
  readonly scenario: string;
  readonly seed: string;
  readonly config: Plan['config'];
  readonly steps: number;
  readonly simulatedNs: number;
  readonly digest: string;
  /** By number of the goal. */
  readonly goals: readonly number[];
  readonly finding: Finding | null;
  /** Why the run tested nothing; null if it did. */
  readonly unmet: string | null;
  /** Whether the run was stopped before its end. */
  readonly isCutShort: boolean;
}

const STOP_CHECK_STEPS = 4096;

/** Draws the plan of a scenario from a seed. */
export function planFor(scenario: Scenario, entropy: Entropy, knobs: Knobs = {}): Plan {
  const drawn = guarded(() => scenario.build(entropy.stream('plan'), knobs));
  return 'breach' in drawn ? { config: {}, violation: guardViolation('world', drawn.breach) } : drawn.value;
}

/** Runs one scenario under one seed: plan, world, operations, judges. Same seed, same knobs, same result. */
export function simulate(scenario: Scenario, seed: string, options: SimulateOptions = {}): SimulationResult {
  const entropy = new SeededEntropy(seed, scenario.name);
  const plan = planFor(scenario, entropy, options.knobs);
  const run = new Run(options);
  return runPlan(scenario.name, seed, plan, entropy, run, options);
}

/** Runs a plan that is already drawn. */
export function runPlan(name: string, seed: string, plan: Plan, entropy: Entropy, run: Run, options: SimulateOptions): SimulationResult {
  const steps = stepPlan(name, seed, plan, entropy, run, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * A run of a plan, step by step: yields each operation before it is carried out, and ends with the result. It ends when the
 * source does, when a judge objects, or when the options say so.
 */
export function* stepPlan(
  name: string,
  seed: string,
  plan: Plan,
  entropy: Entropy,
  run: Run,
  options: SimulateOptions,
): Generator<Op, SimulationResult, void> {
  const { stepsMax = Number.POSITIVE_INFINITY, onOp, shouldStop } = options;
  if (plan.violation !== undefined) run.reportBeforeNext(plan.violation);
  const source = new GuardedSource(run, () => sourceOf(plan, entropy, run));
  let isCutShort = false;
  for (;;) {
    isCutShort = run.steps >= stepsMax || (shouldStop !== undefined && run.steps % STOP_CHECK_STEPS === 0 && shouldStop());
    if (isCutShort || run.finding !== null) break;
    const op = source.next();
    if (op === null) break;
    onOp?.(op);
    yield op;
    if (run.step(op) !== null) break;
    const violation = source.after(run);
    if (violation === null || run.isWithout(violation.rule)) continue;
    run.object(op, violation);
    break;
  }
  if (!isCutShort) run.finish();
  return {
    scenario: name,
    seed,
    config: plan.config,
    steps: run.steps,
    simulatedNs: source.simulatedNs,
    digest: run.digest,
    goals: [...run.goalCounts],
    finding: run.finding,
    unmet: run.finding === null && !isCutShort ? (plan.premise?.(run) ?? null) : null,
    isCutShort,
  };
}

function sourceOf({ world, ops }: Plan, entropy: Entropy, run: Run): Source {
  return world === undefined ? new OpsSource(ops ?? nothing()) : new World(world, entropy.stream('world'), run.goals);
}

function* nothing(): Generator<never, void, Run> {}
