import { expect } from 'vitest';
import { PROBE_BUDGET, REMOVAL_BUDGET, TRACKER_COUNTER } from '../../../src/internal.ts';
import { recordingWith } from './faulty-production.ts';
import { T } from './oracle-bench.ts';
import { MOVED_CURSOR } from './moved-cursor.ts';
import type { RuleCase } from './rule-case.ts';

export const STATE_CASES: readonly RuleCase[] = [
  {
    rule: 'no-invariant-violation',
    judge: 'invariant',
    faults: [
      {
        what: 'an index entry that points outside the table',
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.damage(({ index }) => index.insert(7, 3));
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'a victim is put back after its successor found no cell, which the tracker survives without damage',
    keep: (bench) => {
      const { others, newcomer } = bench.fillPath('strict', 20n * T);
      bench.drain(20n * T);
      expect(bench.beat(newcomer, 1n, 20n * T)).toBe('capacity-exceeded');
      expect(bench.view.resolve(others[0])).toBe(0);
      expect(bench.beat(others[0], 2n, 20n * T)).toBe('refreshed');
    },
  },
  {
    rule: 'length-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'a length beyond the capacity',
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.damage(({ state }) => (state.length = 2));
          bench.beat(7, 1n, 0n);
        },
      },
      {
        what: 'a table that shrinks',
        play: (bench) => {
          bench.create(3);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
          bench.damage(({ state }) => (state.length = 1));
          bench.beat(7, 1n, 0n);
        },
      },
      {
        what: 'a slot that appears without a beat',
        play: (bench) => {
          bench.create(3);
          bench.beat(7, 1n, 0n);
          bench.damage(({ state }) => (state.length = 2));
          bench.beat(7, 1n, 0n);
        },
      },
      {
        what: 'a beat that takes two slots',
        production: recordingWith(({ record, inside }) => {
          const update = record();
          if (update === 'inserted') inside.state.length++;
          return update;
        }),
        play: (bench) => {
          bench.create(3);
          bench.beat(7, 1n, 0n);
        },
      },
    ],
    lawful: 'the table grows to its last slot, and one more pid comes',
    keep: (bench) => {
      bench.create(2);
      expect(bench.beat(7, 1n, 0n)).toBe('inserted');
      expect(bench.beat(8, 1n, 0n)).toBe('inserted');
      expect(bench.beat(9, 1n, 0n)).toBe('capacity-exceeded');
    },
  },
  {
    rule: 'cursor-inside',
    judge: 'invariant',
    faults: [
      {
        what: 'a cursor behind the last slot',
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.damage(({ state }) => (state.cursor = 1));
          bench.beat(7, 2n, 1n);
        },
      },
      {
        what: 'a cursor before the first slot',
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.damage(({ state }) => (state.cursor = -1));
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'the cursor stands on the last slot and then comes round to the first',
    keep: (bench) => {
      bench.create(2, 'strict', 1);
      bench.beat(7, 1n, 0n);
      bench.beat(8, 1n, 0n);
      bench.drain(11n * T);
      expect(bench.beat(9, 1n, 11n * T)).toBe('inserted');
      expect(bench.view.cursor).toBe(1);
      expect(bench.beat(10, 1n, 11n * T)).toBe('inserted');
      expect(bench.view.cursor).toBe(0);
    },
  },
  {
    rule: 'index-size-matches',
    judge: 'invariant',
    faults: [
      {
        what: 'a pid that fell out of the index',
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
          bench.damage(({ index }) => index.remove(7));
          bench.beat(8, 2n, 1n);
        },
      },
    ],
    lawful: 'an eviction takes one pid out and puts another in',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 1n, 0n);
      bench.drain(11n * T);
      expect(bench.beat(8, 1n, 11n * T)).toBe('inserted');
    },
  },
  {
    rule: 'scan-within-window',
    judge: 'invariant',
    faults: [
      {
        what: 'a pass over stalled slots that reads one slot too many',
        play: (bench) => {
          bench.create(4, 'strict', 2);
          bench.beat(7, 1n, 0n);
          bench.damage(({ work }) => (work.stalledPassSlots = 3));
          bench.drain(0n);
        },
      },
      {
        what: 'a pass over all slots that reads one slot too many',
        first: ['cursor-moves-by-reads', 'the cursor did not move by the slot that the pass counts too much'],
        production: recordingWith(({ record, inside }) => {
          const update = record();
          inside.work.anyPassSlots++;
          return update;
        }),
        play: (bench) => {
          bench.create(3, 'balanced', 2);
          for (const pid of [7, 8, 9]) bench.beat(pid, 1n, 0n);
          bench.beat(10, 1n, 0n);
        },
      },
    ],
    lawful: 'both passes of one beat read the whole window',
    keep: (bench) => {
      bench.create(3, 'balanced', 2);
      for (const pid of [7, 8, 9]) bench.beat(pid, 1n, 0n);
      bench.drain(T);
      expect(bench.beat(10, 1n, T)).toBe('capacity-exceeded');
      expect([bench.view.stalledPassSlots, bench.view.anyPassSlots]).toEqual([2, 2]);
    },
  },
  {
    rule: 'cursor-moves-by-reads',
    judge: 'invariant',
    faults: [
      {
        what: 'a pass that says it read one slot more than the cursor moved',
        production: recordingWith(({ record, inside }) => {
          const update = record();
          if (inside.work.stalledPassSlots > 0) inside.work.stalledPassSlots++;
          return update;
        }),
        play: (bench) => {
          bench.create(4);
          for (const pid of [7, 8, 9, 10]) bench.beat(pid, 1n, 0n);
          bench.drain(20n * T);
          bench.beat(11, 1n, 20n * T);
        },
      },
      MOVED_CURSOR,
    ],
    lawful: 'two passes of a window each that go round the table once and a half',
    keep: (bench) => {
      bench.create(4, 'balanced', 3);
      for (const pid of [7, 8, 9, 10]) bench.beat(pid, 1n, 0n);
      bench.drain(T);
      expect(bench.beat(11, 1n, T)).toBe('capacity-exceeded');
      expect([bench.view.stalledPassSlots, bench.view.anyPassSlots, bench.view.cursor]).toEqual([3, 3, 2]);
    },
  },
  {
    rule: 'removal-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'an eviction that takes its pid out and puts it back, again and again',
        first: ['probes-bounded', 'each time the pid is looked up, which reads cells on its probe path too'],
        production: recordingWith(({ record, inside, beat }) => {
          const update = record();
          for (let time = 0; time < REMOVAL_BUDGET; time++) inside.index.insert(beat.pid, inside.index.remove(beat.pid));
          return update;
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
        },
      },
      {
        what: 'a refresh that takes its pid out of a full path and puts it back, twice',
        production: recordingWith(({ record, inside, beat }) => {
          const update = record();
          if (update === 'refreshed') for (let time = 0; time < 2; time++) inside.index.insert(beat.pid, inside.index.remove(beat.pid));
          return update;
        }),
        play: (bench) => {
          const { path } = bench.fillPath();
          bench.beat(path[0], 2n, 1n);
        },
      },
    ],
    lawful: 'a victim at the head of a full path is taken out',
    keep: (bench) => {
      const { newcomer } = bench.fillPath('strict', 20n * T);
      expect(bench.drain(20n * T)).toHaveLength(8);
      expect(bench.beat(newcomer, 1n, 20n * T)).toBe('capacity-exceeded');
      expect(bench.view.removalReads).toBeGreaterThan(0);
    },
  },
  {
    rule: 'probes-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'a beat that looks its pid up once for each cell',
        production: recordingWith(({ record, inside, beat }) => {
          const update = record();
          for (let time = 0; time < 4 * PROBE_BUDGET; time++) inside.index.get(beat.pid);
          return update;
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
        },
      },
    ],
    lawful: 'a newcomer reads its whole path twice, and its victim is taken out and put back',
    keep: (bench) => {
      const { others, newcomer } = bench.fillPath('strict', 20n * T);
      expect(bench.drain(20n * T)).toHaveLength(8);
      expect(bench.beat(newcomer, 1n, 20n * T)).toBe('capacity-exceeded');
      expect(bench.view.counter('probeExhausted')).toBe(1n);
      expect(bench.view.probes).toBeGreaterThanOrEqual(2 * PROBE_BUDGET);
      expect(bench.view.resolve(others[0])).toBe(0);
    },
  },
  {
    rule: 'counters-grow',
    judge: 'invariant',
    faults: [
      {
        what: 'a counter that starts over without a take',
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
          bench.damage(({ counters }) => (counters[TRACKER_COUNTER.capacityExceeded] = 0n));
          bench.beat(7, 2n, 1n);
        },
      },
      {
        what: 'a take that empties another counter too',
        play: (bench) => {
          bench.create(1);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
          bench.step({ op: 'take', counter: 'evictions' });
          bench.damage(({ counters }) => (counters[TRACKER_COUNTER.evictionScanTruncated] = 0n));
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'a counter is taken and starts over at zero',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 1n, 0n);
      bench.beat(8, 1n, 0n);
      expect(bench.step({ op: 'take', counter: 'capacity_exceeded' })).toBe(1n);
      bench.beat(7, 2n, 1n);
      bench.beat(8, 1n, 1n);
    },
  },
  {
    rule: 'stall-count-matches',
    judge: 'invariant',
    faults: [
      {
        what: 'a count of stalls that is one too high',
        first: ['state', 'the model compares stall counts before the shadow table is brought up to date'],
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.damage(({ state }) => (state.stallCount = 1));
          bench.beat(7, 2n, 1n);
        },
      },
      {
        what: 'a stall that ends without leaving the count',
        first: ['state', 'the model compares stall counts before the shadow table is brought up to date'],
        production: recordingWith(({ record, inside }) => {
          const { stallCount } = inside.state;
          const update = record();
          inside.state.stallCount = Math.max(inside.state.stallCount, stallCount);
          return update;
        }),
        play: (bench) => {
          bench.create(4);
          bench.beat(7, 1n, 0n);
          bench.drain(T);
          bench.beat(7, 2n, T);
        },
      },
    ],
    lawful: 'stalls come, end by a beat, and leave by an eviction',
    keep: (bench) => {
      bench.create(3);
      for (const pid of [7, 8, 9]) bench.beat(pid, 1n, 0n);
      expect(bench.drain(20n * T)).toHaveLength(3);
      expect(bench.beat(8, 2n, 20n * T)).toBe('refreshed');
      expect(bench.beat(10, 1n, 20n * T)).toBe('inserted');
      expect(bench.view.stallCount).toBe(1);
    },
  },
];
