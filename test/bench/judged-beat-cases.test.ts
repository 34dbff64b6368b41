import { describe, expect, it } from 'vitest';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { fastCheckBeats, seededBeats } from './judged-beat-cases.ts';

/** Says of a refused nonce that it was taken. */
class LenientTracker extends PRODUCTION.Tracker {
  override record(...args: Parameters<InstanceType<Production['Tracker']>['record']>) {
    const update = super.record(...args);
    return update === 'out-of-order' ? 'refreshed' : update;
  }
}

const PLANTED: Production = { ...PRODUCTION, Tracker: LenientTracker };
const BATCHES = 50;

// What is compared must do the same: both judge, and runs are as long on either side.
describe.each([
  { side: 'by our runner', beatsOf: seededBeats, reasonOf: messageOf },
  // fast-check tells of the failing run, and has what failed as its cause.
  { side: 'under fc.commands', beatsOf: fastCheckBeats, reasonOf: (error: unknown) => messageOf((error as Error).cause) },
])('uniform beats $side', ({ beatsOf, reasonOf }) => {
  it('are judged', () => {
    const { run } = beatsOf({ production: PLANTED, counts: PLANTED });
    const batches = (): string => {
      try {
        return `${Array.from({ length: BATCHES }, run).length} batches without a failure`;
      } catch (error) {
        return reasonOf(error);
      }
    };
    expect(batches()).toMatch(/^pid \d+: (?:a beat with nonce|nonce \d+ was accepted after) /);
  });

  it('are 500 a run', () => {
    const { run } = beatsOf({ production: PRODUCTION, counts: PRODUCTION });
    const beats = Array.from({ length: BATCHES }, run).reduce((sum: number, one) => sum + Number(one), 0);
    expect(beats / (2 * BATCHES)).toBeGreaterThan(450);
    expect(beats / (2 * BATCHES)).toBeLessThan(550);
  });
});
