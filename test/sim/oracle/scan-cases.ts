import { expect } from 'vitest';
import { TOMBSTONE_CELL } from '../../../src/internal.ts';
import { pidWithHome } from '../../../sim/world/unmix32.ts';
import { recordingWith } from './faulty-production.ts';
import { T, type OracleBench } from './oracle-bench.ts';
import type { Fault, RuleCase } from './rule-case.ts';

const FULL = { check: 'full' } as const;

function threePids(bench: OracleBench): void {
  bench.create(4);
  for (const pid of [7, 8, 9]) bench.beat(pid, 1n, 0n);
}

/** Two pids of one home, the first of which is evicted: its cell must stay behind as a tombstone. */
function collide(bench: OracleBench): readonly number[] {
  const [first, second] = [pidWithHome(1, 4, 1), pidWithHome(1, 4, 2)];
  const newcomer = pidWithHome(3, 4, 3);
  bench.create(2);
  bench.beat(first, 1n, 0n);
  bench.beat(second, 1n, 1n);
  bench.drain(10n * T + 1n);
  bench.beat(newcomer, 1n, 10n * T + 1n);
  return [first, second, newcomer];
}

/** Damage that a rule before `untouched-slots-unchanged` sees. */
const FIRST_BY_COLUMN: Readonly<Record<string, Pick<Fault, 'first'>>> = {
  stallEmitted: { first: ['stall-count-recounted', 'the flags are counted before slots are compared'] },
  pids: { first: ['slots-resolve', 'the index leads from the old pid to the slot, and from the new one nowhere'] },
};

