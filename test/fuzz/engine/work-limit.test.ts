import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { formatOp } from '../../../sim/data/ops/op-format.ts';
import { WorkLimit } from '../../../fuzz/engine/work-limit.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import { arbitraryInput } from '../targets/arbitrary-input.ts';

/** One byte is one unit of work. */
const target = { lengthWithin: (bytes: Uint8Array, work: number) => Math.min(bytes.length, work) };

function lengthsOf(base: number, made: number): ReadonlySet<number> {
  const limit = new WorkLimit(target, new SeededEntropy('1', 'work'));
  const bytes = Buffer.alloc(base);
  return new Set(Array.from({ length: 100 }, () => limit.cut(Buffer.alloc(made), bytes).length));
}

describe('WorkLimit.cut()', () => {
  it.each([
    ['what costs little stays', 10, 400, [400]],
    ['what costs more is cut, but for a few', 10, 5000, [400, 5000]],
    ['up to twice what the input cost that it was made of is left', 700, 5000, [800, 5000]],
  ])('%s', (_, base, made, lengths) => {
    expect([...lengthsOf(base, made)].sort((a, b) => a - b)).toEqual(lengths);
  });

  it('leaves inputs of a target that cannot tell what they cost', () => {
    const limit = new WorkLimit({}, new SeededEntropy('1', 'work'));
    expect(limit.cut(Buffer.alloc(5000), Buffer.alloc(1))).toHaveLength(5000);
  });
});

describe.each(TARGETS.filter(({ lengthWithin, toOps }) => lengthWithin !== undefined && toOps !== undefined))(
  '$name: lengthWithin()',
  (each) => {
    const { toOps = () => [], lengthWithin = () => 0, boundsOf = () => [] } = each;

    it('ends with the last record up to which the operations cost no more', () => {
      fc.assert(
        fc.property(arbitraryInput(each), fc.integer({ min: 0, max: 2000 }), (bytes, work) => {
          const costs = costsOf(toOps(bytes));
          const ends = boundsOf(bytes).map((bound) => [bound, toOps(bytes.slice(0, bound)).length] as const);
          const within = ends.filter(([, count], at) => at === 0 || costs[count - 1] <= work);
          expect(lengthWithin(bytes, work)).toBe(within.at(-1)?.[0]);
        }),
        { numRuns: 30, seed: 7 },
      );
    });

    it('lies between operations, as every bound does', () => {
      fc.assert(
        fc.property(arbitraryInput(each), (bytes) => {
          const lines = toOps(bytes).map((op) => formatOp(op));
          for (const bound of boundsOf(bytes)) {
            const kept = toOps(bytes.slice(0, bound)).map((op) => formatOp(op));
            expect(kept).toEqual(lines.slice(0, kept.length));
          }
        }),
        { numRuns: 20, seed: 7 },
      );
    });
  },
);

/** What each operation costs with all before it, as docs/fuzz-format.md says. */
function costsOf(ops: readonly Op[]): readonly number[] {
  let table = 0;
  let sum = 0;
  return ops.map((op) => {
    if (op.op === 'new' || op.op === 'observer') table = Math.min(op.capacity ?? 256, 4096) >> 4;
    if (op.op === 'observer') table += op.listeners >> 2;
    return (sum += 4 + table);
  });
}
