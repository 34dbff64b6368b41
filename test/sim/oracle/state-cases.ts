import { expect } from 'vitest';
import { PROBE_BUDGET, TRACKER_COUNTER } from '../../../src/internal.ts';
import { afterRecord, keepingStallCount, type RecordCall } from './faulty-production.ts';
import { NEWCOMER, OTHERS, PATH, T } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { beat, beats, create, damage, drain, step, table } from './steps.ts';

/** The model compares stall counts before the shadow table is brought up to date. */
const MODEL_FIRST = { first: ['state', 'the model compares stall counts before the shadow table is brought up to date'] } as const;

/** Takes the pid of a beat out of the index and puts it back. */
function reinsert({ inside: { index }, beat: { pid } }: RecordCall, times: number): void {
  for (let time = 0; time < times; time++) index.insert(pid, index.remove(pid));
}

/** A refresh that moves the scan cursor. */
export const MOVED_CURSOR: Fault = fault('a cursor that a refresh moves', [table(4, 7, 8), beat(7, 2n, 0n)], {
  production: afterRecord(({ inside }, update) => update === 'refreshed' && (inside.state.cursor = 1)),
});

export const STATE_CASES: readonly RuleCase[] = [
  {
    rule: 'no-invariant-violation',
    faults: [
      fault('an index entry that points outside the table', [table(4, 7), damage(({ index }) => index.insert(7, 3)), beat(7, 2n, 1n)]),
    ],
    lawful: 'a victim is put back after its successor found no cell, which the tracker survives without damage',
    keep: [
      (bench) => bench.fillPath('strict', 20n * T),
      drain(20n * T),
      beat(NEWCOMER, 1n, 20n * T, { is: 'capacity-exceeded' }),
      (bench) => expect(bench.view.resolve(OTHERS[0])).toBe(0),
      beat(OTHERS[0], 2n, 20n * T, { is: 'refreshed' }),
    ],
  },
  {
    rule: 'length-bounded',
    faults: [
      fault('a length beyond the capacity', [table(1, 7), damage(({ state }) => (state.length = 2)), beat(7, 1n, 0n)]),
      fault('a table that shrinks', [table(3, 7, 8), damage(({ state }) => (state.length = 1)), beat(7, 1n, 0n)]),
      fault('a slot that appears without a beat', [table(3, 7), damage(({ state }) => (state.length = 2)), beat(7, 1n, 0n)]),
      fault('a beat that takes two slots', [table(3, 7)], {
        production: afterRecord(({ inside }, update) => update === 'inserted' && inside.state.length++),
      }),
    ],
    lawful: 'the table grows to its last slot, and one more pid comes',
    keep: [
      create(2),
      beat(7, 1n, 0n, { is: 'inserted' }),
      beat(8, 1n, 0n, { is: 'inserted' }),
      beat(9, 1n, 0n, { is: 'capacity-exceeded' }),
    ],
  },
  {
    rule: 'cursor-inside',
    faults: [
      fault('a cursor behind the last slot', [table(4, 7), damage(({ state }) => (state.cursor = 1)), beat(7, 2n, 1n)]),
      fault('a cursor before the first slot', [table(4, 7), damage(({ state }) => (state.cursor = -1)), beat(7, 2n, 1n)]),
    ],
    lawful: 'the cursor stands on the last slot and then comes round to the first',
    keep: [
      create(2, 'strict', 1),
      beats([7, 8]),
      drain(11n * T),
      beat(9, 1n, 11n * T, { is: 'inserted' }),
      (bench) => expect(bench.view.cursor).toBe(1),
      beat(10, 1n, 11n * T, { is: 'inserted' }),
      (bench) => expect(bench.view.cursor).toBe(0),
    ],
  },
  {
    rule: 'index-size-matches',
    faults: [fault('a pid that fell out of the index', [table(4, 7, 8), damage(({ index }) => index.remove(7)), beat(8, 2n, 1n)])],
    lawful: 'an eviction takes one pid out and puts another in',
    keep: [table(1, 7), drain(11n * T), beat(8, 1n, 11n * T, { is: 'inserted' })],
  },
  {
    rule: 'scan-within-window',
    faults: [
      fault('a pass over stalled slots that reads one slot too many', [
        create(4, 'strict', 2),
        beats([7]),
        damage(({ work }) => (work.stalledPassSlots = 3)),
        drain(0n),
      ]),
      fault('a pass over all slots that reads one slot too many', [create(3, 'balanced', 2), beats([7, 8, 9, 10])], {
        first: ['cursor-moves-by-reads', 'the cursor did not move by the slot that the pass counts too much'],
        production: afterRecord(({ inside }) => inside.work.anyPassSlots++),
      }),
    ],
    lawful: 'both passes of one beat read the whole window',
    keep: [
      create(3, 'balanced', 2),
      beats([7, 8, 9]),
      drain(T),
      beat(10, 1n, T, { is: 'capacity-exceeded' }),
      ({ view }) => expect([view.stalledPassSlots, view.anyPassSlots]).toEqual([2, 2]),
    ],
  },
  {
    rule: 'cursor-moves-by-reads',
    faults: [
      fault(
        'a pass that says it read one slot more than the cursor moved',
        [table(4, 7, 8, 9, 10), drain(20n * T), beat(11, 1n, 20n * T)],
        { production: afterRecord(({ inside: { work } }) => work.stalledPassSlots > 0 && work.stalledPassSlots++) },
      ),
      MOVED_CURSOR,
    ],
    lawful: 'two passes of a window each that go round the table once and a half',
    keep: [
      create(4, 'balanced', 3),
      beats([7, 8, 9, 10]),
      drain(T),
      beat(11, 1n, T, { is: 'capacity-exceeded' }),
      ({ view }) => expect([view.stalledPassSlots, view.anyPassSlots, view.cursor]).toEqual([3, 3, 2]),
    ],
  },
  {
    rule: 'removal-bounded',
    faults: [
      fault('an eviction that takes its pid out and puts it back, again and again', [table(4, 7)], {
        first: ['probes-bounded', 'each time the pid is looked up, which reads cells on its probe path too'],
        production: afterRecord((call) => reinsert(call, 2 * PROBE_BUDGET)),
      }),
      fault(
        'a refresh that takes its pid out of a full path and puts it back, three times',
        [(bench) => bench.fillPath(), beat(PATH[0], 2n, 1n)],
        { production: afterRecord((call, update) => update === 'refreshed' && reinsert(call, 3)) },
      ),
    ],
    lawful: 'a victim at the head of a full path is taken out',
    keep: [
      (bench) => bench.fillPath('strict', 20n * T),
      drain(20n * T, OTHERS),
      beat(NEWCOMER, 1n, 20n * T, { is: 'capacity-exceeded' }),
      (bench) => expect(bench.view.removalReads).toBeGreaterThan(0),
    ],
  },
  {
    rule: 'probes-bounded',
    faults: [
      fault('a beat that looks its pid up once for each cell', [table(4, 7)], {
        production: afterRecord(({ inside, beat: { pid } }) => {
          for (let time = 0; time < 4 * PROBE_BUDGET; time++) inside.index.get(pid);
        }),
      }),
    ],
    lawful: 'a newcomer reads its whole path twice, and its victim is taken out and put back',
    keep: [
      (bench) => bench.fillPath('strict', 20n * T),
      drain(20n * T, OTHERS),
      beat(NEWCOMER, 1n, 20n * T, { is: 'capacity-exceeded' }),
      (bench) => expect(bench.view.counter('probeExhausted')).toBe(1n),
      (bench) => expect(bench.view.probes).toBeGreaterThanOrEqual(2 * PROBE_BUDGET),
      (bench) => expect(bench.view.resolve(OTHERS[0])).toBe(0),
    ],
  },
  {
    rule: 'counters-grow',
    faults: [
      fault('a counter that starts over without a take', [
        table(1, 7, 8),
        damage(({ counters }) => (counters[TRACKER_COUNTER.capacityExceeded] = 0n)),
        beat(7, 2n, 1n),
      ]),
      fault('a take that empties another counter too', [
        table(1, 7, 8),
        step({ op: 'take', counter: 'evictions' }),
        damage(({ counters }) => (counters[TRACKER_COUNTER.evictionScanTruncated] = 0n)),
        beat(7, 2n, 1n),
      ]),
    ],
    lawful: 'a counter is taken and starts over at zero',
    keep: [
      table(1, 7, 8),
      (bench) => expect(bench.step({ op: 'take', counter: 'capacity_exceeded' })).toBe(1n),
      beat(7, 2n, 1n),
      beat(8, 1n, 1n),
    ],
  },
  {
    rule: 'stall-count-matches',
    faults: [
      fault(
        'a count of stalls that is one too high',
        [table(4, 7), damage(({ state }) => (state.stallCount = 1)), beat(7, 2n, 1n)],
        MODEL_FIRST,
      ),
      fault('a stall that ends without leaving the count', [table(4, 7), drain(T), beat(7, 2n, T)], {
        ...MODEL_FIRST,
        production: keepingStallCount(),
      }),
    ],
    lawful: 'stalls come, end by a beat, and leave by an eviction',
    keep: [
      table(3, 7, 8, 9),
      drain(20n * T, [7, 8, 9]),
      beat(8, 2n, 20n * T, { is: 'refreshed' }),
      beat(10, 1n, 20n * T, { is: 'inserted' }),
      (bench) => expect(bench.view.stallCount).toBe(1),
    ],
  },
];
