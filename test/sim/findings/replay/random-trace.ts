import type fc from 'fast-check';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { operations } from '../../../../sim/library/fast-check/operations.ts';

/** Operations that can be carried out in their order, one of the codec first. */
export const randomOps: fc.Arbitrary<Op[]> = operations().map((ops) => [{ op: 'decode', bytes: new Uint8Array(3) }, ...ops]);

export { traceOf } from '../../../../sim/library/judge.ts';
