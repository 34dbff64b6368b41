import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StallVisitor, Tracker } from '../../../../src/index.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { InterestingnessTest } from '../../../../sim/findings/shrink/interestingness.ts';
import { shrink } from '../../../../sim/findings/shrink/shrink.ts';
import { Run } from '../../../../sim/run/run.ts';
import { ArrayMeter } from '../../../../sim/subject/array-meter.ts';
import { copiersOf, PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { afterRecord, recordingWith } from '../../oracle/faulty-production.ts';
import { beat, stepsOf } from './support.ts';

/** Beats of one pid. After 64 a copy takes the place of the tracker, and accesses are counted for 16 more. */
function beats(count: number): Op[] {
  return [
    { op: 'new', capacity: 4, policy: 'strict', window: 1 },
    ...Array.from({ length: count }, (_, at) => beat(2, BigInt(at + 1), BigInt(at))),
  ];
}

/** What copies a tracker or observer of `src`, and opens it. */
const COPIERS = copiersOf(PRODUCTION)!;

/** Reads the index far more often than it needs. */
function searchMuch(tracker: Tracker): void {
  for (let time = 0; time < 100; time++) tracker.lastNsOf(2);
}

const searching: Production = {
  ...afterRecord(({ tracker }) => searchMuch(tracker)),
  copiers: COPIERS,
};

/** The 20th beat of each copy is taken for one of another pid; and reads too much as long as nobody has drained. */
function lateInCopies(): Production {
  const beatsOf = new WeakMap<object, number>();
  let isDrained = false;
  const recording = recordingWith(({ beat: given, record, tracker }) => {
    if (tracker.length === 0) isDrained = false;
    if (!isDrained) searchMuch(tracker);
    const beatNumber = beatsOf.get(tracker);
    if (beatNumber === undefined) return record();
    beatsOf.set(tracker, beatNumber + 1);
    return record(beatNumber === 19 ? { beat: { ...given, pid: 3 } } : {});
  });
  return {
    ...recording,
    Tracker: class extends recording.Tracker {
      override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
        isDrained = true;
        super.drainStalledSlots(nowNs, thresholdNs, visit);
      }
    },
    copiers: {
      ...COPIERS,
      copyTracker: (...parts) => {
        beatsOf.set(parts[1], 0);
        COPIERS.copyTracker(...parts);
      },
    },
  };
}

describe('shrink()', () => {
  afterEach(() => vi.restoreAllMocks());

  it('counts no accesses for a finding that needs none', () => {
    const equip = vi.spyOn(ArrayMeter.prototype, 'equip');
    const steps = stepsOf([...beats(100), { op: 'drain', now: 1000n, threshold: 10n }]);
    const spoiled = {
      ...recordingWith(({ record, beat: given }) => record(given.nonce === 100n ? { beat: { ...given, nonce: 200n } } : {})),
      copiers: COPIERS,
    };
    const { best } = shrink(steps, { production: spoiled, signature: 'invariant/accepted-beat-stored/record' });
    expect(best?.steps).toHaveLength(2);
    expect(equip).not.toHaveBeenCalled();
  });

  it('counts them where that is what is wrong', () => {
    const signature = 'invariant/index-reads-bounded/record';
    const { best } = shrink(stepsOf(beats(100)), { production: searching, signature, runsMax: 60 });
    expect(best?.finding.rule).toBe('index-reads-bounded');
  });

  it('searches once more with counting where what it found breaks a rule on work before', () => {
    const production = lateInCopies();
    const signature = 'invariant/accepted-beat-stored/record';
    const [start, first, ...rest] = beats(200);
    const { best } = shrink(stepsOf([start, first, { op: 'drain', now: 0n, threshold: 10n }, ...rest]), {
      production,
      signature,
      runsMax: 60,
    });
    const isShown = (meters: boolean): boolean =>
      new InterestingnessTest(signature, production, 'cheap', null, meters).test(stepsOf(beats(200))) !== null;
    expect([isShown(false), isShown(true)]).toEqual([true, false]);
    expect(best?.steps.some(({ op }) => op.op === 'drain')).toBe(true);
  });
});

describe('InterestingnessTest.test()', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['of the last look at the table', 'invariant/accepted-beat-stored/len', 1],
    ['that is not known yet', null, 1],
    ['of another operation', 'invariant/accepted-beat-stored/record', 0],
  ])('takes a last look at the table for a finding %s', (_, signature, looks) => {
    const finish = vi.spyOn(Run.prototype, 'finish');
    new InterestingnessTest(signature, PRODUCTION, 'cheap').test(stepsOf(beats(3)));
    expect(finish).toHaveBeenCalledTimes(looks);
  });
});
