import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { InterestingnessTest } from '../../../../sim/findings/shrink/interestingness.ts';
import { shrink } from '../../../../sim/findings/shrink/shrink.ts';
import { Run } from '../../../../sim/run/run.ts';
import { ArrayMeter } from '../../../../sim/subject/array-meter.ts';
import { copiersOf, PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { afterRecord, recordingWith } from '../../oracle/faulty-production.ts';
import { beat, stepsOf } from './support.ts';

/** What copies a tracker or observer of `src`, and opens it. */
const COPIERS = copiersOf(PRODUCTION)!;

/** Beats of one pid: the first 64 go by before a copy takes the place of the tracker, and the first copy counts accesses for 16 more. */
function beats(count: number): Op[] {
  return [
    { op: 'new', capacity: 4, policy: 'strict', window: 1 },
    ...Array.from({ length: count }, (_, at) => beat(2, BigInt(at + 1), BigInt(at))),
  ];
}

/** Reads the index for a beat far more often than it needs. */
const searching: Production = {
  ...afterRecord(({ tracker }) => {
    for (let time = 0; time < 100; time++) tracker.lastNsOf(2);
  }),
  copiers: COPIERS,
};

/** The 20th beat of each copy is taken for one of another pid. */
function lateInCopies(): Production {
  const beatsOf = new WeakMap<object, number>();
  return {
    ...recordingWith(({ beat: given, record, tracker }) => {
      const beatNumber = beatsOf.get(tracker);
      if (beatNumber === undefined) return record();
      beatsOf.set(tracker, beatNumber + 1);
      return record(beatNumber === 19 ? { beat: { ...given, pid: 3 } } : {});
    }),
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
    const { best } = shrink(stepsOf(beats(100)), { production: searching, signature });
    expect(best?.finding.rule).toBe('index-reads-bounded');
  });

  it('searches once more with counting where what it found does not show under it', () => {
    const production = lateInCopies();
    const signature = 'invariant/accepted-beat-stored/record';
    const plain = new InterestingnessTest(signature, production, 'cheap', null, false).test(stepsOf(beats(200)));
    const { best } = shrink(stepsOf(beats(200)), { production, signature });
    expect(plain?.steps).toHaveLength(84);
    expect(best?.steps).toHaveLength(100);
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
