import { expect } from 'vitest';
import { NONCE_WRAP_THRESHOLD, type Update } from '../../../src/index.ts';
import { U64_MAX } from '../../../src/internal.ts';
import type { Production } from '../../../sim/subject/production.ts';
import { afterPoll, recordingWith, spoilingSlots, type RecordCall } from './faulty-production.ts';
import { MS, PATH, T } from './oracle-bench.ts';
import { fault, type RuleCase } from './rule-case.ts';
import { beat, create, drain, observe, poll, send, table } from './steps.ts';

const ONE_BEAT = [create(4), beat(7, 1n, 3n, { ns: 5n })];

/** Takes a beat that was refused all the same. */
function forced({ tracker, inside: { slots }, beat: { pid, nonce }, nowNs, origin, nsInode }: RecordCall): 'refreshed' {
  const slot = tracker.slotOf(pid);
  slots.lastNonces[slot] = nonce;
  slots.lastBeatNs[slot] = nowNs;
  slots.origins[slot] = origin === 'kernel-attested' ? 0 : 1;
  slots.nsKnown[slot] = nsInode === null ? 0 : 1;
  slots.nsInodes[slot] = nsInode ?? 0n;
  return 'refreshed';
}

/** Production code that takes beats which it should refuse for one thing. */
function forcing(refusal: Update): Production {
  return recordingWith((call) => {
    const update = call.record();
    return update === refusal ? forced(call) : update;
  });
}

