import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Execution } from '../../../../../sim/findings/debugger/time-travel/execution.ts';
import { disagreements, readModel, readState } from '../../../../../sim/findings/debugger/time-travel/state.ts';
import { Timeline } from '../../../../../sim/findings/debugger/time-travel/timeline.ts';
import { copiersOf, PRODUCTION, type Copiers } from '../../../../../sim/subject/production.ts';
import { expectEqual } from '../../../../support/expect-equal.ts';
import { FAULTS, OPERATIONS } from '../../../run/faulty-answers.ts';
import { randomOps, traceOf } from '../../replay/random-trace.ts';

describe('Timeline', () => {
  it('shows at every step what running from the start gives, in whatever order the steps are asked for', () => {
    fc.assert(
      fc.property(randomOps, fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(), { maxLength: 40 }), (ops, interval, order) => {
        const timeline = new Timeline(traceOf(ops), { interval });
        expect(timeline.finding).toBeNull();
        expect(timeline.misplaced).toBeNull();
        const execution = new Execution();
        const run = ops.map((op) => {
          const before = readState(execution.subject);
          const outcome = execution.run(op);
          return {
            op,
            outcome,
            before,
            after: readState(execution.subject),
            model: readModel(execution.modelCheck),
            difference: null,
            fault: null,
            replies: null,
          };
        });
        const asked = [...order.map((step) => step % ops.length), ...ops.keys(), ...[...ops.keys()].reverse()];
        for (const step of asked) {
          const { pids, ...shown } = timeline.at(step);
          expectEqual(shown, { step, ...run[step] });
          expectEqual([...timeline.index.pidsOf(step)], pids);
          expect(disagreements(shown.after, shown.model)).toEqual([]);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('shows the same where a copy throws, when a state is kept or when it is gone back to', () => {
    const shown = (copiers?: Copiers): unknown => {
      const timeline = new Timeline(traceOf(OPERATIONS), {
        interval: 3,
        ...(copiers !== undefined && { production: { ...PRODUCTION, copiers } }),
      });
      return Array.from({ length: timeline.length }, (_, at) => timeline.at(timeline.length - 1 - at));
    };
    const sound = copiersOf(PRODUCTION) as Copiers;
    const expected = shown();
    const faults = FAULTS.filter(({ isThrow }, number) => isThrow && number % 4 === 0);
    const moments = [0, 15].map((from) => ({ ...faults[0], from }));
    for (const { answer, name, from } of [...faults.map((fault) => ({ ...fault, from: 5 })), ...moments]) {
      let calls = 0;
      const fail = (): void => void (calls++ >= from && answer());
      const faulty: Copiers = {
        copyTracker: (of, to) => [sound.copyTracker(of, to), fail()][1],
        copyObserver: (of, to) => [sound.copyObserver(of, to), fail()][1],
      };
      expectEqual([name, shown(faulty)], [name, expected]);
      expect(calls).toBeGreaterThan(from);
    }
  });

  it('ends at the first finding', () => {
    const trace = traceOf([{ op: 'new', capacity: 1, policy: 'strict', window: 1 }, { op: 'len' }, { op: 'len' }]);
    const timeline = new Timeline({
      ...trace,
      steps: trace.steps.map((step, at) => (at === 1 ? { ...step, expect: { value: 3 } } : step)),
    });
    expect(timeline.length).toBe(2);
    expect(timeline.finding).toMatchObject({ judge: 'expect', step: 1 });
  });

  it('says where a trace makes no sense', () => {
    expect(new Timeline(traceOf([{ op: 'len' }])).misplaced).toEqual({ line: 1, reason: 'len needs a new operation before it' });
  });

  it('tells how far it is', () => {
    const seen: number[] = [];
    const ops = Array.from({ length: 7 }, () => ({ op: 'decode', bytes: new Uint8Array(0) }) as const);
    new Timeline(traceOf(ops), { interval: 3, progress: (done) => seen.push(done) });
    expect(seen).toEqual([3, 6]);
  });
});

describe('the states that a timeline keeps', () => {
  it.each([
    [1, 20_000, 40],
    [4096, 101_000, 200],
  ])('are as many as fit into memory: with %i slots and %i operations %i', (capacity, operations, kept) => {
    const start = { op: 'new', capacity, policy: 'strict', window: 1 } as const;
    const { steps, header } = traceOf([start]);
    const rest = { op: { op: 'len' }, expect: undefined, line: 2 } as const;
    let states = 0;
    const all = [...steps, ...Array.from({ length: operations - 1 }, () => rest)];
    new Timeline({ header, steps: all }, { progress: () => states++ });
    expect(states).toBe(kept);
  });
});

describe('disagreements()', () => {
  const ops = [
    { op: 'new', capacity: 2, policy: 'strict', window: 1 },
    { op: 'record', pid: 7, nonce: 1n, status: 'ok', now: 0n, threshold: 100n, origin: 'kernel-attested', ns: null },
  ] as const;
  const { after, model } = new Timeline(traceOf(ops)).at(1);

  it('names every value in which the model differs', () => {
    if (after === null || model === null) throw new Error('there is a tracker');
    const other = {
      ...model,
      slots: [{ ...model.slots[0], nonce: 5n, terminal: true, generation: 3n }],
      scalars: model.scalars.map((one) => (one.name === 'cursor' ? { ...one, value: 1n } : one)),
    };
    expect(disagreements(after, other)).toEqual([
      { what: 'cursor', model: '1', got: '0' },
      { what: 'slot 0 nonce', model: '5', got: '1' },
      { what: 'slot 0 terminal', model: 'true', got: 'false' },
      { what: 'slot 0 generation', model: '3', got: 'null' },
    ]);
    expect(disagreements(after, { ...model, slots: [], livePids: model.livePids.map(() => null) })).toEqual([
      { what: 'slot 0', model: 'free', got: 'pid 7' },
      { what: `cell ${after.livePids.indexOf(7)}`, model: 'free', got: '7' },
    ]);
    expect(disagreements(after, null)).toHaveLength(1);
    expect(disagreements(null, null)).toEqual([]);
  });
});
