import { describe, expect, it } from 'vitest';
import { RULE_BOOK } from '../../../sim/zoo/rule-book.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { steadyFleet } from '../../../sim/world/scenarios/steady-fleet.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';

describe('a world', () => {
  it('comes to its end though an observer never gets to its datagrams, and no rule objects', () => {
    class Deaf extends PRODUCTION.Observer {
      override poll(): null {
        return null;
      }
    }
    const without = new Set(RULE_BOOK.flatMap(({ rules }) => rules.map(({ name }) => name)));
    const knobs = { capacity: 2, forNs: 1_000_000_000 };
    const result = simulate(steadyFleet, '1', { production: { ...PRODUCTION, Observer: Deaf }, without, knobs, stepsMax: 2_000_000 });
    expect(result).toMatchObject({ finding: null, isCutShort: false });
  });
});
