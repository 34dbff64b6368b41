import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULE_BOOK } from '../../../sim/zoo/rule-book.ts';
import type { Rule, StepFacts } from '../../../sim/oracle/facts.ts';
import { PremiseCounts } from '../../../sim/oracle/premise-counts.ts';
import { PREMISES } from '../../../sim/oracle/premises.ts';
import { asksWithout, RULE_GROUPS } from '../../../sim/oracle/rules.ts';
import type { RunOptions } from '../../../sim/run/run.ts';
import { MODEL_RULES } from '../../../sim/oracle/difference.ts';
import { ADAPTER_CASES } from './adapter-cases.ts';
import { BEAT_CASES } from './beat-cases.ts';
import { LIVENESS_CASES } from './liveness-cases.ts';
import { OBSERVER_CASES } from './observer-cases.ts';
import { REFUSAL_CASES } from './refusal-cases.ts';
import { OracleBench } from './oracle-bench.ts';
import type { Fault, RuleCase } from './rule-case.ts';
import { SCAN_CASES } from './scan-cases.ts';
import { SHOWN_ELSEWHERE } from './shown-elsewhere.ts';
import { STALL_CASES } from './stall-cases.ts';
import { STATE_CASES } from './state-cases.ts';
import { play } from './steps.ts';
import { MODEL_CASES } from './model-check-cases.ts';
import { WORK_CASES } from './work-cases.ts';

const CASES = [
  ...STATE_CASES,
  ...BEAT_CASES,
  ...REFUSAL_CASES,
  ...STALL_CASES,
  ...SCAN_CASES,
  ...OBSERVER_CASES,
  ...ADAPTER_CASES,
  ...WORK_CASES,
  ...LIVENESS_CASES,
  ...MODEL_CASES,
].map((ruleCase) => ({ judge: 'invariant' as const, ...ruleCase }));

const RULES = Object.values(RULE_GROUPS).flatMap(({ rules }) => rules.map(({ name }) => name));

/** Keeps which rule was asked last, and whether it had something to say. */
class LastAsked extends PremiseCounts {
  last: readonly [rule: string, held: boolean] | null = null;

  override ask(rule: Rule, facts: StepFacts): void {
    this.last = [rule.name, PREMISES[rule.name]?.(facts) ?? true];
    super.ask(rule, facts);
  }
}

/** All rules but the one, so that no other speaks first. */
function othersThan({ rule, judge }: RuleCase): ReadonlySet<string> {
  const others = new Set(RULES.filter((name) => name !== rule));
  return judge === 'model' ? others : others.add('model');
}

/** A bench on which the fault was planted and its steps were taken. */
function played({ production, play: steps }: Fault, options: RunOptions): OracleBench {
  const bench = new OracleBench({ ...options, ...(production === undefined ? {} : { production }) });
  play(bench, steps);
  return bench;
}

describe('the rules of the oracle', () => {
  it('are put together once for all sets of the same names, so that the next run finds them compiled', () => {
    const [first, second] = RULES;
    const both = asksWithout(new Set([first, second]));
    for (const same of [
      [first, second],
      [second, first],
      [second, first, 'no rule of a group'],
    ])
      expect(asksWithout(new Set(same))).toBe(both);
    for (const other of [[first], [second], [`${first} ${second}`]]) expect(asksWithout(new Set(other))).not.toBe(both);
    expect(asksWithout(new Set([first]))).not.toBe(asksWithout(new Set([second])));
    expect(asksWithout(new Set())).toBe(asksWithout(new Set()));
  });

  it('are planted a fault here if they are of a family that the oracle asks, and are shown elsewhere if not', () => {
    const told = RULE_BOOK.flatMap((family) => family.rules.map(({ name }) => name));
    expect(new Set(told).size).toBe(told.length);
    expect([...CASES.map(({ rule }) => rule), ...Object.keys(SHOWN_ELSEWHERE)].sort()).toEqual([...told].sort());
  });

  it.each(Object.entries(SHOWN_ELSEWHERE))('%s is broken by one test and kept by another', (_, { breaks, keeps }) => {
    for (const [file, title] of [breaks, keeps]) expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).toContain(title);
  });

  it('are all planted a fault here, and each name stands for one rule', () => {
    expect(CASES.map(({ rule }) => rule).sort()).toEqual([...RULES, ...Object.keys(MODEL_RULES)].sort());
  });
});

describe.each(CASES)('$judge/$rule', (ruleCase) => {
  const { rule, judge, faults, lawful, keep } = ruleCase;

  it.each(faults)('raises its finding on $what', (fault) => {
    const { finding } = played(fault, { check: fault.check ?? 'cheap', without: othersThan(ruleCase) }).run;
    expect(finding).toMatchObject({ judge, rule });
    expect(finding?.reason).not.toBe('');
  });

  // So this test would be red if the rule always held.
  it.each(faults)('is the only one here to see $what', (fault) => {
    const without = new Set([...othersThan(ruleCase), 'model', rule]);
    expect(played(fault, { check: fault.check ?? 'cheap', without }).run.finding).toBeNull();
  });

  // As a campaign makes it: every rule is asked, and the model, and a last look at the end of the run.
  it.each(faults)('is asked in a campaign, which finds $what', (fault) => {
    const { run } = played(fault, {});
    expect(run.finding ?? run.finish()).toMatchObject({ rule: fault.first?.[0] ?? rule });
  });

  it(`is silent while ${lawful}`, () => {
    for (const check of ['cheap', 'full'] as const) {
      const bench = new OracleBench({ check });
      play(bench, keep);
      expect(bench.run.finding ?? bench.run.finish()).toBeNull();
    }
  });
});

// The model has no premises: every step is compared with it.
describe.each(CASES.filter(({ judge }) => judge !== 'model'))('the premise of $rule', (ruleCase) => {
  const { rule, faults } = ruleCase;

  it.each(faults)('holds on $what', (fault) => {
    const premises = new LastAsked();
    const { finding } = played(fault, { check: fault.check ?? 'cheap', premises, without: othersThan(ruleCase) }).run;
    expect(finding).toMatchObject({ rule });
    expect(premises.last).toEqual([rule, true]);
  });
});
