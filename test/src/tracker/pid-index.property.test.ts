import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, PidIndex, PROBE_BUDGET } from '../../../src/tracker/pid-index.ts';
import { expectSame } from '../../support/expect-equal.ts';
import { indexFault } from '../support/index-fault.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';
import { anyU64 } from '../support/u64-arbitrary.ts';

interface IndexRun {
  readonly capacity: number;
  readonly key: bigint | null;
  readonly ops: readonly (readonly ['insert' | 'remove' | 'get', pid: number, slot: number])[];
}

/** Runs on few pids, many of which begin their paths in the same few cells, some of them around the table's end. */
function indexRuns(capacities: readonly number[], opsMax: number): fc.Arbitrary<IndexRun> {
  const key = fc.oneof(fc.constant(null), anyU64);
  return fc.tuple(fc.constantFrom(...capacities), key).chain(([capacity, indexKey]) => {
    const cells = new PidIndex(capacity).cells.slots.length;
    const crowd = [cells - 2, cells - 1, 0, 1, 5 % cells].flatMap((home) =>
      pidsWithHome(home, cells, Math.min(2 * capacity + 2, 90), indexKey),
    );
    const pid = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...crowd) }, { weight: 1, arbitrary: fc.nat(0xffff_ffff) });
    const verb = fc.constantFrom('insert', 'insert', 'remove', 'remove', 'get');
    const op = fc.tuple(verb, pid, fc.nat(Math.max(0, capacity - 1)));
    return fc.record({
      capacity: fc.constant(capacity),
      key: fc.constant(indexKey),
      ops: fc.array(op, { maxLength: opsMax, size: 'max' }),
    }) as fc.Arbitrary<IndexRun>;
  });
}

/** Does what `run` says to an index and to a Map, never above the load of one half, and compares them at every step. */
function compareWithMap(run: IndexRun): void {
  const index = new PidIndex(run.capacity, run.key);
  const map = new Map<number, number>();
  let refusals = 0n;
  for (const [verb, pid, slot] of run.ops) {
    index.resetProbes();
    if (verb === 'get') {
      expectSame(index.get(pid), map.get(pid) ?? ABSENT);
    } else if (verb === 'remove') {
      expectSame(index.remove(pid), map.get(pid) ?? ABSENT);
      map.delete(pid);
    } else if (map.has(pid) || map.size < run.capacity) {
      if (index.insert(pid, slot)) map.set(pid, slot);
      else {
        // Refused: rightly so only for a new pid, which is then in no cell; the invariants below see to the rest.
        expectSame(map.has(pid), false);
        expectSame(index.peek(pid), ABSENT);
        refusals++;
      }
    }
    expectSame(index.probes <= PROBE_BUDGET, true);
    expectSame(index.size, map.size);
    expectSame(index.probeExhausted, refusals);
    expectSame(indexFault(index, run.key), null);
  }
  for (const [pid, slot] of map) expect(index.get(pid)).toBe(slot);
}

describe('PidIndex, whatever is done to it,', () => {
  it('answers as a Map does and keeps its promises, on tables smaller than the probe budget', () => {
    fc.assert(fc.property(indexRuns([0, 1, 2, 3, 4, 7, 8, 16], 300), compareWithMap), { numRuns: 150 });
  });

  it('answers as a Map does and keeps its promises, on tables where a path can be full', () => {
    fc.assert(fc.property(indexRuns([64, 100], 500), compareWithMap), { numRuns: 40 });
  });

  it('refuses an insert only when the 64 cells from the home on are live', () => {
    const pids = pidsWithHome(100, 512, 200);
    const subsets = fc.tuple(fc.shuffledSubarray(pids, { minLength: 70, maxLength: 200 }), fc.subarray(pids));
    fc.assert(
      fc.property(subsets, ([arriving, leaving]) => {
        const index = new PidIndex(256);
        const insertAll = (): void => {
          for (const pid of arriving) {
            if (index.get(pid) !== ABSENT) continue;
            const path = Array.from({ length: PROBE_BUDGET }, (_, step) => index.cells.slots[100 + step]);
            expectSame(
              index.insert(pid, 1),
              path.some((slot) => slot < 0),
            );
          }
        };
        insertAll();
        for (const pid of leaving) index.remove(pid);
        expect(indexFault(index)).toBeNull();
        insertAll();
        expect(index.size).toBe(PROBE_BUDGET);
        expect(indexFault(index)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});
