import { describe, expect, it } from 'vitest';
import * as api from '../../src/index.ts';

describe('the package', () => {
  it('lets a caller do the whole job: encode, decode, record, drain', () => {
    const decoded = api.decodeFrame(api.encodeFrame({ status: 'ok', pid: 7, timestamp: 5n, nonce: 1n, payload: 0 }));
    if (typeof decoded === 'string') throw new Error(decoded);
    const tracker = new api.Tracker();
    expect(tracker.record(decoded, 0n, 100n, 'kernel-attested', null)).toBe('inserted');
    const stalled: number[] = [];
    tracker.drainStalledSlots(100n, 100n, (pid) => stalled.push(pid));
    expect(stalled).toEqual([7]);
  });

  it('does not hand out the parts that damage a tracker', () => {
    expect(Object.keys(api)).not.toContain('trackerInternals');
    expect(Object.keys(api)).not.toContain('observerInternals');
  });
});
