import type { Rule, StepFacts } from '../../oracle/facts.ts';
import type { RuleListener } from '../../oracle/premise-counts.ts';
import { PREMISES } from '../../oracle/premises.ts';
import { RULE_GROUPS, type RuleGroup } from '../../oracle/rules.ts';

/** What became of a rule at a step. */
export type RuleStatus = 'not asked' | 'premise missing' | 'held' | 'violated';

/** A rule with what became of it. */
export interface RuleVerdict {
  readonly family: string;
  readonly name: string;
  readonly sentence: string;
  readonly status: RuleStatus;
}

const ALL = Object.values<RuleGroup>(RULE_GROUPS).flatMap(({ family, rules }) => rules.map((rule) => ({ family, rule })));
/** Words of 32 bits that hold one bit for each rule. */
const WORDS = Math.ceil(ALL.length / 32);
const PLACES = new Map(
  ALL.map(({ rule }, at) => [rule, { word: at >>> 5, bit: 1 << (at & 31), premise: PREMISES[rule.name] ?? null }] as const),
);

/** Hears every rule that the oracle asks in one pass over a run, and keeps which it asked at each step, and which had something to say. */
export class AskedRules implements RuleListener {
  readonly #asked: Int32Array;
  readonly #held: Int32Array;
  /** Where the words of the present step begin. */
  #at = 0;

  /** For up to `steps` steps. */
  constructor(steps: number) {
    this.#asked = new Int32Array(steps * WORDS);
    this.#held = new Int32Array(steps * WORDS);
  }

  /** Takes a rule that is about to be asked. What is asked after the last step belongs to none. O(premise). */
  ask(rule: Rule, facts: StepFacts): void {
    const place = PLACES.get(rule);
    if (place === undefined || this.#at >= this.#asked.length) return;
    const { word, bit, premise } = place;
    this.#asked[this.#at + word] |= bit;
    if (premise === null || premise(facts)) this.#held[this.#at + word] |= bit;
  }

  /** The step is over: what is asked from now on is asked at the next. */
  next(): void {
    this.#at += WORDS;
  }

  /** Every rule at a step: `violated` names the one that does not hold there, null for none. O(rules). */
  verdicts(step: number, violated: string | null): RuleVerdict[] {
    return ALL.map(({ family, rule: { name, sentence } }, at): RuleVerdict => {
      const word = step * WORDS + (at >>> 5);
      const has = (words: Int32Array): boolean => ((words[word] >>> (at & 31)) & 1) === 1;
      const status = name === violated ? 'violated' : !has(this.#asked) ? 'not asked' : has(this.#held) ? 'held' : 'premise missing';
      return { family, name, sentence, status };
    });
  }
}
