import type { Entropy } from '../data/entropy/entropy.ts';
import { SeededEntropy, type StreamCount } from '../data/entropy/seeded-entropy.ts';
import type { Op } from '../data/ops/op.ts';
import type { Finding, Violation } from '../oracle/finding.ts';
import { LIVENESS_RULES } from '../oracle/liveness-rules.ts';
import type { PremiseTable } from '../oracle/premise-counts.ts';
import { guardViolation } from '../run/guard-violation.ts';
import type { FollowCounts, Follower } from '../run/follower.ts';
import type { PremiseCounts } from '../oracle/premise-counts.ts';
import { MisplacedOpError, Run, type RunOptions } from '../run/run.ts';
import { harnessViolation } from '../run/thrown.ts';
import { lackingOptions, withoutExtras } from '../subject/foreign/hello.ts';
import { guarded, takeBreach } from '../subject/guard/guard.ts';
import { yieldedFault } from './custom-forms.ts';
import { customScenarios } from './scenarios/custom-scenarios.ts';
import type { Knobs, OpsScript, Plan, Scenario } from './scenarios/scenario.ts';
import { Chronicle, type Happenings } from './chronicle.ts';
import { World } from './world.ts';
import { planFault } from './world-form.ts';
import type { WorldLog } from './world-log.ts';

/** How to run a scenario, and what to check. */
export interface SeededRunOptions extends RunOptions {
  /** Takes how often each rule was asked and had something to say; default nobody. */
  readonly premises?: PremiseCounts;
  /** A tracker from elsewhere that follows; default none. The run is made without the options that it lacks. */
  readonly follower?: Follower | null;
  /** What the seed does not decide; default nothing. */
  readonly knobs?: Knobs;
  /** Operations at most; the run ends there, cut short. Default no bound. */
  readonly stepsMax?: number;
  /** Sees each operation before it is carried out. */
  readonly onOp?: (op: Op) => void;
  /** Where every draw comes from instead of the seed, which is then a name only: a fuzzer's bytes. */
  readonly entropy?: Entropy;
  /** Keeps what happens in the world. Default no log, which costs nothing. */
  readonly log?: WorldLog;
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
  /** Why the run tested nothing: the precondition that it did not meet; null if it met all. */
  readonly unmetPrecondition: string | null;
  /** Whether the run was stopped before its end. */
  readonly isCutShort: boolean;
  /** What happened in the world of a scenario file. */
  readonly happened?: Happenings;
  /** Names of the custom goals that it reached; left out where there are none to reach. */
  readonly customGoals?: readonly string[];
  /** What a tracker from elsewhere was asked; left out where none followed. */
  readonly followed?: FollowCounts;
  /** How often each rule had something to say; left out where that was not counted. */
  readonly premises?: PremiseTable;
}

/** Makes operations, one at a time, and may look at what came of each before it makes the next. */
interface Source {
  /** The next operation; null when there are no more. It is valid until the next call. */
  next(): Op | null;
  /** Looks at the run after the operation was carried out: the violation that only the maker of the operations can see, or null. */
  after(run: Run): Violation | null;
  /** Virtual time so far, nanoseconds. */
  readonly simulatedNs: number;
}

/**
 * A scenario under a seed, run: the plan is drawn at once, the operations are made and carried out as they are asked for. Same
 * scenario, same seed, same knobs: same result. One object is one run.
 */
export class SeededRun {
  /** The run that the operations are carried out on. */
  readonly run: Run;
  /** What the scenario drew from the seed. */
  readonly plan: Plan;
  readonly #scenario: Scenario;
  readonly #seed: string;
  readonly #options: SeededRunOptions;
  readonly #entropy: Entropy;
  readonly #chronicle: Chronicle | null;
  readonly #stepsMax: number;
  #world: World | null = null;
  #source: Source | null = null;
  /** The operation that is carried out next; null before the first one was made. */
  #op: Op | null = null;
  /** What came of it; null before its end. */
  #result: SimulationResult | null = null;
  /** Whether options were taken back that the tracker that follows does not have: what the world expects of them is not asked for. */
  readonly #isRestricted: boolean;

