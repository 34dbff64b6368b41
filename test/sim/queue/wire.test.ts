import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosisOf, queueCheck } from '../../../sim/gate/doctor-queue.ts';
import { diagnose, type SetUp } from '../../../sim/gate/doctor.ts';
import type { DomainForm } from '../../../sim/explore/domain-form.ts';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { Expander } from '../../../sim/explore/expander.ts';
import {
  batchOf,
  expansionOf,
  expansionToSend,
  pathsToSend,
  type ExploreChunk,
  type ExploreOrder,
  type ExploreResult,
} from '../../../sim/queue/explore-wire.ts';
import { chunkSizeFor } from '../../../sim/queue/chunks.ts';
import { parseQueueAddress } from '../../../sim/queue/queue-link.ts';
import {
  decodeChunk,
  decodeOrder,
  decodeResult,
  differences,
  encode,
  resultFault,
  type AnyChunk,
  type AnyOrder,
  type AnyResult,
  type Chunk,
  type ChunkResult,
  type Order,
} from '../../../sim/queue/wire.ts';
import { passedRun } from '../world/passed-run.ts';

const ORDER: Order = {
  settings: { check: 'cheap', knobs: { capacity: 7, forNs: 5 }, stepsMax: null, scenarios: [{ name: 'tiny-tables', fileText: null }] },
  jobTimeoutMs: 60_000,
  hangMs: 10_000,
};

const CHUNK: Chunk = {
  campaign: '0123456789abcdef',
  name: 'fedcba9876543210',
  jobs: [
    { number: 0, scenario: 0, seed: '1', keepsCheckpoints: true },
    { number: 1, scenario: 0, seed: '2', keepsCheckpoints: false, checkpoints: ['a', 'b'] },
    { number: 2, scenario: 0, seed: '3', keepsCheckpoints: false },
  ],
  not: null,
};

const RUN = passedRun({ config: { capacity: 7, policy: 'strict' }, simulatedNs: 1.5, digest: '00000000000000ff' });

const RESULT: ChunkResult = {
  by: 'host-1',
  isSkipped: false,
  results: [{ number: 0, result: RUN, checkpoints: ['x'] }],
  reruns: [{ number: 1, differsAt: null }],
  losses: [{ number: 2, exit: { rule: 'never-exits', got: 'its process ended with code 7' }, step: -1 }],
};

const bytesOf = (value: unknown): Buffer => deflateSync(JSON.stringify(value));
const encoded = (value: AnyOrder | AnyChunk | AnyResult): Buffer => encode(value) as Buffer;

describe('messages of a queue', () => {
  it('are read as they were written', () => {
    expect(decodeOrder(encoded(ORDER))).toEqual(ORDER);
    expect(decodeChunk(encoded(CHUNK))).toEqual(CHUNK);
    const finding = {
      judge: 'model' as const,
      rule: 'r',
      op: 'poll' as const,
      step: 3,
      nowNs: 18_446_744_073_709_551_615n,
      reason: '',
      expected: '\u0000',
      got: 'x',
      details: [['a', 'b'] as const],
    };
    const told = { ...RESULT, results: [{ number: 0, result: { ...RUN, finding }, checkpoints: [] }] };
    expect(decodeResult(encoded(told))).toEqual(told);
  });

  it.each([
    ['an order', decodeOrder, { ...ORDER, settings: { ...ORDER.settings, without: 3 } }, 'it must be array at /settings/without'],
    ['an order', decodeOrder, { ...ORDER, more: 1 }, 'it must NOT have additional properties'],
    ['a chunk', decodeChunk, { ...CHUNK, campaign: '../x' }, 'it must match pattern "^[0-9a-f]{16}$" at /campaign'],
    ['a chunk', decodeChunk, { ...CHUNK, jobs: [] }, 'it must NOT have fewer than 1 items at /jobs'],
    [
      'a chunk',
      decodeChunk,
      { ...CHUNK, jobs: [{ ...CHUNK.jobs[0], seed: 'a b' }] },
      'it must match pattern "^[!-~]{1,200}$" at /jobs/0/seed',
    ],
    [
      'a result',
      decodeResult,
      { ...RESULT, results: [{ number: 0, result: { ...RUN, digest: 7 }, checkpoints: [] }] },
      'it must be string',
    ],
    ['a result', decodeResult, [], 'it must be object'],
  ] as const)('are refused where they are none: %s', (_, decode, value, reason) => {
    expect((decode as (bytes: Buffer) => unknown)(bytesOf(value))).toMatch(
      new RegExp(`^${reason.replace(/[$^*+?.()|[\]{}\\/]/g, '\\$&')}`),
    );
  });

  it('are refused whatever bytes they are, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isDeflated) => {
        const message = isDeflated ? deflateSync(bytes) : Buffer.from(bytes);
        for (const decode of [decodeOrder, decodeChunk, decodeResult]) expect(typeof decode(message)).toBe('string');
      }),
    );
  });

  it('are refused where they swell beyond all bounds', () => {
    expect(decodeResult(deflateSync(Buffer.alloc(67_108_865)))).toBe('it is not whole, or longer than is allowed');
  });
});

