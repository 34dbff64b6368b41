import type { Rule, StepFacts } from './facts.ts';
import { PREMISES } from './premises.ts';

/** Hears of each rule that is about to be asked. */
export interface RuleListener {
  /** `facts` are those of the step, valid during the call. It changes nothing. */
  ask(rule: Rule, facts: StepFacts): void;
}

/** How often a rule was asked, and how often it had something to say. */
export interface PremiseCount {
  /** Steps at which it was asked. */
  readonly asked: number;
  /** Those of them in which its premise held. */
  readonly held: number;
}

/** By the name of a rule; those that were never asked are left out. */
export type PremiseTable = Readonly<Record<string, PremiseCount>>;

interface Count {
  asked: number;
  held: number;
}

/** Counts for each rule how often it was asked and how often its premise held. */
export class PremiseCounts implements RuleListener {
  readonly #counts = new Map<string, Count>();

  /** Notes that a rule is about to be asked. O(premise). */
  ask({ name }: Rule, facts: StepFacts): void {
    let count = this.#counts.get(name);
    if (count === undefined) this.#counts.set(name, (count = { asked: 0, held: 0 }));
    count.asked++;
    const premise = PREMISES[name];
    if (premise === undefined || premise(facts)) count.held++;
  }

  /** What was counted so far, by name in the order of code units. O(rules). */
  get table(): PremiseTable {
    const entries = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, { asked, held }]) => [name, { asked, held }]));
  }
}

/** Several tables as one. O(rules × tables). */
export function addPremises(tables: Iterable<PremiseTable>): PremiseTable {
  const sum = new Map<string, Count>();
  for (const table of tables)
    for (const [name, { asked, held }] of Object.entries(table)) {
      const count = sum.get(name) ?? { asked: 0, held: 0 };
      sum.set(name, { asked: count.asked + asked, held: count.held + held });
    }
  return Object.fromEntries([...sum].sort(([a], [b]) => (a < b ? -1 : 1)));
}
