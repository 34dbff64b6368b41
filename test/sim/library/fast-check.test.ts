import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/index.ts';
import { operations, TrackerModel, trackerCommands, trackerOperations, traces } from '../../../sim/library/fast-check/index.ts';
import { anyText } from '../../../sim/library/fast-check/any-text.ts';
import { smallerOperations } from '../../../sim/library/fast-check/smaller-operations.ts';
import { judge, replay } from '../../../sim/library/judge.ts';
import type { ModuleBeat, TrackerUnderTest } from '../../../sim/subject/foreign/tracker-module.ts';

/** A tracker of this project in the form of one from elsewhere, with a bug where told. */
function tracker({ record = (of: Tracker, beat: ModuleBeat) => recordOn(of, beat) } = {}): TrackerUnderTest {
  const of = new Tracker({ capacity: 4, evictionPolicy: 'strict', evictionScanWindow: 4 });
  return {
    record: (beat) => record(of, beat),
    drain: (now, threshold) => {
      const stalls: { pid: number; nonce: bigint; last: bigint; origin: ModuleBeat['origin']; ns: bigint | null }[] = [];
      of.drainStalledSlots(now, threshold, (pid, nonce, last, origin, ns) => stalls.push({ pid, nonce, last, origin, ns }));
      return stalls;
    },
    len: () => of.length,
  };
}

function recordOn(of: Tracker, { pid, nonce, status, now, threshold, origin, ns }: ModuleBeat): ReturnType<Tracker['record']> {
  return of.record({ pid, nonce, status }, now, threshold, origin, ns);
}

const SEED = { seed: 1, numRuns: 100 };

describe('varta-sim/fast-check', () => {
  it('draws operations that can be carried out, and so are all smaller ones', () => {
    fc.assert(
      fc.property(operations({ opsMax: 20 }), (ops) => {
        expect(judge(ops).finding).toBeNull();
        let looked = 0;
        for (const smaller of smallerOperations(ops)) {
          judge(smaller);
          if (++looked === 8) break;
        }
      }),
      { ...SEED, numRuns: 20 },
    );
  });

  it('makes a counterexample small: nothing that is not needed, and still what starts the tracker', () => {
    const property = fc.property(trackerOperations(), (ops) => {
      const pids = new Set(ops.map((op) => (op.op === 'record' ? op.pid : 0)));
      return !(pids.has(5) && pids.has(7));
    });
    const { counterexample } = fc.check(property, SEED);
    expect(counterexample?.[0].map(({ op }) => op)).toEqual(['new', 'record', 'record']);
    expect(counterexample?.[0][1]).toMatchObject({ nonce: 1n, status: 'ok', origin: 'kernel-attested', ns: null });
  });

  it('makes traces small, too', () => {
    const { counterexample } = fc.check(
      fc.property(traces(), (trace) => replay(trace).steps < 3),
      SEED,
    );
    expect(counterexample?.[0].steps).toHaveLength(3);
  });

  const modelled = (make: () => TrackerUnderTest): fc.RunDetails<[Iterable<fc.Command<TrackerModel, TrackerUnderTest>>]> =>
    fc.check(
      fc.property(fc.commands(trackerCommands({ offers: ['len'] }), { maxCommands: 60 }), (commands) => {
        fc.modelRun(() => ({ model: new TrackerModel({ capacity: 4, policy: 'strict', window: 4 }), real: make() }), commands);
      }),
      SEED,
    );

  it('holds a tracker against a model in fc.commands: one that is right, and one that takes every nonce', () => {
    expect(modelled(() => tracker()).failed).toBe(false);
    const { failed, counterexample, errorInstance } = modelled(() =>
      tracker({
        record: (of, beat) => {
          const update = recordOn(of, beat);
          return update === 'out-of-order' ? 'refreshed' : update;
        },
      }),
    );
    expect(failed).toBe(true);
    expect((errorInstance as Error).message).toContain('gave {"update":"refreshed"}, expected {"update":"out-of-order"}');
    expect([...(counterexample?.[0] ?? [])].length).toBeLessThan(5);
  });
});

describe('anyText', () => {
  it('is made of code points, is shrunk wherever it comes from, and is the name of a member of every object at times', () => {
    for (const text of ['', 'a', 'a\u{0}\u{d7ff}\u{e000}\u{1f600}\u{10ffff}']) expect(anyText.canShrinkWithoutContext(text)).toBe(true);
    for (const text of ['\ud800', 'a\udfff', 7]) expect(anyText.canShrinkWithoutContext(text)).toBe(false);
    const drawn = fc.sample(anyText, { seed: 1, numRuns: 2000 });
    expect(drawn.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true);
    expect(drawn.filter((text) => text in {})).not.toEqual([]);
  });
});
