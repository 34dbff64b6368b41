import { expect } from 'vitest';
import { TOMBSTONE_CELL } from '../../../src/internal.ts';
import { pidWithHome } from '../../../sim/world/unmix32.ts';
import { afterDrain, keepingStallCount, recordingWith } from './faulty-production.ts';
import { NEWCOMER, OTHERS, PATH, T, type OracleBench } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { beat, damage, drain, table, type Step } from './steps.ts';

/** Three pids, and the first of them beats once more when the damage is done. */
const THREE_PIDS = table(4, 7, 8, 9);
const SEVEN_AGAIN = beat(7, 2n, 1n);

/** A full path, and a pid elsewhere beats once more. */
const FULL_PATH: Step = (bench) => bench.fillPath();
const OTHER_AGAIN = beat(OTHERS[0], 2n, 1n);

/** Two pids of one home, the first of which is evicted: its cell must stay behind as a tombstone. */
const SECOND = pidWithHome(1, 4, 2);
const COLLIDED: readonly Step[] = [
  table(2, pidWithHome(1, 4, 1)),
  beat(SECOND, 1n, 1n),
  drain(10n * T + 1n),
  beat(pidWithHome(3, 4, 3), 1n, 10n * T + 1n),
];
const SECOND_AGAIN = beat(SECOND, 2n, 10n * T + 1n);

/** Damage that only a look at the whole table sees; `first` sees it before that. */
function scanned(what: string, play: readonly Step[], first?: Fault['first']): Fault {
  return fault(what, play, { check: 'full', ...(first === undefined ? {} : { first }) });
}

/** Moves a pid to the cell behind its own. */
function moveOn(bench: OracleBench, pid: number): void {
  const { pids, slots } = bench.inside.index.cells;
  const from = bench.cellOf(pid);
  const to = (from + 1) % slots.length;
  [pids[to], slots[to], slots[from]] = [pids[from], slots[from], TOMBSTONE_CELL];
}

/** Damage that a rule before `untouched-slots-unchanged` sees. */
const FIRST_BY_COLUMN: Readonly<Record<string, Fault['first']>> = {
  stallEmitted: ['stall-count-recounted', 'the flags are counted before slots are compared'],
  pids: ['slots-resolve', 'the index leads from the old pid to the slot, and from the new one nowhere'],
};

