import { simulate, type SimulationResult } from '../campaign/simulate.ts';
import { GoalCounts } from '../judges/goals.ts';
import type { Op } from '../ops/op.ts';
import type { Production } from '../run/production.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Seeds from which on a campaign must have reached every goal. */
const WHOLE_SEEDS = 12;

/** What a campaign says of the code that it ran. */
export interface Catch {
  readonly judge: string;
  readonly rule: string;
  /** Kind of the operation at which the finding came up; null for what is judged over whole runs. */
  readonly op: string | null;
  readonly reason: string;
  readonly scenario: string;
  readonly seed: string;
  /** Runs made, and operations carried out, until it was found. */
  readonly runs: number;
  readonly steps: number;
}

/** How to hunt. */
export interface HuntOptions {
  /** The code under test; the real one unless a harness plants bugs. */
  readonly production?: Production;
  /** Rules left out, by name; see PanelOptions. Over whole runs: `same-seed-same-run`, `premise-met`, `goals-reached`. */
  readonly without?: ReadonlySet<string>;
  /** Told before each operation. */
  readonly onOp?: (scenario: string, seed: string, step: number) => void;
}

/**
 * The ordinary campaign: all scenarios under one seed after another, until somebody objects. Null if nobody does. As in any
 * campaign the first seed of each scenario is run twice and compared, every run must have tested something, and
 * twelve seeds or more must reach every goal.
 */
export function hunt(seeds: readonly string[], options: HuntOptions = {}): Catch | null {
  return new Hunt(options).over(seeds);
}

/** The operations of one run, up to its finding or its end. */
export function recordOps(scenario: string, seed: string, options: HuntOptions = {}): Op[] {
  const ops: Op[] = [];
  simulate(SCENARIOS.find(({ name }) => name === scenario) as Scenario, seed, { ...options, onOp: (op) => ops.push({ ...op }) });
  return ops;
}

class Hunt {
  readonly #options: HuntOptions;
  readonly #goals = new GoalCounts();
  readonly #firsts: SimulationResult[] = [];
  #runs = 0;
  #steps = 0;

  constructor(options: HuntOptions) {
    this.#options = options;
  }

  over(seeds: readonly string[]): Catch | null {
    for (const seed of seeds) {
      for (const scenario of SCENARIOS) {
        const result = this.#run(scenario, seed);
        const objection = this.#judge(result);
        if (objection !== null) return objection;
        if (seed === seeds[0]) this.#firsts.push(result);
      }
      const difference = seed === seeds[0] ? this.#prove(seed) : null;
      if (difference !== null) return difference;
    }
    const { missing } = this.#goals;
    if (seeds.length < WHOLE_SEEDS || missing.length === 0 || this.#isOff('goals-reached')) return null;
    return this.#caught('goals', 'goals-reached', `never reached: ${missing.join(', ')}`, 'all', seeds[seeds.length - 1]);
  }

  #run(scenario: Scenario, seed: string): SimulationResult {
    const { onOp, production, without } = this.#options;
    let step = 0;
    const result = simulate(scenario, seed, {
      ...(production === undefined ? {} : { production }),
      ...(without === undefined ? {} : { without }),
      ...(onOp === undefined ? {} : { onOp: () => onOp(scenario.name, seed, step++) }),
    });
    this.#runs++;
    this.#steps += result.steps;
    return result;
  }

  #judge({ finding, unmet, goals, scenario, seed }: SimulationResult): Catch | null {
    this.#goals.add(goals);
    if (finding !== null) return { ...this.#caught(finding.judge, finding.rule, finding.reason, scenario, seed), op: finding.op };
    return unmet === null || this.#isOff('premise-met') ? null : this.#caught('goals', 'premise-met', unmet, scenario, seed);
  }

  #prove(seed: string): Catch | null {
    if (this.#isOff('same-seed-same-run')) return null;
    for (const [at, scenario] of SCENARIOS.entries()) {
      const first = this.#firsts[at];
      const { digest, steps } = this.#run(scenario, seed);
      if (digest === first.digest && steps === first.steps) continue;
      const reason = `digest ${first.digest} after ${first.steps} steps, then ${digest} after ${steps}`;
      return this.#caught('determinism', 'same-seed-same-run', reason, scenario.name, seed);
    }
    return null;
  }

  #isOff(rule: string): boolean {
    return this.#options.without?.has(rule) === true;
  }

  #caught(judge: string, rule: string, reason: string, scenario: string, seed: string): Catch {
    return { judge, rule, op: null, reason, scenario, seed, runs: this.#runs, steps: this.#steps };
  }
}
