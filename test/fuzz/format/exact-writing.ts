import fc from 'fast-check';
import { it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { expectEqual } from '../../support/expect-equal.ts';

/** The options of a tracker and an observer for which version 1 of the formats has no bytes. */
const NEWER_KEYS: ReadonlySet<string> = new Set([
  'restart_after_stall',
  'pin_generation',
  'origin_takeover',
  'last_words',
  'index_key',
  'max_step',
  'catch_up',
  'allow_tight_rate',
  'generation',
  'udp',
]);

/** An operation without the keys that version 1 of the formats has no bytes for. */
export function withoutNewer<T extends Op>(op: T): T {
  return Object.fromEntries(Object.entries(op).filter(([key]) => !NEWER_KEYS.has(key))) as T;
}

/** The two properties of every format of operations: it writes `runs` so that they are read the same, and so what any bytes mean. */
export function expectExactWriting(runs: fc.Arbitrary<Op[]>, read: (bytes: Uint8Array) => Op[], write: (ops: Op[]) => Uint8Array): void {
  it('says every run exactly', () => {
    fc.assert(
      fc.property(runs, (ops) => {
        expectEqual(read(write(ops)), ops);
      }),
      { numRuns: 200 },
    );
  });

  it('says what any bytes stand for, also where it finds other bytes for it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120, size: 'max' }), (bytes) => {
        const ops = read(bytes);
        expectEqual(read(write(ops)), ops);
      }),
      { numRuns: 200 },
    );
  });
}
