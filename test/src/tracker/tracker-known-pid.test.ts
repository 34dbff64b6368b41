import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { beat, countersOf, record, slotsOf, THRESHOLD_NS } from '../support/tracker-fixture.ts';

const WRAP_FROM = U64_MAX - 2n ** 20n;

describe('Tracker.record() of a known pid, origin:', () => {
  it('refuses any origin but the first, and leaves the slot alone [seed: origin_conflict_first_origin_wins]', () => {
    const tracker = new Tracker({ capacity: 8 });
    const view = new TrackerView(tracker);
    expect(record(tracker, 7, 1, 10, 'kernel-attested')).toBe('inserted');
    expect(record(tracker, 7, 2, 20, 'network-unverified')).toBe('origin-conflict');
    expect(tracker.lastNsOf(7)).toBe(10n);
    expect(view.lastNonce(0)).toBe(1n);
    expect(view.origin(0)).toBe('kernel-attested');
    expect(tracker.takeOriginConflicts()).toBe(1n);
    expect(tracker.takeOriginConflicts()).toBe(0n);
    expect(record(tracker, 7, 3, 30, 'kernel-attested')).toBe('refreshed');
  });

  it('refuses a better attested origin than the first as well', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 0, 'network-unverified');
    for (const origin of ['kernel-attested', 'operator-attested', 'socket-mode-only'] as const) {
      expect(record(tracker, 7, 2, 1, origin)).toBe('origin-conflict');
    }
    expect(tracker.takeOriginConflicts()).toBe(3n);
  });
});

describe('Tracker.record() of a known pid, namespace:', () => {
  it('refuses another namespace than the pinned one [seed: namespace_conflict_blocks_rebind]', () => {
    const tracker = new Tracker({ capacity: 8 });
    expect(record(tracker, 7, 1, 0, 'kernel-attested', 4026531836n)).toBe('inserted');
    expect(record(tracker, 7, 2, 10, 'kernel-attested', 4026531840n)).toBe('namespace-conflict');
    expect(tracker.pidNsInodeOf(7)).toBe(4026531836n);
    expect(tracker.takeNamespaceConflicts()).toBe(1n);
    expect(tracker.takeNamespaceConflicts()).toBe(0n);
  });

  it('takes a beat from the pinned namespace [seed: namespace_match_passes_through]', () => {
    const tracker = new Tracker({ capacity: 8 });
    record(tracker, 7, 1, 0, 'kernel-attested', 123n);
    expect(record(tracker, 7, 2, 10, 'kernel-attested', 123n)).toBe('refreshed');
    expect(tracker.takeNamespaceConflicts()).toBe(0n);
  });

  it('refuses an unknown namespace once one is pinned [seed: namespace_some_to_none_is_conflict]', () => {
    const tracker = new Tracker({ capacity: 8 });
    record(tracker, 7, 1, 0, 'kernel-attested', 123n);
    expect(record(tracker, 7, 2, 10, 'kernel-attested', null)).toBe('namespace-conflict');
    expect(tracker.takeNamespaceConflicts()).toBe(1n);
  });

  it('pins a namespace that was unknown before [seed: namespace_none_to_some_upgrades_in_place]', () => {
    const tracker = new Tracker({ capacity: 8 });
    record(tracker, 7, 1, 0, 'kernel-attested', null);
    expect(tracker.pidNsInodeOf(7)).toBeNull();
    expect(record(tracker, 7, 2, 10, 'kernel-attested', 999n)).toBe('refreshed');
    expect(tracker.pidNsInodeOf(7)).toBe(999n);
    expect(record(tracker, 7, 3, 20, 'kernel-attested', 998n)).toBe('namespace-conflict');
    expect(tracker.takeNamespaceConflicts()).toBe(1n);
  });

  it('takes an unknown namespace where none is pinned [seed: namespace_both_none_is_match]', () => {
    const tracker = new Tracker({ capacity: 8 });
    record(tracker, 7, 1, 0, 'kernel-attested', null);
    expect(record(tracker, 7, 2, 10, 'kernel-attested', null)).toBe('refreshed');
    expect(tracker.takeNamespaceConflicts()).toBe(0n);
  });

  it('tells inode 0 from no inode', () => {
    const tracker = new Tracker();
    record(tracker, 7, 1, 0, 'kernel-attested', 0n);
    expect(tracker.pidNsInodeOf(7)).toBe(0n);
    expect(record(tracker, 7, 2, 1, 'kernel-attested', null)).toBe('namespace-conflict');
    expect(record(tracker, 7, 2, 1, 'kernel-attested', 0n)).toBe('refreshed');
  });

  it('pins nothing when the beat is out of order: D3', () => {
    const tracker = new Tracker();
    record(tracker, 7, 5, 0, 'kernel-attested', null);
    expect(record(tracker, 7, 5, 10, 'kernel-attested', 123n)).toBe('out-of-order');
    expect(tracker.pidNsInodeOf(7)).toBeNull();
    expect(record(tracker, 7, 6, 20, 'kernel-attested', 456n)).toBe('refreshed');
    expect(tracker.pidNsInodeOf(7)).toBe(456n);
  });
});