export const BEAT_CASES: readonly RuleCase[] = [
  {
    rule: 'accepted-pid-resolves',
    faults: [
      fault('an accepted pid that the index does not know', ONE_BEAT, {
        first: ['index-size-matches', 'what holds of every step is asked before what holds of a beat'],
        production: spoilingSlots((_, { inside, beat: { pid } }) => inside.index.remove(pid)),
      }),
      fault('an accepted pid that leads to a slot not in use', ONE_BEAT, {
        production: spoilingSlots((_, { inside, beat: { pid } }) => inside.index.insert(pid, 3)),
      }),
      fault('an accepted pid that leads to another’s slot', [table(4, 7, 8)], {
        production: spoilingSlots((_, { inside, beat: { pid } }) => inside.index.insert(pid, 0)),
      }),
    ],
    lawful: 'a pid is inserted behind 63 others on one probe path',
    keep: [
      (bench) => bench.fillPath(),
      (bench) => expect(bench.view.resolve(PATH[63])).toBe(71),
      beat(PATH[63], 2n, 1n, { is: 'refreshed' }),
    ],
  },
  {
    rule: 'accepted-beat-stored',
    faults: [
      fault('another nonce in the slot', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.lastNonces[at] = 9n)) }),
      fault('another time in the slot', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.lastBeatNs[at] = 4n)) }),
      fault('another status in the slot', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.statuses[at] = 1)) }),
      fault('another origin in the slot', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.origins[at] = 1)) }),
      fault('another namespace in the slot', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.nsInodes[at] = 6n)) }),
      fault('a namespace that is forgotten', ONE_BEAT, { production: spoilingSlots((at, { inside }) => (inside.slots.nsKnown[at] = 0)) }),
    ],
    lawful: 'a beat has the largest of everything, and the next one the smallest',
    keep: [
      create(1),
      beat(0xffff_ffff, U64_MAX, U64_MAX, { ns: U64_MAX, status: 'critical', threshold: U64_MAX, is: 'inserted' }),
      beat(0xffff_ffff, 0n, 0n, { ns: U64_MAX, threshold: 0n, is: 'refreshed' }),
    ],
  },
  {
    rule: 'accepted-clears-stall',
    faults: [
      fault('a beat that leaves the mark', [...ONE_BEAT, drain(200n), beat(7, 2n, 200n, { ns: 5n })], {
        production: recordingWith(({ record, inside: { slots }, tracker, beat: { pid } }) => {
          const slot = tracker.slotOf(pid);
          const mark = slot < 0 ? 0 : slots.stallEmitted[slot];
          const update = record();
          if (slot >= 0) slots.stallEmitted[slot] = mark;
          return update;
        }),
      }),
    ],
    lawful: 'a beat comes at the very time at which its slot was marked',
    keep: [
      ...ONE_BEAT,
      drain(200n, [7]),
      beat(7, 2n, 200n, { ns: 5n, is: 'refreshed' }),
      (bench) => expect(bench.view.stallEmitted(0)).toBe(false),
    ],
  },
  {
    rule: 'inserted-means-new',
    faults: [
      fault('a known pid that is said to be new', [table(4, 7), beat(7, 2n, 1n)], {
        production: recordingWith(({ record }) => (record(), 'inserted')),
      }),
      fault('a new pid that is said to be known', [table(4, 7)], { production: recordingWith(({ record }) => (record(), 'refreshed')) }),
    ],
    lawful: 'an evicted pid comes back and is new again',
    keep: [
      create(1),
      beat(7, 5n, 0n),
      drain(11n * T),
      beat(8, 1n, 11n * T, { is: 'inserted' }),
      drain(22n * T),
      beat(7, 1n, 22n * T, { is: 'inserted' }),
    ],
  },
  {
    rule: 'nonce-advances',
    faults: [U64_MAX - NONCE_WRAP_THRESHOLD - 1n, 50n].map((last) =>
      fault(`a nonce that starts over after ${last}`, [create(4), beat(7, last, 0n), beat(7, 0n, 1n)], {
        production: forcing('out-of-order'),
      }),
    ),
    lawful: 'a nonce starts over from the first value that may, to the last one that may, and in the poll whose drain flags the pid',
    keep: [
      create(4),
      beat(7, U64_MAX - NONCE_WRAP_THRESHOLD, 0n),
      beat(7, NONCE_WRAP_THRESHOLD, 1n, { is: 'out-of-order' }),
      beat(7, NONCE_WRAP_THRESHOLD - 1n, 1n, { is: 'refreshed' }),
      observe({ restart_after_stall: 'attested' }),
      send(0, 7, 9n),
      poll(0),
      send(100, 7, 1n),
      poll(100, { kind: 'beat', pid: 7, restarted: true }),
    ],
  },
  {
    rule: 'origin-pinned',
    faults: [
      fault('an origin that changes with a beat', [create(4), beat(7, 1n, 0n, { origin: 'network-unverified' }), beat(7, 2n, 1n)], {
        production: forcing('origin-conflict'),
      }),
    ],
    lawful: 'an evicted pid comes back over another origin',
    keep: [
      create(1),
      beat(7, 1n, 0n, { origin: 'network-unverified' }),
      beat(7, 2n, 1n, { is: 'origin-conflict' }),
      drain(11n * T),
      beat(8, 1n, 11n * T),
      drain(22n * T),
      beat(7, 2n, 22n * T, { is: 'inserted' }),
    ],
  },
  {
    rule: 'namespace-pinned',
    faults: [null, 6n].map((ns) =>
      fault(`a namespace that goes from 5 to ${ns}`, [create(4), beat(7, 1n, 0n, { ns: 5n }), beat(7, 2n, 1n, { ns })], {
        production: forcing('namespace-conflict'),
      }),
    ),
    lawful: 'a namespace becomes known, and is the smallest there is',
    keep: [
      table(4, 7),
      beat(7, 2n, 1n, { ns: 0n, is: 'refreshed' }),
      beat(7, 3n, 2n, { is: 'namespace-conflict' }),
      beat(7, 3n, 2n, { ns: 0n, is: 'refreshed' }),
    ],
  },
  {
    rule: 'last-beat-forward',
    faults: [
      fault('an observer that goes by a clock that runs backwards', [observe(), send(5, 7, 1n), poll(5), send(4, 7, 2n), poll(4)], {
        first: ['accepted-beat-stored', 'the slot does not have the clamped time at which the beat was taken'],
        production: afterPoll((event, { nowNs, tracker }) => event?.kind === 'beat' && (tracker.slots.lastBeatNs[0] = nowNs())),
      }),
    ],
    lawful: 'the clock runs backwards between two beats and the time stands still',
    keep: [
      observe(),
      send(5, 7, 1n),
      poll(5),
      send(4, 7, 2n),
      poll(4, { kind: 'beat' }),
      (bench) => expect(bench.view.lastBeatNs(0)).toBe(5n * MS),
    ],
  },
  {
    rule: 'eviction-lawful',
    faults: [
      fault('an eviction at exactly ten thresholds of silence', [table(1, 7), drain(10n * T), beat(8, 1n, 10n * T)], {
        first: ['accepted-beat-stored', 'the tracker goes by a later time, and stores that'],
        production: recordingWith(({ record, nowNs }) => record({ nowNs: nowNs === 0n ? 0n : nowNs + 1n })),
      }),
      fault('an eviction before the stall came out', [table(1, 7), beat(8, 1n, 11n * T)], {
        production: recordingWith(({ record, tracker, nowNs, thresholdNs }) => {
          tracker.drainStalledSlots(nowNs, thresholdNs, () => {});
          return record();
        }),
      }),
      fault('an eviction from a table with room', [table(3, 7), drain(11n * T), beat(9, 1n, 11n * T)], {
        first: ['accepted-clears-stall', 'the slot is taken over with its stall'],
        production: recordingWith((call) => {
          const { inside, tracker } = call;
          const { pid } = call.beat;
          if (tracker.length === 0 || pid !== 9) return call.record();
          inside.index.remove(inside.slots.pids[0]);
          inside.slots.pids[0] = pid;
          inside.index.insert(pid, 0);
          forced(call);
          return 'inserted';
        }),
      }),
    ],
    lawful: 'a pid is kept at exactly ten thresholds of silence and before its stall is out, and goes one nanosecond later',
    keep: [
      table(1, 7),
      beat(8, 1n, 10n * T + 1n, { is: 'capacity-exceeded' }),
      drain(10n * T),
      beat(8, 1n, 10n * T, { is: 'capacity-exceeded' }),
      beat(8, 1n, 10n * T + 1n, { is: 'inserted' }),
    ],
  },
];
