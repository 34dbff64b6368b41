import { describe, expect, it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { replayLines } from '../../../sim/library/judge.ts';
import { formatOp } from '../../../sim/data/ops/op-format.ts';
import {
  customRules,
  goalSentence,
  missingRule,
  withCustomRules,
  type CustomGoal,
  type CustomRule,
} from '../../../sim/oracle/custom-rules.ts';
import { Run } from '../../../sim/run/run.ts';
import { copiersOf, PRODUCTION, type Copiers } from '../../../sim/subject/production.ts';
import { beat, table } from '../../../sim/conformance/clauses/clause.ts';
import { OUTCOMES, TRACKER_COUNTER } from '../../../sim/data/spec/names.ts';
import { OracleBench } from './oracle-bench.ts';
import { observe, play, poll, send, settled } from './steps.ts';

const START = table(8, 'strict', 8);
const OPS: readonly Op[] = [START, beat(2, 1n, 0n), beat(3, 1n, 1n), beat(4, 1n, 2n)];

const atMost = (most: number): CustomRule => ({
  name: 'at-most',
  sentence: `a table has at most ${most} pids`,
  check: ({ view }) => (view.length <= most ? null : `it has ${view.length}`),
});

function findingOf(rules: readonly CustomRule[], ops: readonly Op[] = OPS, without: ReadonlySet<string> = new Set()): string | null {
  return withCustomRules({ rules }, () => {
    const run = new Run({ without });
    for (const op of ops) if (run.step(op) !== null) break;
    const { finding } = run;
    return finding === null ? null : `${finding.judge}/${finding.rule} at ${finding.step}: ${finding.reason}`;
  });
}

describe('custom rules', () => {
  it('raise a finding of their own at the step after which they do not hold, and nothing a step before', () => {
    expect(findingOf([atMost(2)])).toBe('custom/at-most at 3: it has 3');
    expect(findingOf([atMost(3)])).toBeNull();
    expect(findingOf([atMost(2)], OPS, new Set(['at-most']))).toBeNull();
  });

  it('see the table as it was before the step', () => {
    const grows: CustomRule = {
      name: 'grows',
      sentence: 'no',
      check: ({ view, shadow }) => (view.length > shadow.length ? 'it grew' : null),
    };
    expect(findingOf([grows])).toBe('custom/grows at 1: it grew');
  });

  it('see the counts as columns: those of the tracker, and those of the observer', () => {
    const seen: string[] = [];
    const rule: CustomRule = {
      name: 'counted',
      sentence: 'no',
      check: ({ now: { counters, outcomes } }) => {
        seen.push(`${counters[TRACKER_COUNTER.capacityExceeded]} ${outcomes[OUTCOMES.indexOf('inserted')]}`);
        return null;
      },
    };
    findingOf([rule], [table(1, 'strict', 1), beat(2, 1n, 0n), beat(3, 1n, 1n)]);
    const bench = withCustomRules({ rules: [rule] }, () => new OracleBench());
    play(bench, [observe(), send(0, 2, 1n), poll(0), send(1, 3, 1n), poll(1)]);
    expect(seen).toEqual(['0 0', '1 0', '0 1', '0 2']);
  });

  it('may remember, from each start of a tracker on', () => {
    const rule: CustomRule = {
      name: 'two-beats',
      sentence: 'no more than two beats',
      start: () => {
        let beats = 0;
        return ({ beatCount }) => ((beats += beatCount) > 2 ? `${beats} beats` : null);
      },
    };
    expect(findingOf([rule])).toBe('custom/two-beats at 3: 3 beats');
    expect(findingOf([rule], [START, beat(2, 1n, 0n), beat(3, 1n, 1n), START, beat(2, 1n, 0n), beat(3, 1n, 1n)])).toBeNull();
  });

  it('see the same in a run that took over what another one is', () => {
    const seen: string[] = [];
    const rule: CustomRule = {
      name: 'seen',
      sentence: 'no',
      check: ({ now, accepted, wasKnown }) => {
        seen.push(`${now.length} ${now.outcomeSum} ${accepted?.pid} ${wasKnown}`);
        return null;
      },
    };
    const ends = [poll(2), settled(2, [], [])];
    const told = ends.map((end) => {
      const [bench, copy] = withCustomRules({ rules: [rule] }, () => [new OracleBench(), new OracleBench()]);
      play(bench, [observe(), send(0, 2, 1n), poll(0), send(1, 2, 2n), poll(1)]);
      copy.observe();
      copy.run.copyFrom(bench.run, copiersOf(PRODUCTION) as Copiers);
      seen.length = 0;
      play(bench, [end]);
      play(copy, [end]);
      return [...seen];
    });
    const words = '1 2 undefined false';
    expect(told).toEqual([
      [words, words],
      [words, words],
    ]);
  });

  it('are themselves told where they throw or answer nonsense', () => {
    const broken = (check: () => unknown): CustomRule => ({ name: 'broken', sentence: 'x', check: check as () => null });
    expect(
      findingOf([
        broken(() => {
          throw new Error('oh');
        }),
      ]),
    ).toBe('custom/broken at 1: the rule itself threw Error: oh');
    expect(findingOf([broken(() => true)])).toBe('custom/broken at 1: the rule must answer null or a reason, got true');
  });

  it('may not ask for the time, as nothing in a run may', () => {
    expect(findingOf([{ name: 'clocked', sentence: 'x', check: () => (Date.now() > 0 ? null : 'x') }])).toContain('determinism/');
  });

  it('are in force as long as asked for, also where that throws', () => {
    expect(() =>
      withCustomRules({ rules: [atMost(1)] }, () => {
        throw new Error('x');
      }),
    ).toThrow('x');
    expect(customRules()).toEqual({ rules: [], goals: [] });
    expect(replayLines(OPS.map(formatOp))).toBeNull();
  });
});

describe('custom goals', () => {
  const goals: readonly CustomGoal[] = [
    { name: 'three', sentence: 'three pids at once', reached: ({ view }) => view.length === 3 },
    { name: 'four', sentence: 'four pids at once', reached: ({ view }) => view.length === 4 },
  ];

  it('are told by a run that had some to reach', () => {
    const run = withCustomRules({ goals }, () => new Run());
    for (const op of OPS) run.step(op);
    expect(run.customGoals).toEqual(['three']);
    expect(new Run().customGoals).toBeNull();
  });

  it('have sentences where their module is loaded', () => {
    expect(withCustomRules({ goals }, () => goalSentence('three'))).toBe('three pids at once');
    expect(goalSentence('three')).toContain('not loaded');
    expect(goalSentence('table-full')).toBe('every slot was taken');
  });
});

describe('missingRule()', () => {
  it('says that a finding needs a module, where it does', () => {
    const finding = { judge: 'custom', rule: 'at-most' };
    expect(missingRule(finding)).toContain('name its module with --rules');
    expect(withCustomRules({ rules: [atMost(1)] }, () => missingRule(finding))).toBeNull();
    expect(missingRule({ judge: 'model', rule: 'at-most' })).toBeNull();
    expect(missingRule(null)).toBeNull();
  });
});
