import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/index.ts';
import { GOAL_NUMBER } from '../../../sim/oracle/goals.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { Run } from '../../../sim/run/run.ts';
import { trackerOps } from '../../../fuzz/format/tracker-format.ts';
import { asTrackerOps, makeSeeds } from '../../../fuzz/seeds/seeds.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';

const CORPUS = join(import.meta.dirname, '../../../corpus');

describe('makeSeeds()', () => {
  const seeds = makeSeeds(CORPUS);

  it('makes some for every target', () => {
    expect([...seeds.keys()]).toEqual(TARGETS.map(({ name }) => name));
    for (const inputs of seeds.values()) expect(inputs.length).toBeGreaterThan(3);
  });

  it('takes the tracker to its rare places: a wrapped nonce, an eviction that is rolled back', () => {
    const sought = new Set([GOAL_NUMBER['nonce-wrapped'], GOAL_NUMBER['eviction-rolled-back']]);
    for (const input of seeds.get('tracker-ops') ?? []) {
      if (sought.size === 0) break;
      const run = new Run();
      for (const op of trackerOps(input)) run.step(op);
      for (const goal of sought) if (run.goalCounts[goal] > 0) sought.delete(goal);
    }
    expect([...sought]).toEqual([]);
  });
});

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
