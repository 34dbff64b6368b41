import { HARNESS_RULE } from '../process/abnormal-exit.ts';
import { KNOWN_LIMITS } from '../world/scenarios/known-limits.ts';
import { DETERMINISM_RULES } from '../oracle/determinism-rules.ts';
import type { Judge } from '../oracle/finding.ts';
import { MODEL_RULES } from '../oracle/difference.ts';
import { RULE_GROUPS, type RuleGroup } from '../oracle/rules.ts';
import { ANSWER_RULES } from '../run/thrown.ts';
import { grouped } from '../data/grouped.ts';

/** A rule without its check: for reading. */
export interface RuleEntry {
  readonly name: string;
  readonly sentence: string;
}

/** Rules that look at the same thing in the same way. */
export interface RuleFamily {
  /** Its name, one word or two. */
  readonly name: string;
  /** The judge of its findings. */
  readonly judge: Judge;
  readonly rules: readonly RuleEntry[];
}

function family(name: string, judge: Judge, rules: readonly RuleEntry[]): RuleFamily {
  return { name, judge, rules: rules.map((rule) => ({ name: rule.name, sentence: rule.sentence })) };
}

function entriesOf(sentences: Readonly<Record<string, string>>): RuleEntry[] {
  return Object.entries(sentences).map(([name, sentence]) => ({ name, sentence }));
}

/** The families of the oracle's groups, each with the rules of all groups that share it. */
function oracleFamilies(): RuleFamily[] {
  return grouped<RuleGroup>(Object.values(RULE_GROUPS), (group) => group.family).map((members) => {
    const rules = members.flatMap((group) => group.rules);
    return family(members[0].family, members[0].judge, rules);
  });
}

/** Every rule that can raise a finding, or fail a campaign, by family. No name stands for two. */
export const RULE_BOOK: readonly RuleFamily[] = [
  ...oracleFamilies(),
  family('transport', 'conservation', [
    { name: 'transport-balances', sentence: 'datagrams sent + duplicated = delivered + lost + in flight' },
  ]),
  family('forbidden', 'invariant', [{ name: 'nothing-forbidden', sentence: 'what a scenario file forbids does not happen in its runs' }]),
  family('delays', 'liveness', [
    { name: 'reported-within', sentence: 'a death is reported within the time that the scenario file allows' },
  ]),
  family('model', 'model', entriesOf(MODEL_RULES)),
  family('known limits', 'known-limit', KNOWN_LIMITS),
  family('throws', 'no-throw', entriesOf(ANSWER_RULES)),
  family('deaths', 'no-throw', [
    { name: 'never-throws-later', sentence: 'nothing that was put off throws' },
    { name: 'never-rejects', sentence: 'no promise is rejected that nobody looks after' },
    { name: 'never-exits', sentence: 'the code under test does not end its process' },
    { name: 'never-hangs', sentence: 'every operation comes to its end' },
    { name: 'never-runs-out-of-memory', sentence: 'memory does not grow without end' },
    { name: 'never-dies', sentence: 'no signal ends the process' },
  ]),
  family('recorded replies', 'expect', [{ name: 'reply-as-recorded', sentence: 'a replay gives the replies that its trace expects' }]),
  family('determinism', 'determinism', entriesOf(DETERMINISM_RULES)),
  family('harness', 'harness', [{ name: HARNESS_RULE, sentence: 'this harness, and what it stands on, does not break' }]),
  family('goals', 'goals', [
    { name: 'precondition-met', sentence: 'every run has tested something' },
    { name: 'seeds-differ', sentence: 'no two seeds of a scenario give the same run' },
    { name: 'required-goals-reached', sentence: 'a scenario that is run under twelve seeds or more reaches its required goals' },
    { name: 'goals-reached', sentence: 'a campaign of twelve seeds or more reaches every goal' },
  ]),
];

/** The family of a rule. Throws for a name that no rule has. */
export function familyOf(rule: string): RuleFamily {
  const found = RULE_BOOK.find(({ rules }) => rules.some(({ name }) => name === rule));
  if (found === undefined) throw new Error(`no rule is named ${rule}`);
  return found;
}
