import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackerOps, trackerSteps, writeTracker } from '../../../fuzz/format/tracker-format.ts';
import { trackerBounds } from '../../../fuzz/format/tracker-scan.ts';
import { isTrackerOp, type NewOp, type Op, type RecordOp, type TakeCounter } from '../../../sim/data/ops/op.ts';
import { EVICTION_POLICIES } from '../../../src/index.ts';
import { U64_MAX } from '../../../src/internal.ts';
import { arbitraryOp } from '../../../sim/library/fast-check/arbitrary-op.ts';
import { expectExactWriting, withoutNewer } from './exact-writing.ts';
import { timed } from './timed.ts';

const NEWER_COUNTERS: readonly TakeCounter[] = ['restarts', 'origin_takeovers'];

const newOp: fc.Arbitrary<NewOp> = fc.record(
  {
    op: fc.constant('new'),
    capacity: fc.oneof(fc.nat(70), fc.maxSafeNat()),
    policy: fc.constantFrom(...EVICTION_POLICIES),
    window: fc.oneof(fc.nat(300), fc.maxSafeNat()),
  },
  { noNullPrototype: true },
);
/** Operations that version 1 of the format can say: it has no code for the counters that came later. */
const said = arbitraryOp
  .filter(isTrackerOp)
  .filter((op) => op.op !== 'take' || !NEWER_COUNTERS.includes(op.counter))
  .map(withoutNewer);
const run = fc.tuple(newOp, fc.array(timed(said), { maxLength: 30, size: 'max' })).map(([first, rest]): Op[] => [first, ...rest]);

function beat(pid: number, now: bigint, change: Partial<RecordOp> = {}): RecordOp {
  return { op: 'record', pid, nonce: 1n, status: 'ok', now, threshold: 100n, origin: 'kernel-attested', ns: null, ...change };
}

function written(ops: readonly Op[]): Uint8Array {
  const bytes = writeTracker(ops);
  if (bytes === null) throw new Error('nothing was written');
  return bytes;
}

const TABLE: NewOp = { op: 'new', capacity: 2, policy: 'strict', window: 256 };

describe('writeTracker()', () => {
  expectExactWriting(run, trackerOps, written);

  it('says an ordinary beat in two bytes, and a drain at the threshold in one', () => {
    const ops: Op[] = [TABLE, beat(2, 0n), beat(3, 100n), { op: 'drain', now: 200n, threshold: 100n }];
    expect([...written(ops)]).toEqual([0, 0, 0, 0, 0x00, 2, 0x03, 3, 0x93]);
  });

  it('puts a table of the default size before operations without one', () => {
    expect(trackerOps(written([{ op: 'len' }]))).toEqual([{ op: 'new', capacity: 256, policy: 'strict', window: 256 }, { op: 'len' }]);
  });

  it('leaves out what is for an observer, and has nothing to say of that alone', () => {
    expect(trackerOps(written([TABLE, { op: 'metrics' }, { op: 'len' }]))).toEqual([TABLE, { op: 'len' }]);
    expect(writeTracker([{ op: 'poll', now: 1n }])).toBeNull();
    expect(writeTracker([])).toBeNull();
  });

  it('leaves out the options and the generation that came after its version, and asks for the length in place of a newer counter', () => {
    const table: NewOp = { ...TABLE, restart_after_stall: 'always', pin_generation: true, index_key: 5n };
    const ops: Op[] = [table, beat(7, 0n, { generation: 3n }), ...NEWER_COUNTERS.map((counter): Op => ({ op: 'take', counter }))];
    expect(trackerOps(written(ops))).toEqual([TABLE, beat(7, 0n), { op: 'len' }, { op: 'len' }]);
  });

  it('leaves out a datagram of more than 255 bytes', () => {
    const decode = (length: number): Op => ({ op: 'decode', bytes: new Uint8Array(length) });
    expect(trackerOps(written([TABLE, decode(256), decode(255)]))).toEqual([TABLE, decode(255)]);
  });
});

describe('trackerOps()', () => {
  it('starts with a table, also on no bytes at all', () => {
    expect(trackerOps(new Uint8Array(0))).toEqual([TABLE]);
  });

  it('reads bytes that are missing as 0', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60, size: 'max' }), fc.nat(60), (bytes, end) => {
        const cut = bytes.slice(0, end);
        const begun = trackerOps(cut);
        expect(trackerOps(Uint8Array.from([...cut, ...new Uint8Array(12)])).slice(0, begun.length)).toEqual(begun);
      }),
      { numRuns: 200 },
    );
  });

  it('says the moments beside the threshold, ten thresholds, and the ends of u64 in one byte each', () => {
    const at = (code: number): bigint => {
      const op = trackerOps(Uint8Array.of(0, 0, 0, 2, 0x90 | code)).at(-1);
      return op?.op === 'drain' ? op.now : -1n;
    };
    expect(Array.from({ length: 12 }, (_, code) => at(code))).toEqual([
      1000n,
      1001n,
      1099n,
      1100n,
      1101n,
      1999n,
      2000n,
      2001n,
      999n,
      900n,
      0n,
      U64_MAX,
    ]);
  });

  it('says a probe path of colliding pids in three bytes', () => {
    const ops = trackerOps(Uint8Array.of(17, 0, 0, 0, 0xd0, 64, 64));
    expect(ops).toHaveLength(66);
    expect(new Set(ops.slice(1).map((op) => (op.op === 'record' ? op.pid : -1))).size).toBe(65);
  });

  it('ends with its budget of work', () => {
    const bursts = new Uint8Array(300).map((_, at) => (at < 4 ? 0 : [0xd0, 0, 127][(at - 4) % 3]));
    expect(trackerOps(bursts)).toHaveLength(5000);
    expect(trackerOps(Uint8Array.from(bursts, (byte, at) => (at === 0 ? 18 : byte)))).toHaveLength(2222);
  });
});

describe('trackerSteps()', () => {
  it('has misuses between the operations, which are none themselves', () => {
    const bytes = Uint8Array.of(0, 0, 0, 0, 0xf3, 0xb9);
    expect([...trackerSteps(bytes)]).toEqual([TABLE, { misuse: 3 }, { op: 'len' }]);
    expect(trackerOps(bytes)).toEqual([TABLE, { op: 'len' }]);
  });
});

describe('trackerBounds()', () => {
  it('cuts an input where it can be cut: each part still says what it said', () => {
    const bytes = written([TABLE, beat(2, 0n), beat(3, 5n, { status: 'critical' }), { op: 'len' }]);
    const bounds = trackerBounds(bytes);
    expect(bounds).toEqual([4, 6, 11, 12]);
    const without = Uint8Array.from([...bytes.slice(0, 6), ...bytes.slice(11)]);
    expect(trackerOps(without)).toEqual([TABLE, beat(2, 0n), { op: 'len' }]);
  });
});