export const SCAN_CASES: readonly RuleCase[] = [
  {
    rule: 'stall-count-recounted',
    judge: 'invariant',
    faults: [
      {
        ...FULL,
        what: 'a count of stalls that no mark stands for',
        first: ['state', 'the model compares stall counts at once, a whole table is scanned later'],
        play: (bench) => {
          threePids(bench);
          bench.damage(({ state }) => (state.stallCount = 1));
          bench.beat(7, 2n, 1n);
        },
      },
      {
        what: 'an eviction that leaves its victim’s stall in the count',
        production: recordingWith(({ record, inside }) => {
          const { stallCount } = inside.state;
          const update = record();
          if (inside.state.stallCount < stallCount) inside.state.stallCount = stallCount;
          return update;
        }),
        play: (bench) => {
          bench.create(2);
          bench.beat(7, 1n, 0n);
          bench.beat(8, 1n, 0n);
          bench.drain(11n * T);
          bench.beat(9, 1n, 11n * T);
        },
      },
    ],
    lawful: 'an eviction is rolled back, and the victim keeps its stall',
    keep: (bench) => {
      const { newcomer } = bench.fillPath('strict', 20n * T);
      bench.drain(20n * T);
      expect(bench.beat(newcomer, 1n, 20n * T)).toBe('capacity-exceeded');
      expect(bench.view.stallCount).toBe(8);
    },
  },
  {
    rule: 'slots-resolve',
    judge: 'invariant',
    faults: [
      {
        ...FULL,
        what: 'two index entries that were swapped',
        play: (bench) => {
          threePids(bench);
          bench.damage(({ index }) => {
            index.insert(8, 2);
            index.insert(9, 1);
          });
          bench.beat(7, 2n, 1n);
        },
      },
      {
        ...FULL,
        what: 'a slot whose pid fell out of the index',
        first: ['index-size-matches', 'sizes are compared at every step'],
        play: (bench) => {
          threePids(bench);
          bench.damage(({ index }) => index.remove(9));
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'the victim of a rolled back eviction still leads to its slot',
    keep: (bench) => {
      const { others, newcomer } = bench.fillPath('balanced', 20n * T);
      expect(bench.beat(newcomer, 1n, 20n * T)).toBe('capacity-exceeded');
      expect(others.map((pid) => bench.view.resolve(pid))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    },
  },
  {
    rule: 'no-pid-twice',
    judge: 'invariant',
    faults: [
      {
        ...FULL,
        what: 'a second cell of one pid',
        play: (bench) => {
          threePids(bench);
          bench.damage(({ index: { cells } }) => {
            const free = cells.slots.findIndex((slot) => slot < 0);
            cells.pids[free] = 8;
            cells.slots[free] = 1;
          });
          bench.beat(7, 2n, 1n);
        },
      },
      {
        ...FULL,
        what: 'a second slot of one pid',
        first: ['slots-resolve', 'a pid resolves to one slot only'],
        play: (bench) => {
          threePids(bench);
          bench.damage(({ slots }) => (slots.pids[2] = 8));
          bench.beat(7, 2n, 1n);
        },
      },
    ],
    lawful: 'an evicted pid comes back to another slot than it had',
    keep: (bench) => {
      bench.create(2);
      bench.beat(7, 1n, 0n);
      bench.beat(8, 1n, 0n);
      bench.drain(11n * T);
      bench.beat(9, 1n, 11n * T);
      expect(bench.beat(7, 1n, 11n * T)).toBe('inserted');
      expect(bench.view.resolve(7)).toBe(1);
    },
  },
  {
    rule: 'index-within-budget',
    judge: 'invariant',
    faults: [
      {
        ...FULL,
        what: 'a pid 64 cells from its home',
        first: ['slots-resolve', 'a lookup does not go that far'],
        play: (bench) => {
          const { path, others } = bench.fillPath();
          bench.damage(({ index: { cells } }) => {
            const from = bench.cellOf(path[63]);
            const to = (from + 1) % cells.slots.length;
            [cells.pids[to], cells.slots[to]] = [cells.pids[from], cells.slots[from]];
            cells.slots[from] = TOMBSTONE_CELL;
          });
          bench.beat(others[0], 2n, 1n);
        },
      },
      {
        ...FULL,
        what: 'a tombstone that is emptied before the path of a pid has left it',
        play: (bench) => {
          const pids = collide(bench);
          bench.damage(({ index: { cells } }) => (cells.slots[cells.slots.indexOf(TOMBSTONE_CELL)] = -1));
          bench.beat(pids[1], 2n, 10n * T + 1n);
        },
      },
      {
        ...FULL,
        what: 'an empty cell on the way to a pid',
        first: ['slots-resolve', 'the pid that lay in the emptied cell resolves to no slot'],
        play: (bench) => {
          const { path, others } = bench.fillPath();
          bench.damage(({ index: { cells } }) => (cells.slots[bench.cellOf(path[30])] = -1));
          bench.beat(others[0], 2n, 1n);
        },
      },
    ],
    lawful: 'a pid lies 63 cells from its home, the whole way taken',
    keep: (bench) => {
      const { path, others } = bench.fillPath();
      expect(bench.cellOf(path[63])).toBe(63);
      bench.beat(others[0], 2n, 1n);
    },
  },
  {
    rule: 'tombstones-needed',
    judge: 'invariant',
    faults: [
      {
        ...FULL,
        what: 'a tombstone behind the last pid of its path',
        play: (bench) => {
          const pids = collide(bench);
          bench.damage(({ index: { cells } }) => (cells.slots[cells.slots.indexOf(-1)] = TOMBSTONE_CELL));
          bench.beat(pids[1], 2n, 10n * T + 1n);
        },
      },
      {
        what: 'a removal that leaves a tombstone each time',
        production: recordingWith(({ record, inside: { index } }) => {
          const before = index.cells.slots.slice();
          const update = record();
          before.forEach((slot, cell) => slot >= 0 && index.cells.slots[cell] === -1 && (index.cells.slots[cell] = TOMBSTONE_CELL));
          return update;
        }),
        play: (bench) => {
          bench.create(1);
          bench.beat(pidWithHome(0, 2, 3), 1n, 0n);
          bench.drain(11n * T);
          bench.beat(pidWithHome(1, 2, 3), 1n, 11n * T);
        },
      },
    ],
    lawful: 'a tombstone stands where one live pid behind it needs it',
    keep: (bench) => {
      const pids = collide(bench);
      expect([...bench.inside.index.cells.slots].filter((slot) => slot === TOMBSTONE_CELL)).toHaveLength(1);
      expect(bench.view.resolve(pids[1])).toBe(1);
      bench.beat(pids[1], 2n, 10n * T + 1n);
    },
  },
  {
    rule: 'untouched-slots-unchanged',
    judge: 'invariant',
    faults: (['lastNonces', 'lastBeatNs', 'nsInodes', 'statuses', 'origins', 'nsKnown', 'stallEmitted', 'pids'] as const).map((column) => ({
      ...FULL,
      what: `another slot whose entry in ${column} changes`,
      ...FIRST_BY_COLUMN[column],
      play: (bench: OracleBench) => {
        threePids(bench);
        bench.damage(({ slots }) => {
          const entries = slots[column];
          if (entries instanceof BigUint64Array) entries[1] = 77n;
          else entries[1] = entries[1] === 1 ? 0 : 1;
        });
        bench.beat(7, 2n, 1n);
      },
    })),
    lawful: 'a drain marks some slots, and a beat changes everything in its own',
    keep: (bench) => {
      threePids(bench);
      bench.beat(8, 2n, 1n, { ns: 5n, status: 'degraded' });
      expect(bench.drain(T)).toHaveLength(2);
    },
  },
];