describe('messages of an exploration', () => {
  const form = DOMAIN_FORMS.find(({ domain }) => domain === 'stalls') as DomainForm;
  const domain = domainOf(form);
  const order: ExploreOrder = { explore: { domains: [form], isReduced: true }, hangMs: 1 };
  const chunk = (paths: readonly number[], pathLength: number): ExploreChunk => ({
    campaign: CHUNK.campaign,
    name: CHUNK.name,
    not: null,
    explore: { domain: 0, number: 3, pathLength, paths: pathsToSend(Uint16Array.from(paths)) },
  });
  const batch = { number: 3, pathLength: 1, paths: Uint16Array.of(0) };
  const made = new Expander(domain, { isReduced: true }).expand(batch);
  const result: ExploreResult = { by: 'host-1', isSkipped: false, explore: expansionToSend(made) };
  const finding = { judge: 'model', rule: 'r', op: 'poll', step: 3, nowNs: 2n ** 64n - 1n, reason: '', expected: '', got: '' } as const;

  it('are read as they were written', () => {
    expect(decodeOrder(encoded(order))).toEqual(order);
    expect(decodeChunk(encoded(chunk([0], 1)))).toEqual(chunk([0], 1));
    expect(batchOf(chunk([0], 1), domain)).toEqual(batch);
    expect(decodeResult(encoded(result))).toEqual(result);
    expect(made.ops.length).toBeGreaterThan(0);
    const found = { ...made, findings: [{ from: 0, op: 1, finding }] };
    expect(expansionOf({ ...result, explore: expansionToSend(found) }, batch, domain)).toEqual(found);
  });

  it.each([
    [decodeOrder, { ...order, explore: { domains: [], isReduced: true } }, 'it must NOT have fewer than 1 items at /explore/domains'],
    [decodeChunk, { ...chunk([0], 1), explore: { ...chunk([0], 1).explore, paths: '?' } }, 'it must match pattern'],
    [decodeChunk, { ...chunk([0], 65) }, 'it must be <= 64 at /explore/pathLength'],
    [decodeResult, { ...result, explore: 1 }, 'it must be null'],
  ] as const)('are refused where they are none', (decode, value, reason) => {
    expect((decode as (bytes: Buffer) => unknown)(bytesOf(value))).toContain(reason);
  });

  it.each([
    [chunk([0], 1), undefined, 'its exploration has no such domain'],
    [chunk([0, 0, 0], 2), domain, 'its states are no sequences of one length'],
    [chunk([], 1), domain, 'its states are no sequences of one length'],
    [chunk([0], 0), domain, 'its states are no sequences of one length'],
    [chunk([domain.starts.length], 1), domain, 'its states have operations that are none of the domain'],
    [chunk([0, domain.ops.length], 2), domain, 'its states have operations that are none of the domain'],
  ])('ask for states of a domain alone', (asked, of, reason) => {
    expect(batchOf(asked, of)).toBe(reason);
  });

  it.each([
    ['prints', made.prints.subarray(1)],
    ['from', made.from.map(() => 1)],
    ['ops', made.ops.map(() => domain.ops.length)],
    ['findings', [{ from: 1, op: 0, finding }]],
  ])('tell of what follows those states alone: %s', (key, value) => {
    const explore = expansionToSend({ ...made, [key]: value });
    expect(expansionOf({ ...result, explore }, batch, domain)).toBe('it tells of states that were not asked for');
  });
});

