import { describe, expect, it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { infectionOf } from '../../../sim/insight/infection.ts';
import { Run } from '../../../sim/run/run.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { beat } from '../../../sim/conformance/clauses/clause.ts';

/** Beats of as many pids as slots, and a drain after the first few. */
function beats(count: number): Op[] {
  return Array.from({ length: count }, (_, at) => beat(2 + (at % 3), 1 + at, at, { threshold: 1000n }));
}

const START: Op = { op: 'new', capacity: 4, policy: 'strict', window: 4 };

/** A tracker that writes a wrong status into a slot that no operation touches. */
function withSilentDamage(atBeat: number): Production {
  class Damaged extends PRODUCTION.Tracker {
    #beats = 0;

    override record(
      ...given: Parameters<InstanceType<Production['Tracker']>['record']>
    ): ReturnType<InstanceType<Production['Tracker']>['record']> {
      if (++this.#beats === atBeat) {
        super.record({ ...given[0], pid: 4 }, 0n, given[2], given[3], given[4]);
      }
      return super.record(...given);
    }
  }
  return { ...PRODUCTION, Tracker: Damaged };
}

describe('infectionOf()', () => {
  it('is null for a run that is sound', () => expect(infectionOf([START, ...beats(12)], PRODUCTION)).toBeNull());

  it('is the operation that changed what nobody looked at', () => {
    const ops = [START, ...beats(12)];
    const production = withSilentDamage(8);
    const infection = infectionOf(ops, production);
    expect(infection?.step).toBe(8);
    // A campaign, which looks at what was touched, comes to its end without a finding.
    const campaign = new Run({ check: 'cheap', production });
    expect(ops.map((op) => campaign.step(op)).filter((finding) => finding !== null)).toEqual([]);
  });

  it('is the drain that counts a conflict which there was not, and not the beat at which that is looked at', () => {
    class Miscounting extends PRODUCTION.Tracker {
      override drainStalledSlots(...given: Parameters<InstanceType<Production['Tracker']>['drainStalledSlots']>): void {
        super.record({ pid: 2, nonce: 99n, status: 'ok' }, 5n, 1000n, 'network-unverified', null);
        super.drainStalledSlots(...given);
      }
    }
    const ops: Op[] = [START, ...beats(4), { op: 'drain', now: 6n, threshold: 1000n }, { op: 'len' }, ...beats(1)];
    expect(infectionOf(ops, { ...PRODUCTION, Tracker: Miscounting })).toMatchObject({ step: 5, by: 'model' });
  });
});
