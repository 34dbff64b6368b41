import { missedGoals, repeatedSeeds, WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import { simulate, type SimulationResult } from '../world/seeded-run.ts';
import { HARNESS_RULE } from '../process/abnormal-exit.ts';
import type { FiledTrace } from '../findings/corpus/filed-traces.ts';
import { GoalCounts } from '../oracle/goals.ts';
import type { Op } from '../data/ops/op.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import { describeThrown } from '../data/describe-thrown.ts';
import type { Production } from '../subject/production.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';

/** What a campaign says of the code that it ran. */
export interface Catch {
  readonly judge: string;
  readonly rule: string;
  /** Kind of the operation at which the finding came up; null for what is judged over whole runs, or in a filed trace. */
  readonly op: string | null;
  readonly reason: string;
  /** Or the filed trace. */
  readonly scenario: string;
  readonly seed: string;
  /** Runs made, and operations carried out, until it was found. */
  readonly runs: number;
  readonly steps: number;
}

/** Operations of one run, many times as many as any scenario takes: beyond that it does not come to its end. */
const RUN_STEPS_MAX = 250_000;

/** How to hunt. */
export interface HuntOptions {
  /** The code under test; the real one unless a harness plants bugs. */
  readonly production?: Production;
  /** Rules left out, by name; see RULE_BOOK. */
  readonly without?: ReadonlySet<string>;
  /** Whether all seeds of a scenario come before the next scenario, or all scenarios under one seed before the next seed. */
  readonly order?: 'by-seed' | 'by-scenario';
  /** Traces that are replayed after the campaign, as the gate does; default none. */
  readonly filed?: readonly FiledTrace[];
  /** Whether the harness is what was changed: that it breaks is then a finding, and no reason to give up. */
  readonly isHarnessChanged?: boolean;
  /** Told before each operation, and before each filed trace. */
  readonly onOp?: (scenario: string, seed: string, step: number) => void;
}

/**
 * The ordinary campaign, until somebody objects; null if nobody does. As in any campaign the first seed of each scenario is
 * run twice and compared, every run must have tested something, and from {@link WHOLE_SEEDS} seeds on each scenario must reach
 * what it is for, and all of them together every goal. Then the filed traces are replayed.
 */
export function hunt(seeds: readonly string[], options: HuntOptions = {}): Catch | null {
  const hunting = new Hunt(seeds, options);
  return (options.order === 'by-scenario' ? hunting.byScenario() : hunting.bySeed()) ?? hunting.filed();
}

/** The operations of one run, up to its finding or its end. */
export function recordOps(scenario: string, seed: string, options: HuntOptions = {}): Op[] {
  const ops: Op[] = [];
  simulate(SCENARIOS.find(({ name }) => name === scenario) as Scenario, seed, { ...options, onOp: (op) => ops.push({ ...op }) });
  return ops;
}

class Hunt {
  readonly #seeds: readonly string[];
  readonly #options: HuntOptions;
  readonly #goals = new GoalCounts();
  readonly #results = new Map<Scenario, SimulationResult[]>();
  #runs = 0;
  #steps = 0;

  constructor(seeds: readonly string[], options: HuntOptions) {
    this.#seeds = seeds;
    this.#options = options;
  }

  bySeed(): Catch | null {
    for (const seed of this.#seeds) {
      for (const scenario of SCENARIOS) {
        const violation = this.#once(scenario, seed);
        if (violation !== null) return violation;
      }
      if (seed !== this.#seeds[0]) continue;
      const difference = this.#first((scenario) => this.#prove(scenario));
      if (difference !== null) return difference;
    }
    return this.#first((scenario) => this.#judgeScenario(scenario)) ?? this.#judgeGoals();
  }

  byScenario(): Catch | null {
    const one = (scenario: Scenario): Catch | null => {
      for (const seed of this.#seeds) {
        const violation = this.#once(scenario, seed);
        if (violation !== null) return violation;
      }
      return this.#prove(scenario) ?? this.#judgeScenario(scenario);
    };
    return this.#first(one) ?? this.#judgeGoals();
  }

  filed(): Catch | null {
    const { filed = [], onOp, production, without } = this.#options;
    for (const { name, trace } of filed) {
      onOp?.(name, this.#lastSeed, 0);
      const { finding, run } = replayAsFound(trace, {
        ...(production === undefined ? {} : { production }),
        ...(without === undefined ? {} : { without }),
      });
      this.#runs++;
      this.#steps += run.steps;
      if (finding !== null) return this.#caught(finding.judge, finding.rule, finding.reason, name, this.#lastSeed);
    }
    return null;
  }

  #first(judge: (scenario: Scenario) => Catch | null): Catch | null {
    for (const scenario of SCENARIOS) {
      const violation = judge(scenario);
      if (violation !== null) return violation;
    }
    return null;
  }

  #once(scenario: Scenario, seed: string): Catch | null {
    let result;
    try {
      result = this.#run(scenario, seed);
    } catch (error) {
      if (this.#options.isHarnessChanged !== true) throw error;
      return this.#isOff(HARNESS_RULE) ? null : this.#caught('harness', HARNESS_RULE, describeThrown(error), scenario.name, seed);
    }
    const results = this.#results.get(scenario);
    if (results === undefined) this.#results.set(scenario, [result]);
    else results.push(result);
    this.#goals.add(result.goals);
    const { finding, isCutShort, unmetPrecondition: unmet } = result;
    if (isCutShort) return this.#endless(scenario.name, seed);
    if (finding !== null) return { ...this.#caught(finding.judge, finding.rule, finding.reason, scenario.name, seed), op: finding.op };
    return unmet === null || this.#isOff('premise-met') ? null : this.#caught('goals', 'premise-met', unmet, scenario.name, seed);
  }

  /** The watchdog of a campaign would end such a run; here its operations are counted, so that every machine says the same. */
  #endless(scenario: string, seed: string): Catch | null {
    return this.#isOff('never-hangs')
      ? null
      : this.#caught('no-throw', 'never-hangs', `not over after ${RUN_STEPS_MAX} operations`, scenario, seed);
  }

  #run(scenario: Scenario, seed: string): SimulationResult {
    const { onOp, production, without } = this.#options;
    let step = 0;
    const result = simulate(scenario, seed, {
      stepsMax: RUN_STEPS_MAX,
      ...(production === undefined ? {} : { production }),
      ...(without === undefined ? {} : { without }),
      ...(onOp === undefined ? {} : { onOp: () => onOp(scenario.name, seed, step++) }),
    });
    this.#runs++;
    this.#steps += result.steps;
    return result;
  }

  #prove(scenario: Scenario): Catch | null {
    const first = this.#results.get(scenario)?.[0];
    if (first === undefined || this.#isOff('same-seed-same-run')) return null;
    const { digest, steps } = this.#run(scenario, first.seed);
    if (digest === first.digest && steps === first.steps) return null;
    const reason = `digest ${first.digest} after ${first.steps} steps, then ${digest} after ${steps}`;
    return this.#caught('determinism', 'same-seed-same-run', reason, scenario.name, first.seed);
  }

  #judgeScenario(scenario: Scenario): Catch | null {
    const results = this.#results.get(scenario) ?? [];
    const [repeated] = this.#isOff('seeds-differ') ? [] : repeatedSeeds(results);
    if (repeated !== undefined) return this.#caught('goals', 'seeds-differ', repeated.reason, scenario.name, repeated.seed);
    if (results.length < WHOLE_SEEDS || this.#isOff('purposes-reached')) return null;
    const missed = missedGoals(scenario.name, results);
    return missed.length === 0
      ? null
      : this.#caught('goals', 'purposes-reached', `missed ${missed.join(', ')}`, scenario.name, this.#lastSeed);
  }

  #judgeGoals(): Catch | null {
    const { missing } = this.#goals;
    if (this.#seeds.length < WHOLE_SEEDS || missing.length === 0 || this.#isOff('goals-reached')) return null;
    return this.#caught('goals', 'goals-reached', `never reached ${missing.join(', ')}`, 'all', this.#lastSeed);
  }

  get #lastSeed(): string {
    return this.#seeds[this.#seeds.length - 1];
  }

  #isOff(rule: string): boolean {
    return this.#options.without?.has(rule) === true;
  }

  #caught(judge: string, rule: string, reason: string, scenario: string, seed: string): Catch {
    return { judge, rule, op: null, reason, scenario, seed, runs: this.#runs, steps: this.#steps };
  }
}
