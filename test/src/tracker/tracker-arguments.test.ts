import { describe, expect, it } from 'vitest';
import type { BeatOrigin } from '../../../src/tracker/origin.ts';
import type { Beat } from '../../../src/tracker/beat.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import type { Status } from '../../../src/vlp/status.ts';
import { beat, countersOf, record, slotsOf, THRESHOLD_NS } from '../support/tracker-fixture.ts';
import { thrown } from '../support/thrown.ts';
import { NOT_U32, NOT_U64 } from '../support/u64-arbitrary.ts';

type RecordArguments = readonly [Beat, bigint, bigint, BeatOrigin, bigint | null, (bigint | null)?];

/** What the record of these arguments throws; checks that it left the tracker alone. */
function refusal(...args: unknown[]): Error {
  const tracker = new Tracker({ capacity: 2 });
  record(tracker, 7, 1, 5);
  const view = new TrackerView(tracker);
  const before = [slotsOf(view), countersOf(view)];
  const error = thrown(() => tracker.record(...(args as unknown as RecordArguments)));
  expect([slotsOf(view), countersOf(view)]).toEqual(before);
  return error;
}

describe('Tracker.record(), given wrong arguments,', () => {
  it.each(NOT_U32)('refuses the pid %o', (pid, kind) => {
    const error = refusal({ ...beat(7, 2), pid }, 10n, THRESHOLD_NS, 'kernel-attested', null);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^Cannot record beat: pid must be an integer from 0 to 2\^32 - 1, got /);
  });

  it.each(NOT_U64)('refuses the nonce, time, threshold or namespace %o', (value, kind) => {
    const good = 'must be a bigint from 0 to 2\\^64 - 1, got ';
    const cases: [Error, string][] = [
      [refusal({ ...beat(7, 2), nonce: value }, 10n, THRESHOLD_NS, 'kernel-attested', null), `nonce ${good}`],
      [refusal(beat(7, 2), value, THRESHOLD_NS, 'kernel-attested', null), `nowNs ${good}`],
      [refusal(beat(7, 2), 10n, value, 'kernel-attested', null), `thresholdNs ${good}`],
      [refusal(beat(7, 2), 10n, THRESHOLD_NS, 'kernel-attested', value), `nsInode must be null or a bigint from 0 to 2\\^64 - 1, got `],
    ];
    for (const [error, rule] of cases) {
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(new RegExp(`^Cannot record beat: ${rule}`));
    }
  });

  // Left out it is unknown.
  it.each(NOT_U64.filter(([value]) => value !== undefined))('refuses the generation %o', (value, kind) => {
    const error = refusal(beat(7, 2), 10n, THRESHOLD_NS, 'kernel-attested', 5n, value);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(/^Cannot record beat: generation must be null or a bigint from 0 to 2\^64 - 1, got /);
  });

  it('refuses a status that it does not know', () => {
    const error = refusal(beat(7, 2, 'dead' as Status), 10n, THRESHOLD_NS, 'kernel-attested', null);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('Cannot record beat: status must be one of ok, degraded, critical, stall, got "dead"');
    expect(refusal(beat(7, 2, 2 as unknown as Status), 10n, THRESHOLD_NS, 'kernel-attested', null)).toBeInstanceOf(TypeError);
  });

  it('refuses an origin that it does not know', () => {
    const error = refusal(beat(7, 2), 10n, THRESHOLD_NS, 'kernel', null);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      'Cannot record beat: origin must be one of kernel-attested, network-unverified, operator-attested, socket-mode-only, got "kernel"',
    );
    expect(refusal(beat(7, 2), 10n, THRESHOLD_NS, null, null)).toBeInstanceOf(TypeError);
  });

  it('takes every u32 pid, 0 and 2^32 - 1 too, and status stall: it judges no frame', () => {
    const tracker = new Tracker({ capacity: 3 });
    for (const pid of [0, 1, 0xffff_ffff]) {
      expect(tracker.record(beat(pid, 0, 'stall'), 0n, 0n, 'socket-mode-only', 0n)).toBe('inserted');
      expect(tracker.lastNsOf(pid)).toBe(0n);
    }
  });
});

describe('Tracker.drainStalledSlots(), given wrong times,', () => {
  it.each(NOT_U64)('refuses %o', (value, kind) => {
    const tracker = new Tracker();
    const calls = [
      ['nowNs', () => tracker.drainStalledSlots(value as bigint, THRESHOLD_NS, () => {})],
      ['thresholdNs', () => tracker.drainStalledSlots(0n, value as bigint, () => {})],
    ] as const;
    for (const [name, call] of calls) {
      const error = thrown(call);
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(new RegExp(`^Cannot drain stalled slots: ${name} must be a bigint from 0 to 2\\^64 - 1, got `));
    }
  });
});

describe('Tracker.slotOf(), lastNsOf(), originOf() and pidNsInodeOf()', () => {
  it.each(NOT_U32)('refuse the pid %o', (pid, kind) => {
    const tracker = new Tracker();
    for (const look of ['slotOf', 'lastNsOf', 'originOf', 'pidNsInodeOf'] as const) {
      const error = thrown(() => tracker[look](pid as number));
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(/^Cannot look up pid: pid must be an integer from 0 to 2\^32 - 1, got /);
    }
  });

  it('know nothing of a pid that is not tracked', () => {
    const tracker = new Tracker();
    expect([tracker.slotOf(7), tracker.lastNsOf(7), tracker.originOf(7), tracker.pidNsInodeOf(7)]).toEqual([
      -1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('tell what the last beats left', () => {
    const tracker = new Tracker();
    record(tracker, 6, 1, 3);
    record(tracker, 7, 1, 5, 'operator-attested', 9n);
    expect([tracker.slotOf(7), tracker.lastNsOf(7), tracker.originOf(7), tracker.pidNsInodeOf(7)]).toEqual([
      1,
      5n,
      'operator-attested',
      9n,
    ]);
    expect(tracker.pidNsInodeOf(6)).toBeNull();
  });
});
