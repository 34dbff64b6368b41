import { expect } from 'vitest';
import { NONCE_WRAP_THRESHOLD, type Tracker, type Update } from '../../../src/index.ts';
import { U64_MAX } from '../../../src/internal.ts';
import { pidWithHome } from '../../../sim/world/unmix32.ts';
import { recordingWith } from './faulty-production.ts';
import { T, type OracleBench } from './oracle-bench.ts';
import type { Fault, RuleCase } from './rule-case.ts';

/** A tracker that takes its first beat, and answers every other with a refusal without looking at it. */
function refusing(update: Update, play: (bench: OracleBench) => void): Fault {
  const begun = new WeakSet<Tracker>();
  return {
    what: `an ${update} without a reason`,
    production: recordingWith(({ record, tracker }) => {
      if (begun.has(tracker)) return update;
      begun.add(tracker);
      return record();
    }),
    play,
  };
}

function twoBeats(bench: OracleBench): void {
  bench.create(4);
  bench.beat(7, 1n, 0n, { ns: 5n });
  bench.beat(7, 2n, 1n, { ns: 5n });
}

function twoPids(bench: OracleBench): void {
  bench.create(4);
  bench.beat(7, 1n, 0n);
  bench.beat(8, 1n, 0n);
}

export const REFUSAL_CASES: readonly RuleCase[] = [
  {
    rule: 'refusal-changes-nothing',
    judge: 'invariant',
    faults: [
      {
        what: 'a refused beat that leaves its namespace behind',
        production: recordingWith(({ record, inside, tracker, beat, nsInode }) => {
          const slot = tracker.slotOf(beat.pid);
          if (slot >= 0 && nsInode !== null && inside.slots.nsKnown[slot] === 0) {
            inside.slots.nsKnown[slot] = 1;
            inside.slots.nsInodes[slot] = nsInode;
          }
          return record();
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 5n, 0n);
          bench.beat(7, 5n, 1n, { ns: 5n });
        },
      },
      {
        what: 'a refused beat that ends a silence',
        production: recordingWith(({ record, inside, tracker, beat, nowNs }) => {
          const update = record();
          if (update === 'origin-conflict') inside.slots.lastBeatNs[tracker.slotOf(beat.pid)] = nowNs;
          return update;
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 5n, 0n);
          bench.beat(7, 6n, 1n, { origin: 'network-unverified' });
        },
      },
      {
        what: 'a refused pid that gets a slot',
        first: ['length-bounded', 'without an accepted beat the table must not grow'],
        production: recordingWith(({ record }) => (record() === 'inserted' ? 'capacity-exceeded' : 'refreshed')),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 5n, 0n);
        },
      },
      {
        what: 'a refusal that ends the stall of another',
        production: recordingWith(({ record, inside }) => {
          const update = record();
          if (update === 'capacity-exceeded') inside.state.stallCount--;
          return update;
        }),
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 5n, 0n);
          bench.drain(T);
          bench.beat(8, 1n, T);
        },
      },
    ],
    lawful: 'beats of every kind are refused for one thing and right in all others',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 5n, 0n);
      bench.drain(T);
      expect(bench.beat(7, 5n, T, { ns: 5n })).toBe('out-of-order');
      expect(bench.view.nsInode(0)).toBeNull();
      expect(bench.beat(7, 6n, T, { origin: 'network-unverified' })).toBe('origin-conflict');
      expect(bench.beat(8, 1n, T)).toBe('capacity-exceeded');
      expect(bench.view.stallEmitted(0)).toBe(true);
      bench.beat(7, 6n, T, { ns: 5n });
      expect(bench.beat(7, 7n, T)).toBe('namespace-conflict');
    },
  },
  {
    rule: 'refusal-has-reason',
    judge: 'invariant',
    faults: [
      refusing('out-of-order', twoBeats),
      refusing('origin-conflict', twoBeats),
      refusing('namespace-conflict', twoBeats),
      refusing('capacity-exceeded', twoBeats),
      refusing('capacity-exceeded', twoPids),
      refusing('out-of-order', twoPids),
      refusing('out-of-order', (bench) => {
        bench.create(4);
        bench.beat(7, U64_MAX - NONCE_WRAP_THRESHOLD, 0n);
        bench.beat(7, NONCE_WRAP_THRESHOLD - 1n, 1n);
      }),
    ],
    lawful: 'each refusal has the least reason that is one',
    keep: (bench) => {
      bench.create(100);
      for (let number = 0; number < 64; number++) bench.beat(pidWithHome(3, 256, number), 1n, 0n);
      // There is room in the table, but not on the path.
      expect(bench.beat(pidWithHome(3, 256, 64), 1n, 0n)).toBe('capacity-exceeded');
      const last = U64_MAX - NONCE_WRAP_THRESHOLD - 1n;
      bench.beat(7, last, 0n, { ns: 5n });
      expect(bench.beat(7, last, 0n, { ns: 5n })).toBe('out-of-order');
      expect(bench.beat(7, NONCE_WRAP_THRESHOLD - 1n, 0n, { ns: 5n })).toBe('out-of-order');
      expect(bench.beat(7, U64_MAX, 0n, { ns: null })).toBe('namespace-conflict');
      expect(bench.beat(7, U64_MAX, 0n, { ns: 5n, origin: 'operator-attested' })).toBe('origin-conflict');
    },
  },
  {
    rule: 'full-table-admits',
    judge: 'invariant',
    faults: [
      {
        what: 'a strict tracker that overlooks a stalled slot',
        production: recordingWith(({ record, nowNs, inside }) => {
          const { stallCount } = inside.state;
          inside.state.stallCount = 0;
          const update = record({ nowNs });
          inside.state.stallCount = update === 'capacity-exceeded' ? stallCount : inside.state.stallCount;
          return update;
        }),
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.drain(10n * T + 1n);
          bench.beat(8, 1n, 10n * T + 1n);
        },
      },
      {
        what: 'a balanced tracker that asks for one nanosecond more',
        production: recordingWith(({ record, nowNs }) => record({ nowNs: nowNs === 0n ? 0n : nowNs - 1n })),
        play: (bench) => {
          bench.create(1, 'balanced');
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 10n * T + 1n);
        },
      },
    ],
    lawful: 'the slot that could be evicted lies one place outside the window',
    keep: (bench) => {
      bench.create(3, 'strict', 2);
      bench.beat(7, 1n, 5n);
      bench.beat(8, 1n, 5n);
      bench.beat(9, 1n, 4n);
      bench.drain(10n * T + 5n);
      expect(bench.beat(10, 1n, 10n * T + 5n)).toBe('capacity-exceeded');
      expect(bench.beat(10, 1n, 10n * T + 5n)).toBe('inserted');
    },
  },
];
