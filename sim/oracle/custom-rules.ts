import { describeThrown } from '../data/describe-thrown.ts';
import { show } from '../data/ops/refusal.ts';
import type { Rule, StepFacts } from './facts.ts';
import type { Violation } from './finding.ts';
import { GOALS } from './goals.ts';

/** What a rule says of a step: the reason why it does not hold, or null where it does. */
export type RuleCheck = (facts: StepFacts) => string | null;

/**
 * A rule of a user's own that remembers something from step to step: `start` is called whenever a tracker or an observer starts, and
 * gives the check for its steps.
 */
export interface RememberingRule extends Pick<Rule, 'name' | 'sentence'> {
  /** A fresh check, with a memory of its own. */
  readonly start: () => RuleCheck;
}

/** A rule of a user's own, asked after each beat, poll and drain, and when liveness is claimed, once all other rules hold. */
export type CustomRule = Rule | RememberingRule;

/** A state of a user's own that a campaign of twelve seeds or more must have been in. */
export interface CustomGoal {
  /** Its name in reports: kebab-case. */
  readonly name: string;
  /** What it means to be there, as a sentence. */
  readonly sentence: string;
  /** Whether this step is there; asked after each beat, poll and drain. */
  readonly reached: (facts: StepFacts) => boolean;
}

/** Rules and goals beside those of this project. */
export interface CustomRules {
  readonly rules: readonly CustomRule[];
  readonly goals: readonly CustomGoal[];
}

const NONE: CustomRules = { rules: [], goals: [] };

let inForce = NONE;

/** The rules and goals that runs of this process are judged by beside those of this project. */
export function customRules(): CustomRules {
  return inForce;
}

/** Puts rules and goals in force for all runs that begin in this process from now on. */
export function setCustomRules(rules: CustomRules): void {
  inForce = rules;
}

/** Does something with rules and goals in force beside those that are, and takes them back. */
export function withCustomRules<T>({ rules = [], goals = [] }: Partial<CustomRules>, work: () => T): T {
  const before = inForce;
  inForce = { rules: [...before.rules, ...rules], goals: [...before.goals, ...goals] };
  try {
    return work();
  } finally {
    inForce = before;
  }
}

/** The sentence of a goal; that of a user's own goal where its module is loaded. */
export function goalSentence(name: string): string {
  if (Object.hasOwn(GOALS, name)) return GOALS[name as keyof typeof GOALS];
  return inForce.goals.find((goal) => goal.name === name)?.sentence ?? 'a goal of a module that is not loaded here';
}

/** Why a finding cannot be judged here: it is of a rule whose module is not loaded. Null where it can. */
export function missingRule(finding: { readonly judge: string; readonly rule: string } | null): string | null {
  if (finding?.judge !== 'custom' || inForce.rules.some(({ name }) => name === finding.rule)) return null;
  return `its finding is of the rule ${finding.rule}, which is none of varta-sim: name its module with --rules, or in varta-sim.config.mjs`;
}

/** Asks the custom rules of one run, and notes which custom goals it reached. */
export class CustomWatch {
  /** Names of the goals reached so far. */
  readonly reached = new Set<string>();
  readonly #rules: readonly CustomRule[];
  readonly #goals: readonly CustomGoal[];
  #checks: readonly RuleCheck[] = [];

  /** Rules named in `without` are left out. */
  constructor({ rules, goals }: CustomRules, without: ReadonlySet<string>) {
    this.#rules = rules.filter(({ name }) => !without.has(name));
    this.#goals = goals;
  }

  /** A tracker or an observer starts. */
  start(): void {
    this.#checks = this.#rules.map((rule) => ('start' in rule ? rule.start() : rule.check));
  }

  /** Looks at a step. The first rule that does not hold; null if all do. */
  check(facts: StepFacts): Violation | null {
    for (const [at, { name, sentence }] of this.#rules.entries()) {
      const reason = reasonOf(() => this.#checks[at](facts));
      if (reason !== null) return { judge: 'custom', rule: name, reason, expected: sentence, got: reason };
    }
    for (const { name, reached } of this.#goals) if (!this.reached.has(name) && reached(facts)) this.reached.add(name);
    return null;
  }
}

/** What a check answers; one that throws, or answers something else, does not hold either. */
function reasonOf(check: () => unknown): string | null {
  try {
    const reason = check();
    return reason === null || typeof reason === 'string' ? reason : `the rule must answer null or a reason, got ${show(reason)}`;
  } catch (error) {
    return `the rule itself threw ${describeThrown(error)}`;
  }
}