describe('a result of a chunk', () => {
  it('tells of each of its jobs once', () => {
    expect(resultFault(RESULT, CHUNK, ORDER.settings)).toBeNull();
    expect(resultFault({ ...RESULT, losses: [] }, CHUNK, ORDER.settings)).toBe('it tells nothing of run 2');
    expect(resultFault({ ...RESULT, reruns: [...RESULT.reruns, ...RESULT.reruns] }, CHUNK, ORDER.settings)).toBe(
      'it tells of a second run 1 that was not asked for',
    );
    const wrong = (run: Partial<typeof RUN>): ChunkResult => ({
      ...RESULT,
      results: [{ number: 0, result: { ...RUN, ...run }, checkpoints: [] }],
    });
    for (const run of [{ seed: '9' }, { scenario: 'swarm' }])
      expect(resultFault(wrong(run), CHUNK, ORDER.settings)).toBe('it tells of a run 0 that was not asked for');
    expect(resultFault({ ...RESULT, results: [], reruns: [], losses: [], isSkipped: true }, CHUNK, ORDER.settings)).toBeNull();
  });

  it('is the same as another where each run is, whatever the order of keys and of runs, and who made it', () => {
    const turned = {
      ...RESULT,
      by: 'host-2',
      losses: [],
      results: [{ checkpoints: ['x'], result: Object.fromEntries(Object.entries(RUN).reverse()), number: 0 }],
    };
    expect(differences(RESULT, turned as unknown as ChunkResult)).toEqual([]);
    const other = {
      ...RESULT,
      results: [{ number: 0, result: { ...RUN, digest: '0000000000000000' }, checkpoints: ['x'] }],
      reruns: [{ number: 1, differsAt: 4 }],
    };
    expect(differences(RESULT, other)).toEqual([
      { number: 0, run: 'tiny-tables under seed 1' },
      { number: 1, run: 'the second run of job 1' },
    ]);
  });
});

describe('the address of a queue', () => {
  it('is read with its password, which is not shown', () => {
    expect(parseQueueAddress('rediss://me:p%40ss@[::1]:6380/3', {})).toEqual({
      shown: 'rediss://[::1]:6380/3',
      options: { host: '::1', port: 6380, db: 3, username: 'me', password: 'p@ss', tls: {} },
    });
    expect(parseQueueAddress('redis://host', { VARTA_SIM_QUEUE_PASSWORD: 'x' })).toEqual({
      shown: 'redis://host:6379',
      options: { host: 'host', port: 6379, db: 0, password: 'x' },
    });
  });

  it.each(['', 'host', 'http://host', 'redis://', 'redis://host/x', 'redis://host?a=1'])('is none: %j', (text) => {
    expect(parseQueueAddress(text, {})).toMatch(/^must be an address/);
  });
});

describe('chunks', () => {
  it('share a campaign among machines, and stay small', () => {
    expect([1, 64, 65, 336, 1_000_000].map(chunkSizeFor)).toEqual([1, 1, 2, 6, 48]);
  });
});

describe('the check of a queue', () => {
  const info = (facts: string): ReturnType<typeof diagnosisOf> => diagnosisOf(facts.split(' ').join('\r\n'), 'redis://host:1');

  it('tells version, memory and whether a restart loses anything', () => {
    const facts = 'redis_version:7.0.15 used_memory_human:1.2M maxmemory_human:1G maxmemory_policy:noeviction aof_enabled:1';
    expect(info(facts)).toEqual({ ok: true, detail: 'Redis 7.0.15 at redis://host:1, 1.2M of 1G used, append-only file', hint: '' });
    expect(info(facts.replace('aof_enabled:1', 'aof_enabled:0')).detail).toContain('a restart loses results');
    expect(info(facts.replace('noeviction', 'allkeys-lru'))).toMatchObject({ ok: false, hint: expect.stringContaining('noeviction') });
    expect(info(facts.replace('7.0.15', '6.0.9'))).toMatchObject({ ok: false, hint: 'it must be 6.2 or later' });
  });

  it('tells one that is not there, and what to do about it', async () => {
    const address = parseQueueAddress('redis://127.0.0.1:1');
    if (typeof address === 'string') throw new Error(address);
    const { examine } = queueCheck(address);
    expect(await diagnose({ name: 'queue', examine }, {} as SetUp)).toEqual({
      ok: false,
      detail: expect.stringContaining('there is no queue at redis://127.0.0.1:1'),
      hint: expect.stringContaining('start Redis there'),
    });
  });
});
