import { SeededEntropy } from '../entropy/seeded-entropy.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Finding } from '../judges/finding.ts';
import type { Op } from '../ops/op.ts';
import { OpsSource } from '../run/ops-source.ts';
import { Run, type RunOptions } from '../run/run.ts';
import type { Source } from '../run/source.ts';
import type { Knobs, Plan, Scenario } from '../scenarios/scenario.ts';
import { World } from '../world/world.ts';

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
  return scenario.build(entropy.stream('plan'), knobs);
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
  const source: Source =
    plan.world === undefined ? new OpsSource(plan.ops ?? nothing()) : new World(plan.world, entropy.stream('world'), run.goals);
  const isCutShort = drive(run, source, options);
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

/** Carries out what the source makes until it ends, a judge objects, or the options say stop. True if it was stopped. */
function drive(run: Run, source: Source, options: SimulateOptions): boolean {
  const { stepsMax = Number.POSITIVE_INFINITY, onOp, shouldStop } = options;
  for (;;) {
    if (run.steps >= stepsMax) return true;
    if (shouldStop !== undefined && run.steps % STOP_CHECK_STEPS === 0 && shouldStop()) return true;
    const op = source.next();
    if (op === null) return false;
    onOp?.(op);
    if (run.step(op) !== null) return false;
    const objection = source.after(run);
    if (objection !== null) {
      run.object(op, objection);
      return false;
    }
  }
}

function* nothing(): Generator<never, void, Run> {}
