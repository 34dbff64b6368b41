import { describe, expect, it } from 'vitest';
import { Tracker, type TrackerOptions } from '../../../../src/index.ts';
import { trackerInternals } from '../../../../src/tracker/tracker.ts';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { RULE_GROUPS } from '../../../../sim/oracle/rules.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { KNOWN_LIMITS, knownLimits } from '../../../../sim/world/scenarios/known-limits.ts';
import { recordingWith, type RecordCall } from '../../oracle/faulty-production.ts';

/** All rules of the oracle: they would find the mended tracker before the limit is asked for. */
const OTHERS = new Set(['model', ...Object.values(RULE_GROUPS).flatMap(({ rules }) => rules.map(({ name }) => name))]);

function taken({ inside: { slots }, tracker, beat, nowNs }: RecordCall): 'refreshed' {
  const slot = tracker.slotOf(beat.pid);
  slots.lastNonces[slot] = beat.nonce;
  slots.lastBeatNs[slot] = nowNs;
  return 'refreshed';
}

/** Trackers that mend one limit each. */
const MENDED: Readonly<Record<string, Production>> = {
  'same-pid-restart-out-of-order': recordingWith((call) => {
    const update = call.record();
    return update === 'out-of-order' && call.beat.nonce === 1n ? taken(call) : update;
  }),
  'terminal-nonce-blocks': recordingWith((call) => {
    const update = call.record();
    return update === 'out-of-order' && call.beat.nonce === 1n << 20n ? taken(call) : update;
  }),
  'near-top-any-small-nonce-wraps': recordingWith(({ record, beat, tracker, inside }) => {
    const slot = tracker.slotOf(beat.pid);
    return slot >= 0 && beat.nonce === 7n && inside.slots.lastNonces[slot] > beat.nonce ? 'out-of-order' : record();
  }),
  'first-origin-locks-out': recordingWith((call) => {
    const update = call.record();
    return update === 'origin-conflict' && call.origin === 'kernel-attested' ? taken(call) : update;
  }),
  'balanced-reads-two-windows': recordingWith(({ record, inside }) => {
    const update = record();
    if (inside.work.stalledPassSlots > 0) inside.work.anyPassSlots = 0;
    return update;
  }),
  'first-fit-not-oldest-first': recordingWith(({ record, inside: { slots, state }, tracker }) => {
    let oldest = 0;
    for (let slot = 1; slot < tracker.length; slot++) if (slots.lastBeatNs[slot] < slots.lastBeatNs[oldest]) oldest = slot;
    state.cursor = oldest;
    return record();
  }),
  'balanced-evicts-unsurfaced': {
    ...PRODUCTION,
    Tracker: class extends Tracker {
      constructor(options: TrackerOptions = {}) {
        // The limit of the two windows needs the policy as it is.
        super(options.capacity === 1 ? { ...options, evictionPolicy: 'strict' } : options);
      }
    },
  },
  'only-last-evicted-pid-kept': {
    ...recordingWith(({ record }) => record()),
    Tracker: class extends Tracker {
      readonly #evicted: number[] = [];

      override record(...args: Parameters<Tracker['record']>): ReturnType<Tracker['record']> {
        const update = super.record(...args);
        const { state } = trackerInternals(this);
        if (state.lastEvictedPid !== null) this.#evicted.push(state.lastEvictedPid);
        state.lastEvictedPid = null;
        return update;
      }

      override takeEvictedPid(): number | null {
        return this.#evicted.shift() ?? null;
      }
    },
  },
};

describe('known-limits', () => {
  it('shows every limit, each under a name of its own', () => {
    expect(KNOWN_LIMITS.map(({ name }) => name).sort()).toEqual(Object.keys(MENDED).sort());
  });

  it.each(Object.entries(MENDED))('fails when %s is mended', (rule, production) => {
    const { finding } = simulate(knownLimits, '1', { production, without: OTHERS });
    expect(finding).toMatchObject({ judge: 'known-limit', rule });
  });

  it('finds the limits where the other judges are silent too', () => {
    expect(simulate(knownLimits, '1', { without: OTHERS }).finding).toBeNull();
  });
});
