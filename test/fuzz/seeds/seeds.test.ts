import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/index.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { asTrackerOps } from '../../../fuzz/seeds/seeds.ts';

describe('asTrackerOps()', () => {
  it('makes beats of frames and drains of every fourth poll, and leaves the rest out', () => {
    const bytes = encodeFrame({ status: 'degraded', pid: 7, timestamp: 1n, nonce: 5n, payload: 0 });
    const datagram: Op = { op: 'datagram', now: 3n, listener: 0, origin: 'operator-attested', peer: null, ns: 4n, bytes };
    const polls = Array.from({ length: 5 }, (_, at): Op => ({ op: 'poll', now: BigInt(10 + at) }));
    const settled: Op = { op: 'settled', now: 1n, live: [], silent: [] };
    const ops: Op[] = [
      { op: 'observer', threshold: 10_000_000n, listeners: 1, capacity: 3 },
      datagram,
      { ...datagram, bytes: bytes.slice(1) },
      ...polls,
    ];
    expect(asTrackerOps([...ops, settled, { op: 'metrics' }])).toEqual([
      { op: 'new', capacity: 3, policy: 'strict', window: 256 },
      { op: 'record', pid: 7, nonce: 5n, status: 'degraded', now: 3n, threshold: 10_000_000n, origin: 'operator-attested', ns: 4n },
      { op: 'drain', now: 10n, threshold: 10_000_000n },
      { op: 'drain', now: 14n, threshold: 10_000_000n },
      { op: 'take', counter: 'evictions' },
      { op: 'take', counter: 'evicted_pid' },
    ]);
  });

  it('leaves operations on a bare tracker as they are', () => {
    const ops: Op[] = [{ op: 'new', capacity: 1, policy: 'balanced', window: 1 }, { op: 'len' }];
    expect(asTrackerOps(ops)).toEqual(ops);
  });
});
