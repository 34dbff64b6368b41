import { describe, expect, it } from 'vitest';
import type { StepFacts } from '../../../sim/oracle/facts.ts';
import { IndexCopy } from '../../../sim/oracle/index-copy.ts';
import { SCAN_RULES } from '../../../sim/oracle/scan-rules.ts';
import { OracleBench } from './oracle-bench.ts';

const CAPACITY = 4;
/** One whose columns lie in one piece of memory. */
const LARGE_CAPACITY = 64;

function threePids(capacity = CAPACITY): OracleBench {
  const bench = new OracleBench({ check: 'full' });
  bench.create(capacity);
  for (const pid of [7, 8, 9]) bench.beat(pid, 1n, 0n);
  return bench;
}

const COLUMNS = {
  'pids of cells': ({ inside }: OracleBench) => inside.index.cells.pids,
  'slots of cells': ({ inside }: OracleBench) => inside.index.cells.slots,
  reaches: ({ inside }: OracleBench) => inside.index.cells.reaches,
  passes: ({ inside }: OracleBench) => inside.index.cells.passes,
  'pids of slots': ({ inside }: OracleBench) => inside.slots.pids.subarray(0, 3),
};

describe('IndexCopy.look()', () => {
  const cases = Object.entries(COLUMNS).flatMap(([name, columnOf]) =>
    [CAPACITY, LARGE_CAPACITY].map((capacity) => ({ name, capacity, columnOf })),
  );
  it.each(cases)('sees a change of any entry of the $name, once, in a table of $capacity', ({ capacity, columnOf }) => {
    const bench = threePids(capacity);
    expect(bench.view.indexBytes.length).toBe(capacity === CAPACITY ? 0 : 5);
    const copy = new IndexCopy(capacity, bench.view.cells);
    expect([copy.look(bench.view), copy.look(bench.view)]).toEqual([true, false]);
    const column = columnOf(bench);
    for (let at = 0; at < column.length; at++) {
      column[at] ^= 1;
      expect([copy.look(bench.view), copy.look(bench.view)]).toEqual([true, false]);
    }
  });

  it('sees a change of the length, and knows nothing after forget()', () => {
    const bench = threePids();
    const copy = new IndexCopy(CAPACITY, bench.view.cells);
    copy.look(bench.view);
    bench.inside.state.length = 2;
    expect([copy.look(bench.view), copy.look(bench.view)]).toEqual([true, false]);
    copy.forget();
    expect(copy.look(bench.view)).toBe(true);
  });

  it.each([CAPACITY, LARGE_CAPACITY])('knows as much after a last look as before it, in a table of %i', (capacity) => {
    const bench = threePids(capacity);
    const copy = new IndexCopy(capacity, bench.view.cells);
    expect([copy.look(bench.view, true), copy.look(bench.view), copy.look(bench.view, true)]).toEqual([true, true, false]);
  });
});

/** An object that answers for these members alone. */
function only<T extends object>(object: T, members: readonly string[]): T {
  return new Proxy(object, {
    get(target, key) {
      expect(members).toContain(key);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

describe('a rule that is of the index', () => {
  it.each(SCAN_RULES.filter(({ isOfIndex }) => isOfIndex))('reads nothing else: $name', ({ check }) => {
    const facts = threePids().run.facts as StepFacts;
    const view = only(facts.view, ['length', 'pid', 'resolve', 'cellPid', 'cellSlot', 'cellReach', 'cellPasses']);
    expect(check(only({ ...facts, view }, ['view', 'capacity', 'cells', 'settings']))).toBeNull();
  });
});
