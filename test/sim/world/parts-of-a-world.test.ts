import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGULAR_NONCE_MAX } from '../../../src/index.ts';
import { mix32 } from '../../../src/internal.ts';
import { BytesEntropy } from '../../../sim/data/entropy/bytes-entropy.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { agents, attacker, kernelSocket, soundLink } from '../../../sim/world/scenarios/world-builder.ts';
import { Agent } from '../../../sim/world/agent.ts';
import { PidAllocator } from '../../../sim/world/pid-allocator.ts';
import { Silences } from '../../../sim/world/fleet.ts';
import { inOneShape, type WorldScript } from '../../../sim/world/script.ts';
import { pidWithHome, unmix32 } from '../../../sim/world/unmix32.ts';

describe('unmix32()', () => {
  it('undoes mix32(), and mix32() undoes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => unmix32(mix32(value)) === value && mix32(unmix32(value)) === value),
      { numRuns: 1000, examples: [[0], [1], [0xffff_ffff], [0x8000_0000]] },
    );
  });
});

describe('pidWithHome()', () => {
  it('gives different pids that all begin at one cell', () => {
    for (const [home, cells] of [
      [0, 2],
      [1, 2],
      [511, 512],
      [8191, 8192],
    ]) {
      const pids = Array.from({ length: 200 }, (_, number) => pidWithHome(home, cells, number));
      expect(new Set(pids).size).toBe(200);
      for (const pid of pids) expect(mix32(pid) & (cells - 1)).toBe(home);
    }
  });
});

describe('inOneShape()', () => {
  const turned = (value: object): object => Object.fromEntries(Object.entries(value).toReversed());
  const withoutBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  const link = { ...soundLink('to socket', 'socket', 3), loss: { numerator: 1, denominator: 2 } };
  const group = agents({ name: 'a', count: 1, link: 'wire', intervalNs: 5 });
  const script = {
    forNs: 5,
    polling: { tickNs: 1, atArrival: true, burst: 2 },
    listeners: [{ ...kernelSocket(), seesGeneration: true }],
    links: [link],
    fleet: [{ ...group, lifecycle: { ...group.lifecycle, restartNs: { min: 1, max: 2 } } }],
    attackers: [attacker({ name: 'b', attack: 'replay', link: 'wire', everyNs: 4 })],
  } as unknown as WorldScript;
  const { polling, listeners, links, fleet, attackers } = script;
  const turnedScript = {
    ...script,
    polling: turned(polling),
    listeners: listeners.map(turned),
    links: links.map((each) => turned({ ...each, delayNs: turned(each.delayNs), loss: turned(each.loss) })),
    fleet: fleet.map((each) => turned({ ...each, lifecycle: turned(each.lifecycle) })),
    attackers: attackers.map(turned),
  } as unknown as WorldScript;

  it('changes nothing but the order of members', () => {
    expect(inOneShape(script)).toEqual(script);
    expect(JSON.stringify(inOneShape(turnedScript), withoutBigint)).toBe(JSON.stringify(inOneShape(script), withoutBigint));
  });

  it('gives listeners of which nothing is said the member that may be left out', () => {
    const { listeners: made } = inOneShape({ ...script, listeners: [kernelSocket()] });
    expect(made).toEqual([{ ...kernelSocket(), seesGeneration: false }]);
  });
});

describe('Agent', () => {
  function agentAt(firstNonce: bigint): Agent {
    const fleet = agents({ name: 'a', count: 1, link: 'wire', intervalNs: 5, firstNonce, ns: 9n });
    return new Agent(new BigUint64Array(4), 3, fleet, 0, 1, 5, 77, 1000);
  }

  it('starts over at 0 behind the largest regular nonce, and never takes the terminal one', () => {
    const agent = agentAt(REGULAR_NONCE_MAX - 1n);
    expect([agent.takeNonce(), agent.takeNonce(), agent.takeNonce(), agent.takeNonce()]).toEqual([
      REGULAR_NONCE_MAX - 1n,
      REGULAR_NONCE_MAX,
      0n,
      1n,
    ]);
  });

  it('starts as its fleet says, and remembers since when it is in its state', () => {
    const agent = agentAt(1n);
    expect(agent).toMatchObject({
      state: 'running',
      sinceNs: 1000,
      ns: 9n,
      pid: 77,
      isLockedOut: false,
      lastSentNs: Number.NEGATIVE_INFINITY,
    });
    agent.become('hung', 2000);
    expect(agent).toMatchObject({ state: 'hung', sinceNs: 2000 });
  });
});

describe('PidAllocator', () => {
  it('gives no pid twice, and none that was claimed', () => {
    const pids = new PidAllocator(new SeededEntropy('1'));
    for (let pid = 1000; pid < 1100; pid++) pids.claim(pid);
    const fresh = Array.from({ length: 500 }, () => pids.fresh());
    expect(new Set(fresh).size).toBe(500);
    for (const pid of fresh) expect(pid >= 2 && pid <= 0x3fff_ffff && !(pid >= 1000 && pid < 1100)).toBe(true);
  });

  it('finds pids although chance always says the same', () => {
    const pids = new PidAllocator(new BytesEntropy(new Uint8Array(0)));
    expect([pids.fresh(), pids.fresh(), pids.claim(1001), pids.fresh(), pids.fresh()]).toEqual([2, 1000, 1001, 1002, 1003]);
  });
});

describe('Silences', () => {
  it('tells who has been silent for long enough, in order of pids', () => {
    const book = new Silences();
    book.began(30, 5);
    book.began(4, 5);
    book.began(100, 6);
    book.began(30, 9);
    expect(book.sinceAtLeast(4)).toEqual([]);
    expect(book.sinceAtLeast(5)).toEqual([4, 30]);
    book.ended(4);
    book.ended(5);
    expect(book.sinceAtLeast(9)).toEqual([30, 100]);
    book.began(4, 9);
    expect(book.sinceAtLeast(9)).toEqual([4, 30, 100]);
  });
});