export const SCAN_CASES: readonly RuleCase[] = [
  {
    rule: 'stall-count-recounted',
    faults: [
      scanned(
        'a count of stalls that no mark stands for',
        [THREE_PIDS, damage(({ state }) => (state.stallCount = 1)), SEVEN_AGAIN],
        ['state', 'the model compares stall counts at once, a whole table is scanned later'],
      ),
      fault('an eviction that leaves its victim’s stall in the count', [table(2, 7, 8), drain(11n * T), beat(9, 1n, 11n * T)], {
        production: keepingStallCount(),
      }),
    ],
    lawful: 'an eviction is rolled back, and the victim keeps its stall',
    keep: [
      (bench) => bench.fillPath('strict', 20n * T),
      drain(20n * T),
      beat(NEWCOMER, 1n, 20n * T, { is: 'capacity-exceeded' }),
      (bench) => expect(bench.view.stallCount).toBe(8),
    ],
  },
  {
    rule: 'slots-resolve',
    faults: [
      scanned('two index entries that were swapped', [
        THREE_PIDS,
        damage(({ index }) => [index.insert(8, 2), index.insert(9, 1)]),
        SEVEN_AGAIN,
      ]),
      scanned(
        'a slot whose pid fell out of the index',
        [THREE_PIDS, damage(({ index }) => index.remove(9)), SEVEN_AGAIN],
        ['index-size-matches', 'sizes are compared at every step'],
      ),
    ],
    lawful: 'the victim of a rolled back eviction still leads to its slot',
    keep: [
      (bench) => bench.fillPath('balanced', 20n * T),
      beat(NEWCOMER, 1n, 20n * T, { is: 'capacity-exceeded' }),
      (bench) => expect(OTHERS.map((pid) => bench.view.resolve(pid))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]),
    ],
  },
  {
    rule: 'no-pid-twice',
    faults: [
      scanned('a second cell of one pid', [
        THREE_PIDS,
        damage(({ index: { cells } }) => {
          const free = cells.slots.findIndex((slot) => slot < 0);
          [cells.pids[free], cells.slots[free]] = [8, 1];
        }),
        SEVEN_AGAIN,
      ]),
      scanned(
        'a second slot of one pid',
        [THREE_PIDS, damage(({ slots }) => (slots.pids[2] = 8)), SEVEN_AGAIN],
        ['slots-resolve', 'a pid resolves to one slot only'],
      ),
    ],
    lawful: 'an evicted pid comes back to another slot than it had',
    keep: [
      table(2, 7, 8),
      drain(11n * T),
      beat(9, 1n, 11n * T),
      beat(7, 1n, 11n * T, { is: 'inserted' }),
      (bench) => expect(bench.view.resolve(7)).toBe(1),
    ],
  },
  {
    rule: 'index-within-budget',
    faults: [
      scanned(
        'a pid 64 cells from its home',
        [FULL_PATH, (bench) => bench.damage(() => moveOn(bench, PATH[63])), OTHER_AGAIN],
        ['slots-resolve', 'a lookup does not go that far'],
      ),
      scanned('a tombstone that is emptied before the path of a pid has left it', [
        ...COLLIDED,
        damage(({ index: { cells } }) => (cells.slots[cells.slots.indexOf(TOMBSTONE_CELL)] = -1)),
        SECOND_AGAIN,
      ]),
      scanned(
        'an empty cell on the way to a pid',
        [FULL_PATH, (bench) => bench.damage(({ index: { cells } }) => (cells.slots[bench.cellOf(PATH[30])] = -1)), OTHER_AGAIN],
        ['slots-resolve', 'the pid that lay in the emptied cell resolves to no slot'],
      ),
    ],
    lawful: 'a pid lies 63 cells from its home, the whole way taken',
    keep: [FULL_PATH, (bench) => expect(bench.cellOf(PATH[63])).toBe(63), OTHER_AGAIN],
  },
  {
    rule: 'tombstones-needed',
    faults: [
      scanned('a tombstone behind the last pid of its path', [
        ...COLLIDED,
        damage(({ index: { cells } }) => (cells.slots[cells.slots.indexOf(-1)] = TOMBSTONE_CELL)),
        SECOND_AGAIN,
      ]),
      fault(
        'a removal that leaves a tombstone each time',
        [table(1, pidWithHome(0, 2, 3)), drain(11n * T), beat(pidWithHome(1, 2, 3), 1n, 11n * T)],
        {
          production: recordingWith(({ record, inside: { index } }) => {
            const before = index.cells.slots.slice();
            const update = record();
            before.forEach((slot, cell) => slot >= 0 && index.cells.slots[cell] === -1 && (index.cells.slots[cell] = TOMBSTONE_CELL));
            return update;
          }),
        },
      ),
    ],
    lawful: 'a tombstone stands where one live pid behind it needs it',
    keep: [
      ...COLLIDED,
      (bench) => expect([...bench.inside.index.cells.slots].filter((slot) => slot === TOMBSTONE_CELL)).toHaveLength(1),
      (bench) => expect(bench.view.resolve(SECOND)).toBe(1),
      SECOND_AGAIN,
    ],
  },
  {
    rule: 'untouched-slots-unchanged',
    faults: [
      fault('a drain that changes more of a slot than its stall flag', [table(2, 7, 8), drain(T)], {
        production: afterDrain(({ inside }) => (inside.slots.nsInodes[1] = 77n)),
      }),
      ...(['lastNonces', 'lastBeatNs', 'nsInodes', 'statuses', 'origins', 'nsKnown', 'stallEmitted', 'pids'] as const).map((column) =>
        scanned(
          `another slot whose entry in ${column} changes`,
          [
            THREE_PIDS,
            damage(({ slots }) => {
              const entries = slots[column];
              if (entries instanceof BigUint64Array) entries[1] = 77n;
              else entries[1] = entries[1] === 1 ? 0 : 1;
            }),
            SEVEN_AGAIN,
          ],
          FIRST_BY_COLUMN[column],
        ),
      ),
    ],
    lawful: 'a drain marks some slots, and a beat changes everything in its own',
    keep: [THREE_PIDS, beat(8, 2n, 1n, { ns: 5n, status: 'degraded' }), drain(T, [7, 9])],
  },
];
