import { expect } from 'vitest';
import { NONCE_WRAP_THRESHOLD, type Tracker, type Update } from '../../../src/index.ts';
import { U64_MAX } from '../../../src/internal.ts';
import { pidWithHome } from '../../../sim/world/unmix32.ts';
import { afterRecord, recordingWith } from './faulty-production.ts';
import { T } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { beat, beats, create, drain, table, type Step } from './steps.ts';

/** A tracker that takes its first beat, and answers every other with a refusal without looking at it. */
function refusing(update: Update, play: readonly Step[]): Fault {
  const begun = new WeakSet<Tracker>();
  const production = recordingWith(({ record, tracker }) => {
    if (begun.has(tracker)) return update;
    begun.add(tracker);
    return record();
  });
  return fault(`an ${update} without a reason`, play, { production });
}

const TWO_BEATS = [create(4), beat(7, 1n, 0n, { ns: 5n }), beat(7, 2n, 1n, { ns: 5n })];
const TWO_PIDS = [table(4, 7, 8)];
const LAST = U64_MAX - NONCE_WRAP_THRESHOLD - 1n;

export const REFUSAL_CASES: readonly RuleCase[] = [
  {
    rule: 'refusal-changes-nothing',
    faults: [
      fault('a refused beat that leaves its namespace behind', [create(4), beat(7, 5n, 0n), beat(7, 5n, 1n, { ns: 5n })], {
        production: recordingWith(({ record, inside: { slots }, tracker, beat: { pid }, nsInode }) => {
          const slot = tracker.slotOf(pid);
          if (slot >= 0 && nsInode !== null && slots.nsKnown[slot] === 0) {
            slots.nsKnown[slot] = 1;
            slots.nsInodes[slot] = nsInode;
          }
          return record();
        }),
      }),
      fault('a refused beat that ends a silence', [create(4), beat(7, 5n, 0n), beat(7, 6n, 1n, { origin: 'network-unverified' })], {
        production: afterRecord(({ inside, tracker, beat: { pid }, nowNs }, update) => {
          if (update === 'origin-conflict') inside.slots.lastBeatNs[tracker.slotOf(pid)] = nowNs;
        }),
      }),
      fault('a refused pid that gets a slot', [create(4), beat(7, 5n, 0n)], {
        first: ['length-bounded', 'without an accepted beat the table must not grow'],
        production: recordingWith(({ record }) => (record() === 'inserted' ? 'capacity-exceeded' : 'refreshed')),
      }),
      fault('a refusal that ends the stall of another', [create(1), beat(7, 5n, 0n), drain(T), beat(8, 1n, T)], {
        production: afterRecord(({ inside }, update) => update === 'capacity-exceeded' && inside.state.stallCount--),
      }),
    ],
    lawful: 'beats of every kind are refused for one thing and right in all others',
    keep: [
      create(1),
      beat(7, 5n, 0n),
      drain(T),
      beat(7, 5n, T, { ns: 5n, is: 'out-of-order' }),
      (bench) => expect(bench.view.nsInode(0)).toBeNull(),
      beat(7, 6n, T, { origin: 'network-unverified', is: 'origin-conflict' }),
      beat(8, 1n, T, { is: 'capacity-exceeded' }),
      (bench) => expect(bench.view.stallEmitted(0)).toBe(true),
      beat(7, 6n, T, { ns: 5n }),
      beat(7, 7n, T, { is: 'namespace-conflict' }),
    ],
  },
  {
    rule: 'refusal-has-reason',
    faults: [
      refusing('out-of-order', TWO_BEATS),
      refusing('origin-conflict', TWO_BEATS),
      refusing('namespace-conflict', TWO_BEATS),
      refusing('capacity-exceeded', TWO_BEATS),
      refusing('capacity-exceeded', TWO_PIDS),
      refusing('out-of-order', TWO_PIDS),
      refusing('out-of-order', [create(4), beat(7, U64_MAX - NONCE_WRAP_THRESHOLD, 0n), beat(7, NONCE_WRAP_THRESHOLD - 1n, 1n)]),
    ],
    lawful: 'each refusal has the least reason that is one',
    keep: [
      create(100),
      beats(Array.from({ length: 64 }, (_, number) => pidWithHome(3, 256, number))),
      // There is room in the table, but not on the path.
      beat(pidWithHome(3, 256, 64), 1n, 0n, { is: 'capacity-exceeded' }),
      beat(7, LAST, 0n, { ns: 5n }),
      beat(7, LAST, 0n, { ns: 5n, is: 'out-of-order' }),
      beat(7, NONCE_WRAP_THRESHOLD - 1n, 0n, { ns: 5n, is: 'out-of-order' }),
      beat(7, U64_MAX, 0n, { ns: null, is: 'namespace-conflict' }),
      beat(7, U64_MAX, 0n, { ns: 5n, origin: 'operator-attested', is: 'origin-conflict' }),
    ],
  },
  {
    rule: 'full-table-admits',
    faults: [
      fault('a strict tracker that overlooks a stalled slot', [table(1, 7), drain(10n * T + 1n), beat(8, 1n, 10n * T + 1n)], {
        production: recordingWith(({ record, inside: { state } }) => {
          const { stallCount } = state;
          state.stallCount = 0;
          const update = record();
          if (update === 'capacity-exceeded') state.stallCount = stallCount;
          return update;
        }),
      }),
      fault('a balanced tracker that asks for one nanosecond more', [create(1, 'balanced'), beats([7]), beat(8, 1n, 10n * T + 1n)], {
        production: recordingWith(({ record, nowNs }) => record({ nowNs: nowNs === 0n ? 0n : nowNs - 1n })),
      }),
    ],
    lawful: 'the slot that could be evicted lies one place outside the window',
    keep: [
      create(3, 'strict', 2),
      beats([7, 8], 5n),
      beat(9, 1n, 4n),
      drain(10n * T + 5n),
      beat(10, 1n, 10n * T + 5n, { is: 'capacity-exceeded' }),
      beat(10, 1n, 10n * T + 5n, { is: 'inserted' }),
    ],
  },
];