describe('Tracker.record() of a known pid, nonce:', () => {
  it('refuses a nonce that does not advance', () => {
    const tracker = new Tracker();
    record(tracker, 7, 5, 0);
    expect(record(tracker, 7, 5, 1)).toBe('out-of-order');
    expect(record(tracker, 7, 4, 1)).toBe('out-of-order');
    expect(tracker.lastNsOf(7)).toBe(0n);
    expect(record(tracker, 7, 6, 2)).toBe('refreshed');
    expect(tracker.lastNsOf(7)).toBe(2n);
  });

  it('takes any step forward, also a time before the last one', () => {
    const tracker = new Tracker();
    record(tracker, 7, 0, 100);
    expect(record(tracker, 7, U64_MAX, 50)).toBe('refreshed');
    expect(tracker.lastNsOf(7)).toBe(50n);
  });

  it.each([
    [U64_MAX, 0n, true],
    [U64_MAX, 2n ** 20n - 1n, true],
    [U64_MAX, 2n ** 20n, false],
    [WRAP_FROM, 0n, true],
    [WRAP_FROM, 2n ** 20n - 1n, true],
    [WRAP_FROM, 2n ** 20n, false],
    [WRAP_FROM - 1n, 0n, false],
    [WRAP_FROM - 1n, 2n ** 20n - 1n, false],
    [0n, 0n, false],
  ])('from %i to %i starts over: %o', (last, next, wraps) => {
    const tracker = new Tracker();
    record(tracker, 7, last, 0);
    expect(record(tracker, 7, next, 1)).toBe(wraps ? 'refreshed' : 'out-of-order');
    expect(tracker.lastNsOf(7)).toBe(wraps ? 1n : 0n);
    expect(new TrackerView(tracker).lastNonce(0)).toBe(wraps ? next : last);
    expect(tracker.takeNonceWraps()).toBe(wraps ? 1n : 0n);
    expect(tracker.takeNonceWraps()).toBe(0n);
  });

  it('that starts over also ends a stall and brings the new status and namespace', () => {
    const tracker = new Tracker();
    const view = new TrackerView(tracker);
    record(tracker, 7, U64_MAX, 0);
    tracker.drainStalledSlots(THRESHOLD_NS, THRESHOLD_NS, () => {});
    expect(tracker.record(beat(7, 0, 'degraded'), 150n, THRESHOLD_NS, 'kernel-attested', 3n)).toBe('refreshed');
    expect(slotsOf(view)).toEqual([
      {
        pid: 7,
        nonce: 0n,
        lastNs: 150n,
        status: 'degraded',
        origin: 'kernel-attested',
        nsInode: 3n,
        stalled: false,
        terminal: false,
        generation: null,
      },
    ]);
    expect(view.stallCount).toBe(0);
  });
});

describe('Tracker.record() of a known pid, several faults at once:', () => {
  it('looks at the origin first, then at the namespace, then at the nonce', () => {
    const tracker = new Tracker();
    record(tracker, 7, 5, 0, 'kernel-attested', 1n);
    expect(record(tracker, 7, 5, 1, 'network-unverified', 2n)).toBe('origin-conflict');
    expect(record(tracker, 7, 5, 1, 'kernel-attested', 2n)).toBe('namespace-conflict');
    expect(record(tracker, 7, 5, 1, 'kernel-attested', 1n)).toBe('out-of-order');
    expect(countersOf(new TrackerView(tracker))).toMatchObject({ originConflicts: 1n, namespaceConflicts: 1n });
  });

  it('keeps the status of the last accepted beat', () => {
    const tracker = new Tracker();
    const view = new TrackerView(tracker);
    tracker.record(beat(7, 5, 'critical'), 0n, THRESHOLD_NS, 'kernel-attested', null);
    tracker.record(beat(7, 5, 'ok'), 0n, THRESHOLD_NS, 'kernel-attested', null);
    expect(view.status(0)).toBe('critical');
    tracker.record(beat(7, 6, 'degraded'), 0n, THRESHOLD_NS, 'kernel-attested', null);
    expect(view.status(0)).toBe('degraded');
  });
});