  /** Draws the plan, with the guard up. */
  constructor(scenario: Scenario, seed: string, options: SeededRunOptions = {}) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#options = options;
    this.#stepsMax = options.stepsMax ?? Number.POSITIVE_INFINITY;
    this.#entropy = options.entropy ?? new SeededEntropy(seed, scenario.drawnAs ?? scenario.name);
    const { follower = null } = options;
    this.#isRestricted = follower !== null && lackingOptions(follower.hello).length > 0;
    this.run = new Run(this.#isRestricted ? { ...options, without: new Set(LIVENESS_RULES.map(({ name }) => name)) } : options);
    this.plan = this.#make(
      (entropy, knobs) => checkedPlan(scenario, scenario.build(entropy.stream('plan'), knobs)),
      this.#entropy,
      options.knobs ?? {},
    ) ?? {
      config: {},
    };
    this.#chronicle = this.plan.claims === undefined ? null : new Chronicle(this.plan.claims);
  }

  /** The world that makes the operations; null before the first step, and where a scenario writes them itself. */
  get world(): World | null {
    return this.#world;
  }

  /** The draws made so far, by named stream; none where they do not come from the seed. */
  get streams(): readonly StreamCount[] {
    return this.#entropy instanceof SeededEntropy ? this.#entropy.streams : [];
  }

  /** What the run has come to: its rolling digest and the number of its draws. Equal texts mean equal runs so far. O(streams). */
  get checkpoint(): string {
    let draws = 0;
    for (const stream of this.streams) draws += stream.draws;
    return `${this.run.digest} ${draws}`;
  }

  /**
   * The run step by step: yields each operation before it is carried out, and returns the result. It ends when there are no more
   * operations, with the first finding, or after `stepsMax` operations. To be called once.
   */
  *steps(): Generator<Op, SimulationResult, void> {
    for (let op = this.advance(); op !== null; op = this.advance()) yield op;
    return this.result();
  }

  /**
   * Carries out the operation that it returned last, and makes the next one: null when there are no more, with the first finding, or
   * after `stepsMax` operations. {@link steps} without a generator, which takes 3 percent of a step more.
   */
  advance(): Op | null {
    if (this.#result !== null) return null;
    const { run } = this;
    const op = this.#op;
    if (op === null) this.#source = run.finding === null ? this.#make(SeededRun.#beginning, this, null) : null;
    const source = this.#source;
    if (source === null || (op !== null && this.#carryOut(op) !== null)) return this.#stop();
    if (op !== null) this.#lookBack(source, op);
    if (run.finding !== null || run.steps >= this.#stepsMax) return this.#stop();
    const made = this.#make(nextOf, source, run);
    if (made === null) return this.#stop();
    const { onOp, follower = null } = this.#options;
    this.#op = follower === null ? made : withoutExtras(made, follower.hello);
    onOp?.(this.#op);
    return this.#op;
  }

  /** Carries out what is left of the run. */
  result(): SimulationResult {
    while (this.#result === null) this.advance();
    return this.#result;
  }

  #stop(): null {
    const { run } = this;
    this.#result = this.#end(this.#source, run.finding === null && this.#source !== null && run.steps >= this.#stepsMax);
    return null;
  }

  /** No closure within {@link advance}: that would take an object at each step. */
  static #beginning(this: void, run: SeededRun): Source {
    return run.#begin();
  }

  #begin(): Source {
    const { world, ops } = this.plan;
    if (world === undefined) return new OpsSource(ops ?? nothing(), customScenarios().includes(this.#scenario));
    return (this.#world = new World(world, this.#entropy.stream('world'), this.run.goals, this.#options.log, this.#chronicle));
  }

  /**
   * Makes what the run needs next, with the guard up: null, and a finding, if that throws or asks for what nothing in a run may ask
   * for.
   */
  #make<T, A, B>(work: (a: A, b: B) => T, a: A, b: B): T | null {
    let violation: Violation | null;
    try {
      const made = guarded(work, a, b);
      const breach = takeBreach();
      if (breach === null) return made;
      violation = guardViolation('world', breach);
    } catch (error) {
      violation = this.#violationOf(error, { op: 'len' });
    }
    if (violation !== null) this.run.reportBeforeNext(violation);
    return null;
  }

  #carryOut(op: Op): Finding | null {
    try {
      return this.run.step(op);
    } catch (error) {
      if (!(error instanceof MisplacedOpError)) throw error;
      const violation = this.#violationOf(error, op);
      return violation === null ? null : this.run.reportBeforeNext(violation);
    }
  }

  #lookBack(source: Source, op: Op): void {
    const { run } = this;
    let violation: Violation | null;
    try {
      violation = guarded(afterOf, source, run);
      const breach = takeBreach();
      if (breach !== null) violation = guardViolation('world', breach);
    } catch (error) {
      violation = this.#violationOf(error, op);
    }
    if (violation !== null && !this.#isRestricted && !run.isWithout(violation.rule)) run.report(op, violation);
  }

  /** What was thrown while operations are made: a scenario of a user's own is to blame for what its own file throws. */
  #violationOf(error: unknown, op: Op): Violation | null {
    const isCustom = customScenarios().includes(this.#scenario);
    return isCustom ? harnessViolation(error, `the scenario ${this.#scenario.name}`) : this.run.violationOf(error, op, 'judging');
  }

  #end(source: Source | null, isCutShort: boolean): SimulationResult {
    const { run, plan } = this;
    const { follower, premises } = this.#options;
    if (isCutShort) run.catchUp();
    else run.finish();
    return {
      scenario: this.#scenario.name,
      seed: this.#seed,
      config: plan.config,
      steps: run.steps,
      simulatedNs: source?.simulatedNs ?? 0,
      digest: run.digest,
      goals: [...run.goalCounts],
      finding: run.finding,
      unmetPrecondition: run.finding === null && !isCutShort ? (plan.precondition?.(run) ?? null) : null,
      isCutShort,
      ...(run.customGoals === null ? {} : { customGoals: run.customGoals }),
      ...(this.#chronicle === null ? {} : { happened: this.#chronicle.happenings }),
      ...(follower === null || follower === undefined ? {} : { followed: follower.counts }),
      ...(premises === undefined ? {} : { premises: premises.table }),
    };
  }
}

/** Runs one scenario under one seed to its end. */
export function simulate(scenario: Scenario, seed: string, options: SeededRunOptions = {}): SimulationResult {
  return new SeededRun(scenario, seed, options).result();
}

/** A plan, of which that of a user's own scenario is held against what it must be. */
function checkedPlan(scenario: Scenario, plan: Plan): Plan {
  const fault = customScenarios().includes(scenario) ? planFault(plan) : null;
  if (fault !== null) throw new RangeError(fault);
  return plan;
}

function* nothing(): Generator<never, void, Run> {}

function nextOf(source: Source): Op | null {
  return source.next();
}

function afterOf(source: Source, run: Run): Violation | null {
  return source.after(run);
}

/** Operations from a script that writes them itself. */
class OpsSource implements Source {
  readonly simulatedNs = 0;
  readonly #script: OpsScript;
  /** Whether it is a user's own. */
  readonly #isChecked: boolean;
  #next: IteratorResult<Op | Violation, void> | null = null;

  constructor(script: OpsScript, isChecked: boolean) {
    this.#script = script;
    this.#isChecked = isChecked;
  }

  next(): Op | null {
    this.#next ??= this.#script.next();
    this.#check();
    if (this.#next.done || !('op' in this.#next.value)) return null;
    return this.#next.value;
  }

  #check(): void {
    const fault = !this.#isChecked || this.#next === null || this.#next.done === true ? null : yieldedFault(this.#next.value);
    if (fault !== null) throw new RangeError(fault);
  }

  after(run: Run): Violation | null {
    this.#next = this.#script.next(run);
    this.#check();
    return this.#next.done || 'op' in this.#next.value ? null : this.#next.value;
  }
}
