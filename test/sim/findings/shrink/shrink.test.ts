import { describe, expect, it } from 'vitest';
import { Tracker, type StallVisitor } from '../../../../src/index.ts';
import { SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import { signatureOf } from '../../../../sim/oracle/finding.ts';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { formatOp } from '../../../../sim/data/ops/op-format.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { shrink } from '../../../../sim/findings/shrink/shrink.ts';

/** Marks a slot one nanosecond before its time. */
class EarlyTracker extends Tracker {
  override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
    super.drainStalledSlots(nowNs, thresholdNs > 0n ? thresholdNs - 1n : 0n, visit);
  }
}

/** Loses count: takes an eviction for none. */
class ForgetfulTracker extends Tracker {
  override takeEvictions(): bigint {
    super.takeEvictions();
    return 0n;
  }
}

const early: Production = { ...PRODUCTION, Tracker: EarlyTracker };
const forgetful: Production = { ...PRODUCTION, Tracker: ForgetfulTracker };

/** A long run in which a few operations matter. */
function longRun(seed: string, length: number): { op: Op }[] {
  const entropy = new SeededEntropy(seed);
  const ops: Op[] = [{ op: 'new', capacity: 16, policy: 'balanced', window: 8 }];
  let now = 1000n;
  for (let step = 1; step < length; step++) {
    now += BigInt(entropy.int(0, 60));
    const pid = entropy.int(2, 60);
    if (entropy.chance({ numerator: 1, denominator: 12 })) ops.push({ op: 'drain', now, threshold: 50n });
    else if (entropy.chance({ numerator: 1, denominator: 40 })) ops.push({ op: 'take', counter: 'evictions' });
    else ops.push({ op: 'record', pid, nonce: BigInt(step), status: 'ok', now, threshold: 50n, origin: 'kernel-attested', ns: null });
  }
  return ops.map((op) => ({ op }));
}

describe('shrink()', () => {
  it('finds the three operations that show a stall one nanosecond early', () => {
    const { best, before } = shrink(longRun('early', 3000), { production: early });
    expect(before).toBe(3000);
    expect(best?.steps.map(({ op }) => op.op)).toEqual(['new', 'record', 'drain']);
    expect(best?.finding).toMatchObject({ judge: 'invariant', rule: 'stall-never-early', op: 'drain' });
  });

  it('finds the four operations that show an eviction without its count', () => {
    const { best } = shrink(longRun('forgetful', 3000), { production: forgetful });
    expect(best?.steps.map(({ op }) => op.op)).toEqual(['new', 'record', 'record', 'take']);
    expect(best?.steps[0].op).toMatchObject({ capacity: 1, window: 1 });
  });

  it('keeps the signature: judge, rule and kind of operation', () => {
    for (const seed of ['a', 'b', 'c']) {
      const { best } = shrink(longRun(seed, 1500), { production: early, signature: 'invariant/stall-never-early/drain' });
      expect(best && signatureOf(best.finding)).toBe('invariant/stall-never-early/drain');
    }
  });

  it('gives the same bytes for the same input', () => {
    const lines = (): string =>
      (shrink(longRun('same', 1500), { production: early }).best?.steps ?? []).map(({ op }) => formatOp(op)).join('\n');
    expect(lines()).toBe(lines());
  });

  it('says so when no rule is violated', () => {
    expect(shrink(longRun('sound', 300))).toMatchObject({ best: null, reason: 'these operations violate no rule' });
  });

  it('says so when another finding than the wanted one comes up', () => {
    const result = shrink(longRun('early', 500), { production: early, signature: 'model/event/poll' });
    expect(result).toMatchObject({ best: null, reason: 'these operations do not show model/event/poll' });
  });

  it('stops at its budget of runs with the best so far', () => {
    const { best, runs } = shrink(longRun('early', 3000), { production: early, runsMax: 5 });
    expect(runs).toBeLessThanOrEqual(5 + 3);
    expect(best?.finding.rule).toBe('stall-never-early');
  });

  it('stops when it is interrupted with the best so far', () => {
    let asked = 0;
    const { best } = shrink(longRun('early', 3000), { production: early, shouldStop: () => ++asked > 10 });
    expect(best?.steps.length).toBeLessThan(3000);
    expect(best?.finding.rule).toBe('stall-never-early');
  });

  it('says so when the run does not fail in the same way each time', () => {
    let made = 0;
    class MoodyTracker extends Tracker {
      readonly #isEarly = ++made % 7 !== 0;
      override drainStalledSlots(nowNs: bigint, thresholdNs: bigint, visit: StallVisitor): void {
        super.drainStalledSlots(nowNs, this.#isEarly && thresholdNs > 0n ? thresholdNs - 1n : thresholdNs, visit);
      }
    }
    const reasons = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map(
      (seed) => shrink(longRun(seed, 200), { production: { ...PRODUCTION, Tracker: MoodyTracker } }).reason,
    );
    expect(
      reasons.some(
        (reason) => reason.includes('not fail in the same way') || reason.includes('do not show') || reason.includes('violate no rule'),
      ),
    ).toBe(true);
  });
});

describe('shrink() of values', () => {
  it('makes nonces small together where no single one may change', () => {
    // A nonce that was used before is taken for progress.
    class CredulousTracker extends Tracker {
      override record(...args: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
        const update = super.record(...args);
        return update === 'out-of-order' && this.length > 0 ? 'refreshed' : update;
      }
    }
    const beatOf = (nonce: bigint): { op: Op } => ({
      op: { op: 'record', pid: 77, nonce, status: 'ok', now: 5n, threshold: 9n, origin: 'kernel-attested', ns: null },
    });
    const start: { op: Op } = { op: { op: 'new', capacity: 4, policy: 'strict', window: 4 } };
    const { best } = shrink([start, beatOf(1000n), beatOf(1000n)], { production: { ...PRODUCTION, Tracker: CredulousTracker } });
    expect(best?.steps.map(({ op }) => (op.op === 'record' ? op.nonce : null))).toEqual([null, 1n, 1n]);
  });
});
