import { describe, expect, it } from 'vitest';
import { addPremises, PremiseCounts } from '../../../sim/oracle/premise-counts.ts';
import { PREMISES } from '../../../sim/oracle/premises.ts';
import { RULE_GROUPS, type RuleGroup } from '../../../sim/oracle/rules.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';

const groups: readonly RuleGroup[] = Object.values(RULE_GROUPS);
const names = groups.flatMap(({ rules }) => rules.map(({ name }) => name));

describe('PREMISES', () => {
  it('names rules that there are', () => {
    expect(Object.keys(PREMISES).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('PremiseCounts', () => {
  it('counts without a change to the run, and no premise holds where its rule was not asked', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'rolling-churn') as (typeof SCENARIOS)[number];
    const premises = new PremiseCounts();
    const counted = simulate(scenario, '1', { premises, stepsMax: 4000 });
    const { premises: table = {}, ...rest } = counted;
    expect(rest).toEqual(simulate(scenario, '1', { stepsMax: 4000 }));
    expect(table).toEqual(premises.table);
    for (const [name, { asked, held }] of Object.entries(table)) expect([name, held <= asked, held >= 0]).toEqual([name, true, true]);
    // Its world evicts now and then, and has beats that bring no namespace to a slot that has none.
    expect(table['eviction-lawful'].held).toBeGreaterThan(0);
    expect(table['namespace-pinned'].held).toBeLessThan(table['namespace-pinned'].asked);
    expect(table['handed-out-stays']).toBeUndefined();
  });

  it('adds up', () => {
    expect(addPremises([{ b: { asked: 1, held: 0 } }, { a: { asked: 2, held: 1 }, b: { asked: 3, held: 3 } }])).toEqual({
      a: { asked: 2, held: 1 },
      b: { asked: 4, held: 3 },
    });
  });
});
