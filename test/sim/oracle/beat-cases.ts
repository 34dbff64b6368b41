import { expect } from 'vitest';
import { NONCE_WRAP_THRESHOLD } from '../../../src/index.ts';
import { U64_MAX } from '../../../src/internal.ts';
import { pollingWith, recordingWith, spoilingSlots, type RecordCall } from './faulty-production.ts';
import { MS, T, type OracleBench } from './oracle-bench.ts';
import type { RuleCase } from './rule-case.ts';

function oneBeat(bench: OracleBench): void {
  bench.create(4);
  bench.beat(7, 1n, 3n, { ns: 5n });
}

/** Takes a beat that was refused all the same. */
function forced({ tracker, inside: { slots }, beat, nowNs, origin, nsInode }: RecordCall): 'refreshed' {
  const slot = tracker.slotOf(beat.pid);
  slots.lastNonces[slot] = beat.nonce;
  slots.lastBeatNs[slot] = nowNs;
  slots.origins[slot] = origin === 'kernel-attested' ? 0 : 1;
  slots.nsKnown[slot] = nsInode === null ? 0 : 1;
  slots.nsInodes[slot] = nsInode ?? 0n;
  return 'refreshed';
}

export const BEAT_CASES: readonly RuleCase[] = [
  {
    rule: 'accepted-pid-resolves',
    judge: 'invariant',
    faults: [
      {
        what: 'an accepted pid that the index does not know',
        first: ['index-size-matches', 'what holds of every step is asked before what holds of a beat'],
        production: spoilingSlots((_, { inside, beat }) => inside.index.remove(beat.pid)),
        play: oneBeat,
      },
      {
        what: 'an accepted pid that leads to a slot not in use',
        production: spoilingSlots((_, { inside, beat }) => inside.index.insert(beat.pid, 3)),
        play: oneBeat,
      },
      {
        what: 'an accepted pid that leads to another’s slot',
        production: spoilingSlots((_, { inside, beat }) => inside.index.insert(beat.pid, 0)),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
        },
      },
    ],
    lawful: 'a pid is inserted behind 63 others on one probe path',
    keep: (bench) => {
      const { path } = bench.fillPath();
      expect(bench.view.resolve(path[63])).toBe(71);
      expect(bench.beat(path[63], 2n, 1n)).toBe('refreshed');
    },
  },
  {
    rule: 'accepted-beat-stored',
    judge: 'invariant',
    faults: [
      {
        what: 'another nonce in the slot',
        production: spoilingSlots((slot, { inside }) => (inside.slots.lastNonces[slot] = 9n)),
        play: oneBeat,
      },
      {
        what: 'another time in the slot',
        production: spoilingSlots((slot, { inside }) => (inside.slots.lastBeatNs[slot] = 4n)),
        play: oneBeat,
      },
      {
        what: 'another status in the slot',
        production: spoilingSlots((slot, { inside }) => (inside.slots.statuses[slot] = 1)),
        play: oneBeat,
      },
      {
        what: 'another origin in the slot',
        production: spoilingSlots((slot, { inside }) => (inside.slots.origins[slot] = 1)),
        play: oneBeat,
      },
      {
        what: 'another namespace in the slot',
        production: spoilingSlots((slot, { inside }) => (inside.slots.nsInodes[slot] = 6n)),
        play: oneBeat,
      },
      {
        what: 'a namespace that is forgotten',
        production: spoilingSlots((slot, { inside }) => (inside.slots.nsKnown[slot] = 0)),
        play: oneBeat,
      },
    ],
    lawful: 'a beat has the largest of everything, and the next one the smallest',
    keep: (bench) => {
      bench.create(1);
      expect(bench.beat(0xffff_ffff, U64_MAX, U64_MAX, { ns: U64_MAX, status: 'critical', threshold: U64_MAX })).toBe('inserted');
      expect(bench.beat(0xffff_ffff, 0n, 0n, { ns: U64_MAX, threshold: 0n })).toBe('refreshed');
    },
  },
  {
    rule: 'accepted-clears-stall',
    judge: 'invariant',
    faults: [
      {
        what: 'a beat that leaves the mark',
        production: recordingWith(({ record, inside, tracker, beat }) => {
          const slot = tracker.slotOf(beat.pid);
          const mark = slot < 0 ? 0 : inside.slots.stallEmitted[slot];
          const update = record();
          if (slot >= 0) inside.slots.stallEmitted[slot] = mark;
          return update;
        }),
        play: (bench) => {
          oneBeat(bench);
          bench.drain(200n);
          bench.beat(7, 2n, 200n, { ns: 5n });
        },
      },
    ],
    lawful: 'a beat comes at the very time at which its slot was marked',
    keep: (bench) => {
      oneBeat(bench);
      expect(bench.drain(200n)).toHaveLength(1);
      expect(bench.beat(7, 2n, 200n, { ns: 5n })).toBe('refreshed');
      expect(bench.view.stallEmitted(0)).toBe(false);
    },
  },
  {
    rule: 'inserted-means-new',
    judge: 'invariant',
    faults: [
      {
        what: 'a known pid that is said to be new',
        production: recordingWith(({ record }) => (record() === 'refreshed' ? 'inserted' : 'inserted')),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.beat(7, 2n, 1n);
        },
      },
      {
        what: 'a new pid that is said to be known',
        production: recordingWith(({ record }) => (record() === 'inserted' ? 'refreshed' : 'refreshed')),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
        },
      },
    ],
    lawful: 'an evicted pid comes back and is new again',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 5n, 0n);
      bench.drain(11n * T);
      expect(bench.beat(8, 1n, 11n * T)).toBe('inserted');
      bench.drain(22n * T);
      expect(bench.beat(7, 1n, 22n * T)).toBe('inserted');
    },
  },
  {
    rule: 'nonce-advances',
    judge: 'invariant',
    faults: [U64_MAX - NONCE_WRAP_THRESHOLD - 1n, 50n].map((last) => ({
      what: `a nonce that starts over after ${last}`,
      production: recordingWith((call) => {
        const update = call.record();
        return update === 'out-of-order' ? forced(call) : update;
      }),
      play: (bench: OracleBench) => {
        bench.create(4);
        bench.beat(7, last, 0n);
        bench.beat(7, 0n, 1n);
      },
    })),
    lawful: 'a nonce starts over from the first value that may, to the last one that may, and in the poll whose drain flags the pid',
    keep: (bench) => {
      bench.create(4);
      bench.beat(7, U64_MAX - NONCE_WRAP_THRESHOLD, 0n);
      expect(bench.beat(7, NONCE_WRAP_THRESHOLD, 1n)).toBe('out-of-order');
      expect(bench.beat(7, NONCE_WRAP_THRESHOLD - 1n, 1n)).toBe('refreshed');
      bench.observe({ restart_after_stall: 'attested' });
      bench.send(0, 7, 9n);
      bench.poll(0);
      bench.send(100, 7, 1n);
      expect(bench.poll(100)).toMatchObject({ kind: 'beat', pid: 7, restarted: true });
    },
  },
  {
    rule: 'origin-pinned',
    judge: 'invariant',
    faults: [
      {
        what: 'an origin that changes with a beat',
        production: recordingWith((call) => {
          const update = call.record();
          return update === 'origin-conflict' ? forced(call) : update;
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n, { origin: 'network-unverified' });
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'an evicted pid comes back over another origin',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 1n, 0n, { origin: 'network-unverified' });
      expect(bench.beat(7, 2n, 1n)).toBe('origin-conflict');
      bench.drain(11n * T);
      bench.beat(8, 1n, 11n * T);
      bench.drain(22n * T);
      expect(bench.beat(7, 2n, 22n * T)).toBe('inserted');
    },
  },
  {
    rule: 'namespace-pinned',
    judge: 'invariant',
    faults: [null, 6n].map((ns) => ({
      what: `a namespace that goes from 5 to ${ns}`,
      production: recordingWith((call) => {
        const update = call.record();
        return update === 'namespace-conflict' ? forced(call) : update;
      }),
      play: (bench: OracleBench) => {
        bench.create(4);
        bench.beat(7, 1n, 0n, { ns: 5n });
        bench.beat(7, 2n, 1n, { ns });
      },
    })),
    lawful: 'a namespace becomes known, and is the smallest there is',
    keep: (bench) => {
      bench.create(4);
      bench.beat(7, 1n, 0n);
      expect(bench.beat(7, 2n, 1n, { ns: 0n })).toBe('refreshed');
      expect(bench.beat(7, 3n, 2n)).toBe('namespace-conflict');
      expect(bench.beat(7, 3n, 2n, { ns: 0n })).toBe('refreshed');
    },
  },
  {
    rule: 'last-beat-forward',
    judge: 'invariant',
    faults: [
      {
        what: 'an observer that goes by a clock that runs backwards',
        first: ['accepted-beat-stored', 'the slot does not have the clamped time at which the beat was taken'],
        production: pollingWith(({ poll, nowNs, tracker }) => {
          const event = poll();
          if (event?.kind === 'beat') tracker.slots.lastBeatNs[0] = nowNs();
          return event;
        }),
        play: (bench) => {
          bench.observe();
          bench.send(5, 7, 1n);
          bench.poll(5);
          bench.send(4, 7, 2n);
          bench.poll(4);
        },
      },
    ],
    lawful: 'the clock runs backwards between two beats and the time stands still',
    keep: (bench) => {
      bench.observe();
      bench.send(5, 7, 1n);
      bench.poll(5);
      bench.send(4, 7, 2n);
      expect(bench.poll(4)?.kind).toBe('beat');
      expect(bench.view.lastBeatNs(0)).toBe(5n * MS);
    },
  },
  {
    rule: 'eviction-lawful',
    judge: 'invariant',
    faults: [
      {
        what: 'an eviction at exactly ten thresholds of silence',
        first: ['accepted-beat-stored', 'the tracker goes by a later time, and stores that'],
        production: recordingWith(({ record, nowNs }) => record({ nowNs: nowNs === 0n ? 0n : nowNs + 1n })),
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.drain(10n * T);
          bench.beat(8, 1n, 10n * T);
        },
      },
      {
        what: 'an eviction before the stall came out',
        production: recordingWith(({ record, tracker, nowNs, thresholdNs }) => {
          tracker.drainStalledSlots(nowNs, thresholdNs, () => {});
          return record();
        }),
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 11n * T);
        },
      },
      {
        what: 'an eviction from a table with room',
        first: ['accepted-clears-stall', 'the slot is taken over with its stall'],
        production: recordingWith((call) => {
          const { beat, inside, tracker } = call;
          if (tracker.length === 0 || beat.pid !== 9) return call.record();
          inside.index.remove(inside.slots.pids[0]);
          inside.slots.pids[0] = beat.pid;
          inside.index.insert(beat.pid, 0);
          forced(call);
          return 'inserted';
        }),
        play: (bench) => {
          bench.create(3);
          bench.beat(7, 1n, 0n);
          bench.drain(11n * T);
          bench.beat(9, 1n, 11n * T);
        },
      },
    ],
    lawful: 'a pid is kept at exactly ten thresholds of silence and before its stall is out, and goes one nanosecond later',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 1n, 0n);
      expect(bench.beat(8, 1n, 10n * T + 1n)).toBe('capacity-exceeded');
      bench.drain(10n * T);
      expect(bench.beat(8, 1n, 10n * T)).toBe('capacity-exceeded');
      expect(bench.beat(8, 1n, 10n * T + 1n)).toBe('inserted');
    },
  },
];
