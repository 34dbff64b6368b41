import { describe, expect, it } from 'vitest';
import * as sim from '../../../sim/library/index.ts';
import { customRules } from '../../../sim/oracle/custom-rules.ts';
import { beat, table } from '../../../sim/conformance/clauses/clause.ts';

const START = table(8, 'strict', 8);

const atMostTwo: sim.CustomRule = {
  name: 'at-most-two',
  sentence: 'a table has at most two pids',
  check: ({ view }) => (view.length <= 2 ? null : `it has ${view.length}`),
};

const mine: sim.Scenario = {
  name: 'mine',
  claim: 'four pids beat',
  goals: ['update-inserted'],
  build: (entropy) => ({ config: {}, ops: ops(entropy.int(4, 7)) }),
};
function* ops(count: number): sim.OpsScript {
  yield START;
  for (let at = 0; at < count; at++) {
    yield beat(2 + at, 1n, BigInt(at));
    yield beat(2 + at, 2n, BigInt(at));
  }
}

describe('varta-sim/sim', () => {
  it('judges a list of operations, with the rules of a user, which are gone afterwards', () => {
    const list = [START, beat(2, 1n, 0n), beat(3, 1n, 1n), beat(4, 1n, 2n)];
    expect(sim.judge(list)).toMatchObject({ finding: null, steps: 4, goals: expect.arrayContaining(['update-inserted']) as unknown });
    const { finding } = sim.judge(list, { rules: [atMostTwo] });
    expect(finding).toMatchObject({ judge: 'custom', rule: 'at-most-two', step: 3 });
    expect(customRules().rules).toEqual([]);
    const goal: sim.CustomGoal = { name: 'three', sentence: 'three', reached: ({ view }) => view.length === 3 };
    expect(sim.judge(list, { goals: [goal] }).goals).toContain('three');
    expect(() => sim.judge([beat(2, 1n, 0n)])).toThrow('Cannot replay: line 1: record needs a new operation before it');
  });

  it('runs a scenario under a seed the same each time, of ours by its name too', () => {
    expect(sim.runScenario(mine, '5').digest).toBe(sim.runScenario(mine, '5').digest);
    expect(sim.runScenario('tiny-tables', '1', { stepsMax: 50 }).steps).toBe(50);
    expect(() => sim.runScenario('tinny-tables', '1')).toThrow('got the string "tinny-tables"; did you mean "tiny-tables"?');
  });

  it('records, shrinks and replays what fails, and says so in a report', () => {
    const { result, trace } = sim.recordScenario(mine, '5', { rules: [atMostTwo] });
    expect(trace.steps).toHaveLength(result.steps);
    const shrunk = sim.shrinkTrace(trace, { rules: [atMostTwo] });
    // A start, and a beat each of three pids.
    expect(shrunk.trace.steps).toHaveLength(4);
    expect(sim.replay(shrunk.trace, { rules: [atMostTwo] })).toMatchObject({
      digest: shrunk.trace.header.digest,
      finding: { rule: 'at-most-two' },
    });
    const report = sim.failureReport(shrunk.finding, shrunk.trace, { rules: [atMostTwo], paste: [['replay', 'x']] });
    expect(report).toContain('FAIL safety  custom/at-most-two at step 3');
    expect(report).toContain('  replay:   x\n');
    expect(() => sim.replay(shrunk.trace)).toThrow('Cannot replay: its finding is of the rule at-most-two');
    expect(() => sim.shrinkTrace(sim.traceOf([START]))).toThrow('Cannot shrink: these operations violate no rule');
  });

  it('writes traces that it reads', () => {
    const { trace } = sim.recordScenario(mine, '1');
    const text = sim.formatTrace(trace.header, trace.steps);
    const read = sim.parseTrace(text, 'it');
    if (sim.isRefusal(read)) throw new Error(read.refused);
    expect(sim.replay(read).digest).toBe(trace.header.digest);
    expect(sim.replayLines(text.trim().split('\n'))).toBeNull();
    expect(() => sim.replayLines(['{"op":"nothing"}'])).toThrow('Cannot replay: lines line 1');
  });

  it('runs a campaign, whose failures come shrunk, and whose goals are asked for', () => {
    const bad = sim.runCampaign({ scenarios: [mine], seeds: 3, rules: [atMostTwo] });
    expect(bad.failures.map(({ seed, trace }) => [seed, trace.steps.length])).toEqual([
      ['1', 4],
      ['2', 4],
      ['3', 4],
    ]);
    expect(bad.missed).toEqual([]);
    const never: sim.CustomGoal = { name: 'never', sentence: 'never', reached: () => false };
    const asked = { scenarios: [{ ...mine, goals: ['table-full'] }], goals: [never] };
    expect(sim.runCampaign({ ...asked, seeds: 11 }).missed).toEqual([]);
    expect(sim.runCampaign(asked).missed).toEqual([
      { scenario: 'all', goal: 'never' },
      { scenario: 'mine', goal: 'table-full' },
    ]);
  });

  it('has a tracker of a user follow', async () => {
    const pids = new Set<number>();
    const tracker = await sim.openTracker({
      name: 'forgetful',
      counters: [],
      create: () => {
        pids.clear();
        return {
          record: ({ pid }) => {
            const isNew = !pids.has(pid);
            pids.add(pid);
            return isNew ? 'inserted' : 'refreshed';
          },
          drain: () => [],
        };
      },
    });
    expect(sim.judge([START, beat(2, 1n, 0n), beat(2, 2n, 1n)], { tracker }).finding).toBeNull();
    const { finding } = sim.judge([START, beat(2, 1n, 0n), beat(2, 1n, 1n)], { tracker });
    expect(finding).toMatchObject({ judge: 'conformance', step: 2 });
    const { failures } = sim.runCampaign({ scenarios: ['tracker-direct'], seeds: 1, tracker });
    expect(failures[0].trace.steps.length).toBeLessThan(6);
    await expect(sim.openTracker({ name: 'none' } as unknown as sim.TrackerModule)).rejects.toThrow('tracker.create must be a function');
  });
});
