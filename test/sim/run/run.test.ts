import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { Digest } from '../../../sim/run/digest.ts';
import { Fifo } from '../../../sim/subject/fifo.ts';
import { MisplacedOpError, Run } from '../../../sim/run/run.ts';
import { arbitraryOp } from '../../../sim/library/fast-check/arbitrary-op.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { OracleBench, T } from '../oracle/oracle-bench.ts';

const NEW: Op = { op: 'new', capacity: 2, policy: 'strict', window: 2 };
const OBSERVER: Op = { op: 'observer', threshold: 10_000_000n, listeners: 1 };
const DATAGRAM: Op = { op: 'datagram', now: 0n, listener: 1, origin: 'kernel-attested', peer: null, ns: null, bytes: new Uint8Array(0) };

describe('Run', () => {
  it.each<readonly [string, readonly Op[], Op]>([
    [
      'a record before a tracker',
      [],
      { op: 'record', pid: 1, nonce: 1n, status: 'ok', now: 0n, threshold: 1n, origin: 'kernel-attested', ns: null },
    ],
    ['a length before a tracker', [], { op: 'len' }],
    ['a drain of the observer’s tracker', [OBSERVER], { op: 'drain', now: 0n, threshold: 1n }],
    ['a poll of a bare tracker', [NEW], { op: 'poll', now: 0n }],
    ['metrics of a bare tracker', [NEW], { op: 'metrics' }],
    ['a datagram for a listener that is not there', [OBSERVER], DATAGRAM],
    ['a datagram before an observer', [NEW], { ...DATAGRAM, listener: 0 }],
    ['a last word before an observer', [NEW], { op: 'settled', now: 0n, live: [], silent: [] }],
  ])('refuses %s, and keeps its digest', (_, before, op) => {
    const run = new Run();
    for (const earlier of before) run.step(earlier);
    const { digest } = run;
    expect(() => run.step(op)).toThrow(MisplacedOpError);
    expect([run.digest, run.steps, run.finding]).toEqual([digest, before.length, null]);
  });

  it('takes any operation that is in its place without a finding, and refuses the others', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOp, { maxLength: 40 }), (ops) => {
        const run = new Run({ check: 'full' });
        for (const op of ops) {
          // A last word may well be untrue here.
          if (op.op === 'settled') continue;
          try {
            run.step(op);
          } catch (error) {
            expect(error).toBeInstanceOf(MisplacedOpError);
          }
        }
        expect(run.finding ?? run.finish()).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('folds operation, time and reply: a change of any of them changes the digest', () => {
    const digestOf = (...changes: Parameters<OracleBench['beat']>[]): string => {
      const bench = new OracleBench();
      bench.create(2);
      for (const change of changes) bench.beat(...change);
      return bench.run.digest;
    };
    const variants = [
      [],
      [[7, 1n, 0n]],
      [[8, 1n, 0n]],
      [[7, 2n, 0n]],
      [[7, 1n, 1n]],
      [[7, 1n, 0n, { ns: 0n }]],
      [[7, 1n, 0n, { status: 'critical' }]],
      [[7, 1n, 0n, { origin: 'operator-attested' }]],
      [[7, 1n, 0n, { threshold: 2n * T }]],
    ] as Parameters<OracleBench['beat']>[][];
    const digests = variants.map((changes) => digestOf(...changes));
    expect(new Set(digests).size).toBe(variants.length);
    expect(variants.map((changes) => digestOf(...changes))).toEqual(digests);
  });

  it('folds the state that a step left, not what it was told alone', () => {
    const digests = [false, true].map((isDamaged) => {
      const bench = new OracleBench({ without: new Set(['model', 'cursor-inside', 'scan-within-window', 'cursor-moves-by-reads']) });
      bench.create(2);
      bench.beat(7, 1n, 0n);
      bench.beat(8, 1n, 0n);
      if (isDamaged) bench.inside.state.cursor = 1;
      bench.beat(7, 2n, 0n);
      expect(bench.run.finding).toBeNull();
      return bench.run.digest;
    });
    expect(digests[0]).not.toBe(digests[1]);
  });

  it('tells what came of the last operation', () => {
    const bench = new OracleBench();
    bench.observe();
    bench.send(3, 7, 1n);
    expect([bench.run.polled, bench.run.event, bench.run.nowNs]).toEqual([false, null, 3_000_000n]);
    bench.poll(4);
    expect([bench.run.polled, bench.run.event?.kind, bench.run.nowNs, bench.run.steps]).toEqual([true, 'beat', 4_000_000n, 3]);
    bench.step({ op: 'metrics' });
    expect([bench.run.polled, bench.run.event]).toEqual([false, null]);
    expect(bench.run.goalCounts).toHaveLength(GOAL_NAMES.length);
  });

  it('ends clean where nothing was started', () => {
    expect(new Run().finish()).toBeNull();
  });
});

describe('Digest', () => {
  it('tells words, texts, bytes and null apart, and their order', () => {
    const hexOf = (fold: (digest: Digest) => void): string => {
      const digest = new Digest();
      fold(digest);
      return digest.hex;
    };
    const hashes = [
      hexOf(() => {}),
      hexOf((digest) => digest.u32(1)),
      hexOf((digest) => (digest.u32(1), digest.u32(2))),
      hexOf((digest) => (digest.u32(2), digest.u32(1))),
      hexOf((digest) => digest.nullable(null)),
      hexOf((digest) => digest.nullable(0n)),
      hexOf((digest) => digest.u64(1n << 32n)),
      hexOf((digest) => digest.text('ab')),
      hexOf((digest) => (digest.text('a'), digest.text('b'))),
      hexOf((digest) => digest.bytes(new Uint8Array(3))),
      hexOf((digest) => digest.bytes(new Uint8Array(4))),
      hexOf((digest) => digest.bytes(new Uint8Array(5))),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs after a long way from a single changed bit', () => {
    const hashes = new Set<string>();
    for (let changed = 0; changed < 200; changed++) {
      const digest = new Digest();
      for (let word = 0; word < 200; word++) digest.u32(word === changed ? word ^ 1 : word);
      hashes.add(digest.hex);
    }
    expect(hashes.size).toBe(200);
  });
});

describe('Fifo', () => {
  it('gives items in the order in which they came, through every growth', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 300, size: 'max' }), (ops) => {
        const fifo = new Fifo<number>();
        const list: number[] = [];
        for (const op of ops) {
          if (op === null) expect(fifo.shift()).toBe(list.shift() ?? null);
          else {
            fifo.push(op);
            list.push(op);
          }
          expect(fifo.length).toBe(list.length);
        }
        expect(fifo.toArray()).toEqual(list);
      }),
      { numRuns: 30 },
    );
  });
});
