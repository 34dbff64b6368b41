import { describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { FactCollector } from '../../../sim/oracle/fact-collector.ts';
import { JUDGES, signatureOf } from '../../../sim/oracle/finding.ts';
import { GOAL_NAMES, GOAL_NUMBER, GoalCounts } from '../../../sim/oracle/goals.ts';
import { STALL_RULES } from '../../../sim/oracle/stall-rules.ts';
import { ShadowTable, atMost } from '../../../sim/oracle/shadow-table.ts';
import { Run } from '../../../sim/run/run.ts';
import { lossyNetwork } from '../../../sim/world/scenarios/lossy-network.ts';
import { World } from '../../../sim/world/world.ts';
import type { WorldScript } from '../../../sim/world/script.ts';
import { recordingWith } from './faulty-production.ts';
import { OracleBench, T } from './oracle-bench.ts';

function lossyWorld(): { readonly run: Run; readonly world: World } {
  const entropy = new SeededEntropy('5', 'balance');
  const script = lossyNetwork.build(entropy.stream('plan'), { capacity: 12, forNs: 3e9 }).world as WorldScript;
  const run = new Run();
  return { run, world: new World(script, entropy.stream('world'), run.goals) };
}

describe('conservation/transport-balances', () => {
  it.each([
    ['a datagram that was lost twice', (world: World) => world.transport.lost++],
    ['a delivery that nobody saw', (world: World) => world.transport.delivered--],
    ['a datagram in flight that never left', (world: World) => (world.transport.inFlight++, world.transport.sent++)],
  ])('raises its finding on %s', (_, damage) => {
    const { run, world } = lossyWorld();
    for (let step = 0; step < 200; step++) {
      run.step(world.next()!);
      expect(world.after(run)).toBeNull();
    }
    damage(world);
    run.step(world.next()!);
    expect(world.after(run)).toMatchObject({ judge: 'conservation', rule: 'transport-balances' });
  });

  it('is silent while a network loses, copies, holds back and cuts what it carries', () => {
    const { run, world } = lossyWorld();
    for (let op = world.next(); op !== null; op = world.next()) {
      run.step(op);
      expect(world.after(run)).toBeNull();
    }
    const { sent, lost, duplicated, delivered } = world.transport;
    expect(Math.min(sent, lost, duplicated, delivered)).toBeGreaterThan(10);
  });
});

describe('no-throw/never-throws', () => {
  it('raises its finding on an error from the production code, and ends the run', () => {
    const bench = new OracleBench({
      production: recordingWith(({ record, beat }) => {
        if (beat.pid === 13) throw new RangeError('unlucky');
        return record();
      }),
    });
    bench.create(4);
    bench.beat(12, 1n, 0n);
    expect(bench.run.finding).toBeNull();
    bench.beat(13, 1n, 0n);
    expect(bench.run.finding).toMatchObject({ judge: 'no-throw', rule: 'never-throws', op: 'record', step: 2, got: 'RangeError: unlucky' });
    expect(() => bench.run.step({ op: 'len' })).toThrow('the run has ended with a finding');
  });

  it('raises its finding on anything else that is thrown too', () => {
    const bench = new OracleBench({
      production: recordingWith(() => {
        // eslint-disable-next-line no-throw-literal -- a string is what a careless program may throw
        throw 'a word' as unknown as Error;
      }),
    });
    bench.create(4);
    bench.beat(12, 1n, 0n);
    expect(bench.run.finding).toMatchObject({ rule: 'never-throws', got: 'a word' });
  });
});

describe('the whole oracle', () => {
  it('names the first rule that is broken, with its sentence, the time and the kind of operation', () => {
    const bench = new OracleBench();
    bench.create(4);
    bench.beat(7, 1n, 0n);
    bench.damage(({ state }) => (state.stallCount = 3));
    bench.beat(7, 2n, 5n);
    expect(bench.run.finding).toMatchObject({ step: 2, nowNs: 5n, op: 'record' });
    expect(bench.run.finding?.expected.length).toBeGreaterThan(5);
    expect(signatureOf(bench.run.finding!)).toBe(`${bench.run.finding!.judge}/${bench.run.finding!.rule}/record`);
  });

  it('leaves out what it is told to, the model as a whole', () => {
    const broken = recordingWith(({ record, inside }) => {
      const update = record();
      inside.slots.statuses[0] = 2;
      return update;
    });
    const rules = new Set(['accepted-beat-stored', 'model']);
    for (const without of [new Set<string>(), new Set(['model']), new Set(['accepted-beat-stored']), rules]) {
      const bench = new OracleBench({ production: broken, without });
      bench.create(4);
      bench.beat(7, 1n, 0n);
      expect(bench.run.finding === null).toBe(without === rules);
    }
  });

  it('sees damage at the end of a run that no step came near', () => {
    const bench = new OracleBench();
    bench.create(200);
    for (let pid = 2; pid < 150; pid++) bench.beat(pid, 1n, 0n);
    bench.damage(({ slots }) => (slots.lastNonces[77] = 9n));
    expect(bench.run.finish()).toMatchObject({ judge: 'invariant', rule: 'untouched-slots-unchanged', op: 'len' });
    expect(bench.run.finish()).toBe(bench.run.finding);
  });

  it('starts afresh with each new tracker and observer', () => {
    const bench = new OracleBench({ check: 'full' });
    for (const capacity of [1, 3, 0, 2]) {
      bench.create(capacity);
      bench.beat(7, 1n, 20n * T);
      bench.observe({ capacity });
      bench.send(1, 7, 1n);
      bench.poll(1);
    }
    expect(bench.run.finding).toBeNull();
  });
});

describe('a quiet drain', () => {
  const STALL = { pid: 7, nonce: 1n, last: 0n, origin: 'kernel-attested', ns: null } as const;
  const isOr = [false, true];
  const cases = isOr.flatMap((was) => isOr.flatMap((is) => isOr.map((isSilent) => ({ was, is, isSilent }))));

  // Each slot unmarked or marked before and after, silent or not; with and without an accepted beat, with replies of all kinds.
  it('hides nothing from the rules on stalls', () => {
    let quiet = 0;
    for (const first of cases) {
      for (const second of cases) {
        for (const reply of [null, [], [STALL]]) {
          for (const acceptedSlot of [-1, 0]) {
            const bench = new OracleBench();
            bench.create(2);
            for (const [at, { was, isSilent }] of [first, second].entries()) {
              bench.beat(7 + at, 1n, isSilent ? 0n : 1n);
              bench.inside.slots.stallEmitted[at] = Number(was);
              bench.inside.state.stallCount += Number(was);
            }
            const facts = new FactCollector(bench.run.subject, { op: 'new', capacity: 2, policy: 'strict', window: 256 });
            for (const slot of [0, 1]) facts.shadow.copySlot(bench.view, slot);
            [first, second].forEach(({ is }, slot) => (bench.inside.slots.stallEmitted[slot] = Number(is)));
            facts.resetForTracker(T, T);
            Object.assign(facts, { drained: true, drainReply: reply });
            facts.conclude();
            facts.acceptedSlot = acceptedSlot;
            facts.isQuietDrain = facts.hasQuietDrain();
            if (!facts.isQuietDrain) continue;
            quiet++;
            facts.isQuietDrain = false;
            expect(STALL_RULES.map((rule) => rule.check(facts))).toEqual(STALL_RULES.map(() => null));
          }
        }
      }
    }
    expect(quiet).toBeGreaterThan(20);
  });
});

describe('GoalCounts', () => {
  it('counts goals by number, adds up, and tells which were never reached', () => {
    const goals = new GoalCounts();
    goals.hit(GOAL_NUMBER['table-full']);
    goals.add(goals.counts);
    expect(goals.counts[GOAL_NUMBER['table-full']]).toBe(2);
    expect(goals.reached).toBe(1);
    expect(goals.missing).toHaveLength(GOAL_NAMES.length - 1);
    expect(goals.missing).not.toContain('table-full');
  });
});

describe('ShadowTable', () => {
  it('follows a slot and tells the first thing in which it differs', () => {
    const bench = new OracleBench();
    bench.create(2);
    bench.beat(7, 1n, 0n);
    const shadow = new ShadowTable(2);
    shadow.copySlot(bench.view, 0);
    expect([shadow.length, shadow.stallCount, shadow.difference(bench.view, 0)]).toEqual([1, 0, null]);
    bench.inside.slots.stallEmitted[0] = 1;
    expect(shadow.difference(bench.view, 0)).toBe('the stall flag of pid 7 (slot 0) changed from not set to set');
    shadow.copySlot(bench.view, 0);
    expect([shadow.stallCount, shadow.isStalled(0)]).toEqual([1, true]);
  });

  it('compares u64 halves as the numbers that they are', () => {
    expect(atMost(1, 0, 1, 0)).toBe(true);
    expect(atMost(1, 1, 1, 0)).toBe(false);
    expect(atMost(0, 0xffff_ffff, 1, 0)).toBe(true);
    expect(atMost(2, 0, 1, 0xffff_ffff)).toBe(false);
  });
});

describe('JUDGES', () => {
  it('have each a name of their own', () => {
    expect(new Set(JUDGES).size).toBe(JUDGES.length);
  });
});
