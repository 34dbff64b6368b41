import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, MIN_THRESHOLD_NS } from '../../../src/index.ts';
import type { DatagramOp, ObserverOp, Op } from '../../../sim/data/ops/op.ts';
import { observerOps, writeObserver } from '../../../fuzz/format/observer-format.ts';
import { observerBounds } from '../../../fuzz/format/observer-scan.ts';
import { arbitraryFrame, arbitraryOp } from '../../../sim/library/fast-check/arbitrary-op.ts';
import { expectExactWriting, withoutNewer } from './exact-writing.ts';
import { timed } from './timed.ts';

const observer = arbitraryOp.filter((op): op is ObserverOp => op.op === 'observer').map(withoutNewer);
const traffic = timed(arbitraryOp.filter((op) => op.op === 'datagram' || op.op === 'poll' || op.op === 'metrics').map(withoutNewer));

/** Traffic as it is, with whole frames in some of the datagrams, and a poll at the same moment behind some. */
function withFrames(op: Op, frame: Uint8Array, isPolled: boolean, listeners: number): Op[] {
  if (op.op !== 'datagram') return [op];
  const datagram: DatagramOp = { ...op, listener: op.listener % listeners, bytes: frame.length === 0 ? op.bytes : frame };
  return isPolled ? [datagram, { op: 'poll', now: op.now }] : [datagram];
}

const frame = fc.oneof(
  fc.constant(new Uint8Array(0)),
  arbitraryFrame.map((fields) => encodeFrame(fields)),
);
const run = fc
  .tuple(observer, fc.array(fc.tuple(traffic, frame, fc.boolean()), { maxLength: 30, size: 'max' }))
  .map(([first, rest]): Op[] => [first, ...rest.flatMap(([op, bytes, isPolled]) => withFrames(op, bytes, isPolled, first.listeners))]);

function written(ops: readonly Op[]): Uint8Array {
  const bytes = writeObserver(ops);
  if (bytes === null) throw new Error('nothing was written');
  return bytes;
}

const OBSERVER: ObserverOp = { op: 'observer', threshold: MIN_THRESHOLD_NS, listeners: 1, capacity: 2 };

/** Bytes of the head, with the first moment. */
const HEAD = written([OBSERVER]).length;

function ordinary(pid: number, now: bigint, nonce = 1n): Op[] {
  const bytes = encodeFrame({ status: 'ok', pid, timestamp: now, nonce, payload: 0 });
  return [
    { op: 'datagram', now, listener: 0, origin: 'kernel-attested', peer: pid, ns: null, bytes },
    { op: 'poll', now },
  ];
}

describe('writeObserver()', () => {
  expectExactWriting(run, observerOps, written);

  it('says an ordinary beat and its poll in two bytes', () => {
    const ops = [OBSERVER, ...ordinary(2, 0n), ...ordinary(2, MIN_THRESHOLD_NS, 2n)];
    expect([...written(ops)]).toEqual([...new Uint8Array(HEAD), 0x00, 2, 0x03, 2]);
  });

  it('leaves out the options that came after its version, and the generation of a datagram', () => {
    const [datagram, poll] = ordinary(2, 0n) as [DatagramOp, Op];
    const head: ObserverOp = {
      ...OBSERVER,
      restart_after_stall: 'always',
      pin_generation: true,
      origin_takeover: true,
      last_words: true,
      index_key: 5n,
      max_step: 6n,
      catch_up: 7n,
      allow_tight_rate: false,
    };
    expect(observerOps(written([head, { ...datagram, generation: 3n }, poll]))).toEqual([OBSERVER, datagram, poll]);
  });

  it('leaves out claims about a world, and what comes after the observer', () => {
    const settled: Op = { op: 'settled', now: 1n, live: [], silent: [] };
    const other: Op = { op: 'new', capacity: 1, policy: 'strict', window: 1 };
    expect(observerOps(written([{ op: 'len' }, OBSERVER, settled, { op: 'metrics' }, other, { op: 'metrics' }]))).toEqual([
      OBSERVER,
      { op: 'metrics' },
    ]);
    expect(writeObserver([other, { op: 'len' }])).toBeNull();
  });
});

describe('observerOps()', () => {
  it('starts with an observer, also on no bytes at all', () => {
    expect(observerOps(new Uint8Array(0))).toEqual([OBSERVER]);
  });

  it('can damage every byte of a frame under a right checksum', () => {
    const refusals = new Set<string>();
    for (let place = 0; place < 40; place++) {
      const ops = observerOps(Uint8Array.of(...new Uint8Array(HEAD), 0x70, 9, 0x00, 0x08, 0x80 | place, 0xff));
      const datagram = ops[1] as DatagramOp;
      const result = decodeFrame(datagram.bytes);
      refusals.add(typeof result === 'string' ? result : 'frame');
    }
    expect([...refusals].sort((a, b) => (a < b ? -1 : 1))).toEqual(['bad-length', 'bad-magic', 'bad-status', 'bad-version', 'frame']);
  });

  it('keeps every listener below their number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80, size: 'max' }), (bytes) => {
        const [first, ...rest] = observerOps(bytes);
        const { listeners } = first as ObserverOp;
        return rest.every((op) => op.op !== 'datagram' || op.listener < listeners);
      }),
      { numRuns: 200 },
    );
  });
});

describe('observerBounds()', () => {
  it('cuts an input where it can be cut: each part still says what it said', () => {
    const bytes = written([OBSERVER, ...ordinary(2, 0n), { op: 'metrics' }, { op: 'poll', now: 1n }]);
    expect(observerBounds(bytes)).toEqual([HEAD, HEAD + 2, HEAD + 3, HEAD + 4]);
  });

  it('knows where a damaged frame begins and ends, whose checksum is set right again', () => {
    const record = [0x77, 2, 0x00, 0x08, 0x83, 0x03];
    expect(observerBounds(Uint8Array.from([...new Uint8Array(HEAD), ...record, ...record]))).toEqual([HEAD, HEAD + 6, HEAD + 12]);
  });
});
