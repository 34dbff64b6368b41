import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
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
    ['up to twice what the input cost that it was made of is left', 900, 5000, [1600, 5000]],
  ])('%s', (_, base, made, lengths) => {
    expect([...lengthsOf(base, made)].sort((a, b) => a - b)).toEqual(lengths);
  });

  it('leaves inputs of a target that cannot tell what they cost', () => {
    const limit = new WorkLimit({}, new SeededEntropy('1', 'work'));
    expect(limit.cut(Buffer.alloc(5000), Buffer.alloc(1))).toHaveLength(5000);
  });
});

describe.each(TARGETS.filter(({ lengthWithin }) => lengthWithin !== undefined))('$name: lengthWithin()', (each) => {
  it('ends between operations, no later for less work, and at the end for enough', () => {
    const { toOps = () => [], lengthWithin = () => 0 } = each;
    fc.assert(
      fc.property(arbitraryInput(each), fc.integer({ min: 0, max: 2000 }), (bytes, work) => {
        const length = lengthWithin(bytes, work);
        const lines = toOps(bytes).map((op) => formatOp(op));
        const kept = toOps(bytes.slice(0, length)).map((op) => formatOp(op));
        expect(kept).toEqual(lines.slice(0, kept.length));
        // Each costs 4 at least, but the first one, which makes the table.
        expect(kept.length).toBeLessThanOrEqual(1 + work / 4);
        expect(lengthWithin(bytes, work + 100)).toBeGreaterThanOrEqual(length);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
