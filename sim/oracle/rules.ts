import { ADAPTER_RULES } from './adapter-rules.ts';
import { BEAT_RULES, EVICTION_RULES, KNOWN_BEAT_RULES } from './beat-rules.ts';
import type { Rule, StepFacts } from './facts.ts';
import type { Judge, Violation } from './finding.ts';
import { LIVENESS_RULES } from './liveness-rules.ts';
import { BACKLOG_RULES, CONSERVATION_RULES, EMPTY_POLL_RULES, POLL_RULES, REPORT_RULES } from './observer-rules.ts';
import type { RuleListener } from './premise-counts.ts';
import { REFUSAL_RULES } from './refusal-rules.ts';
import { SCAN_RULES } from './scan-rules.ts';
import { STALL_RULES } from './stall-rules.ts';
import { COPY_RULES, COUNTER_RULES, STATE_RULES } from './state-rules.ts';
import { WORK_RULES } from './work-rules.ts';

/** Rules that are asked together. */
export interface RuleGroup {
  /** The family under which the rule book shows them: one word or two. Groups may share one. */
  readonly family: string;
  /** The judge of their findings. */
  readonly judge: Judge;
  readonly rules: readonly Rule[];
}

/**
 * Every rule that the oracle asks, by the moment at which it asks. The only list: the oracle, the rule book and the tests,
 * which plant a fault for each rule, all read this one.
 */
export const RULE_GROUPS = {
  state: { family: 'state', judge: 'invariant', rules: STATE_RULES },
  counter: { family: 'counters', judge: 'invariant', rules: COUNTER_RULES },
  beat: { family: 'beats', judge: 'invariant', rules: BEAT_RULES },
  knownBeat: { family: 'beats', judge: 'invariant', rules: KNOWN_BEAT_RULES },
  eviction: { family: 'beats', judge: 'invariant', rules: EVICTION_RULES },
  refusal: { family: 'refusals', judge: 'invariant', rules: REFUSAL_RULES },
  stall: { family: 'stalls', judge: 'invariant', rules: STALL_RULES },
  copy: { family: 'scans', judge: 'invariant', rules: COPY_RULES },
  scan: { family: 'scans', judge: 'invariant', rules: SCAN_RULES },
  poll: { family: 'polls', judge: 'invariant', rules: POLL_RULES },
  emptyPoll: { family: 'polls', judge: 'invariant', rules: EMPTY_POLL_RULES },
  report: { family: 'polls', judge: 'invariant', rules: REPORT_RULES },
  backlog: { family: 'polls', judge: 'invariant', rules: BACKLOG_RULES },
  adapter: { family: 'adapters', judge: 'conservation', rules: ADAPTER_RULES },
  conservation: { family: 'conservation', judge: 'conservation', rules: CONSERVATION_RULES },
  work: { family: 'work', judge: 'invariant', rules: WORK_RULES },
  liveness: { family: 'liveness', judge: 'liveness', rules: LIVENESS_RULES },
} satisfies Record<string, RuleGroup>;

type GroupName = keyof typeof RULE_GROUPS;

/** Asks the rules of a group in turn. The first violation; null if all hold. */
export type Ask = (facts: StepFacts) => Violation | null;

/** One {@link Ask} for each group. */
export type Asks = Readonly<Record<GroupName, Ask>>;

const asksByExclusion = new Map<string, Asks>();

/** The name of each rule, in the order of the groups. */
const RULE_NAMES = Object.values<RuleGroup>(RULE_GROUPS).flatMap(({ rules }) => rules.map(({ name }) => name));

/**
 * Asks every rule but those named in `without`. Made once for all sets that leave out the same rules: runs that have a set each would have
 * the engine compile it for each run. O(rules).
 */
export function asksWithout(without: ReadonlySet<string>): Asks {
  const names = RULE_NAMES.filter((name) => without.has(name)).join(' ');
  const known = asksByExclusion.get(names);
  if (known !== undefined) return known;
  const groups = Object.entries<RuleGroup>(RULE_GROUPS).map(([name, { judge, rules }]) => [
    name,
    inTurn(
      name,
      judge,
      rules.filter((rule) => !without.has(rule.name)),
    ),
  ]);
  const asks = Object.fromEntries(groups) as Asks;
  asksByExclusion.set(names, asks);
  return asks;
}

/** Asks as {@link asksWithout} does, and tells `counts` of each rule before. Slower, and made anew for each run. */
export function asksCounted(without: ReadonlySet<string>, counts: RuleListener): Asks {
  const groups = Object.entries<RuleGroup>(RULE_GROUPS).map(([name, { judge, rules }]): [string, Ask] => {
    const asked = rules.filter((rule) => !without.has(rule.name));
    return [name, (facts) => askCounted(judge, asked, facts, counts)];
  });
  return Object.fromEntries(groups) as Asks;
}

function askCounted(judge: Judge, rules: readonly Rule[], facts: StepFacts, counts: RuleListener): Violation | null {
  for (const rule of rules) {
    counts.ask(rule, facts);
    const reason = rule.check(facts);
    if (reason !== null) return violationOf(judge, rule, reason);
  }
  return null;
}

function violationOf(judge: Judge, { name, sentence }: Rule, reason: string): Violation {
  return { judge, rule: name, reason, expected: sentence, got: reason };
}

/**
 * Unrolls the loop over a list of rules: the text of a function with one call for each, so that the engine knows at each
 * call which check it meets and can inline it. A loop over the list makes an indirect call a rule: a judged step at 256
 * slots then takes 6 % longer, one at 4096 slots 10 % (`npm run bench`, judged-step). Each text has a name of its own: functions of the
 * same text share what the engine learns of their calls, and of the checks of several groups it inlines none.
 */
function inTurn(group: string, judge: Judge, rules: readonly Rule[]): Ask {
  const violated = (at: number, reason: string): Violation => violationOf(judge, rules[at], reason);
  const names = rules.map((_, at) => `check${at}`);
  const calls = names.map((name, at) => {
    const call = `reason = ${name}(facts); if (reason !== null) return violated(${at}, reason);`;
    return rules[at].isOfIndex === true ? `if (facts.isIndexNew) { ${call} }` : call;
  });
  const text = `return function ${group}(facts) { let reason; ${calls.join(' ')} return null; };`;
  // The text holds no data: names of groups and numbers of rules alone.
  // oxlint-disable-next-line typescript/no-implied-eval -- a call site for each rule cannot be had otherwise
  const make = new Function('violated', ...names, text) as (...parts: unknown[]) => Ask;
  return make(violated, ...rules.map(({ check }) => check));
}
