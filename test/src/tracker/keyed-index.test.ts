import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mix32 } from '../../../src/tracker/mix32.ts';
import { hashPid, splitKey } from '../../../src/tracker/pid-hash.ts';
import { PROBE_BUDGET } from '../../../src/tracker/pid-index.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { record } from '../support/tracker-fixture.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

describe('hashPid()', () => {
  it('without a key is mix32, as an i32', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (pid) => {
        expect(hashPid(pid, null)).toBe(mix32(pid) | 0);
      }),
    );
  });

  it('with a key is two rounds of it, each behind a half of the key', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), anyU64, (pid, key) => {
        const low = Number(key % 2n ** 32n);
        const high = Number(key / 2n ** 32n);
        expect(hashPid(pid, splitKey(key))).toBe(mix32((mix32((pid ^ low) >>> 0) ^ high) >>> 0) | 0);
      }),
    );
  });

  it.each([0n, 1n, 2n ** 32n, U64_MAX])('takes %i for a key, other than none', (key) => {
    const hashes = [7, 8, 9].map((pid) => hashPid(pid, splitKey(key)));
    expect(hashes).not.toEqual([7, 8, 9].map((pid) => mix32(pid) | 0));
    expect(hashes.every((hash) => (hash | 0) === hash)).toBe(true);
  });
});

/** 64 pids with the home of a 65th, that comes last, in a table of 8192 cells for 4096 pids. */
const CHOSEN = pidsWithHome(100, 8192, PROBE_BUDGET + 1);

describe('Tracker, when 64 pids are chosen to share a home,', () => {
  const victim = CHOSEN[PROBE_BUDGET];

  it('without a key refuses the next one with that home for ever, in a table that is nearly empty', () => {
    const tracker = new Tracker({ capacity: 4096 });
    for (const pid of CHOSEN.slice(0, PROBE_BUDGET)) record(tracker, pid, 1, 0);
    for (let beat = 1; beat <= 100; beat++) expect(record(tracker, victim, beat, beat * 1_000_000)).toBe('capacity-exceeded');
    expect([tracker.length, tracker.takeProbeExhausted()]).toEqual([64, 100n]);
  });

  it('with any key takes it', () => {
    fc.assert(
      fc.property(anyU64, (indexKey) => {
        const tracker = new Tracker({ capacity: 4096, indexKey });
        for (const pid of CHOSEN) expect(record(tracker, pid, 1, 0)).toBe('inserted');
        expect(tracker.takeProbeExhausted()).toBe(0n);
      }),
    );
  });

  it('with the key known to who chooses is as without', () => {
    const tracker = new Tracker({ capacity: 4096, indexKey: 99n });
    const chosen = pidsWithHome(100, 8192, PROBE_BUDGET + 1, 99n);
    const view = new TrackerView(tracker);
    expect(new Set(chosen.map((pid) => view.homeCell(pid)))).toEqual(new Set([100]));
    expect(chosen.map((pid) => record(tracker, pid, 1, 0)).lastIndexOf('inserted')).toBe(PROBE_BUDGET - 1);
  });
});
