import fc from 'fast-check';
import type { Op } from '../../../sim/data/ops/op.ts';

const START = 2n ** 40n;

/** The same operations, most of them within seconds of each other, so that moments are said by all the ways there are. */
export function timed(ops: fc.Arbitrary<Op>): fc.Arbitrary<Op> {
  const afterNs = fc.option(
    fc.oneof(
      fc.nat(300),
      fc.nat(70_000),
      fc.maxSafeNat().map((value) => value % 5_000_000_000),
    ),
    { freq: 4 },
  );
  return fc.tuple(ops, afterNs).map(([op, after]) => (after !== null && 'now' in op ? { ...op, now: START + BigInt(after) } : op));
}
