import { beforeEach, describe, expect, it } from 'vitest';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { ratio } from '../../../sim/data/entropy/entropy.ts';
import { GOAL_NUMBER, GoalCounts, type Goal } from '../../../sim/oracle/goals.ts';
import { kernelSocket, soundLink, udpPort } from '../../../sim/world/scenarios/world-builder.ts';
import { EventQueue } from '../../../sim/world/event-queue.ts';
import type { LinkScript, ListenerScript } from '../../../sim/world/script.ts';
import type { PooledDatagram } from '../../../sim/world/pooled-datagram.ts';
import { Transport } from '../../../sim/world/transport.ts';

const ALWAYS = ratio(1, 1);
const FRAME = Uint8Array.from({ length: 32 }, (_, at) => at);

let queue: EventQueue;
let goals: GoalCounts;

beforeEach(() => {
  queue = new EventQueue();
  goals = new GoalCounts();
});

function transport(link: Partial<LinkScript> = {}, listener: Partial<ListenerScript> = {}, captures = false): Transport {
  return new Transport(
    [udpPort('other'), { ...kernelSocket('socket'), ...listener }],
    [{ ...soundLink('wire', 'socket'), ...link }],
    new SeededEntropy('1'),
    queue,
    goals,
    7,
    captures,
  );
}

function reached(goal: Goal): number {
  return goals.counts[GOAL_NUMBER[goal]];
}

/** Lets everything arrive that is on its way; what could be read, with the time at which it could. */
function arrivals(wire: Transport): { readonly timeNs: number; readonly pid: number | null; readonly bytes: Uint8Array }[] {
  const seen: { timeNs: number; pid: number | null; bytes: Uint8Array }[] = [];
  const take = (timeNs: number): void => {
    for (let datagram: PooledDatagram | null = wire.nextReady(); datagram !== null; datagram = wire.nextReady()) {
      seen.push({ timeNs, pid: datagram.peer, bytes: datagram.bytes.slice() });
      wire.consumed(datagram);
    }
  };
  take(0);
  while (queue.pop()) {
    expect(queue.kind).toBe(7);
    wire.arrive(queue.id);
    take(queue.timeNs);
  }
  expect([wire.imbalance, wire.inFlight, wire.waiting, wire.outstanding]).toEqual([null, 0, 0, 0]);
  return seen;
}

function sendMany(wire: Transport, count: number, everyNs = 0): void {
  for (let pid = 0; pid < count; pid++) wire.send(0, pid * everyNs, pid, 5n, FRAME);
}

describe('Transport', () => {
  it('delivers whole and at once over a sound link', () => {
    const wire = transport();
    sendMany(wire, 3);
    expect(queue.length).toBe(0);
    expect(arrivals(wire)).toEqual([0, 1, 2].map((pid) => ({ timeNs: 0, pid, bytes: FRAME })));
    expect([wire.sent, wire.delivered, wire.lost]).toEqual([3, 3, 0]);
  });

  it('tells of pid and namespace what its listener sees', () => {
    const wire = transport({}, { attestsPid: false, seesNamespace: false, origin: 'socket-mode-only' });
    wire.send(0, 0, 9, 5n, FRAME);
    expect(wire.nextReady()).toMatchObject({ listener: 1, peer: null, ns: null, origin: 'socket-mode-only' });
    const seeing = transport();
    seeing.send(0, 0, 9, 5n, FRAME);
    expect(seeing.nextReady()).toMatchObject({ listener: 1, peer: 9, ns: 5n, origin: 'kernel-attested' });
  });

  it('keeps what it was given although the sender uses the bytes again', () => {
    const wire = transport({ delayNs: { min: 5, max: 5 } });
    const bytes = FRAME.slice();
    wire.send(0, 0, 9, null, bytes);
    bytes.fill(0);
    expect(arrivals(wire)[0].bytes).toEqual(FRAME);
  });

  it('delays by the span that the link says', () => {
    const wire = transport({ delayNs: { min: 10, max: 20 } });
    sendMany(wire, 200);
    expect(wire.inFlight).toBe(200);
    const times = arrivals(wire).map(({ timeNs }) => timeNs);
    expect([Math.min(...times), Math.max(...times)]).toEqual([10, 20]);
    expect(reached('link-delayed')).toBe(200);
  });

  it('loses the share that the link says', () => {
    const wire = transport({ loss: ratio(1, 4) });
    sendMany(wire, 1000);
    expect(Math.abs(wire.lost - 250)).toBeLessThan(70);
    expect(arrivals(wire)).toHaveLength(1000 - wire.lost);
    expect(reached('link-lost')).toBe(wire.lost);
  });

  it('delivers twice what it duplicates, each copy with bytes of its own', () => {
    const wire = transport({ duplicate: ALWAYS, corrupt: ratio(1, 2) });
    sendMany(wire, 50);
    const seen = arrivals(wire);
    expect([seen.length, wire.duplicated, wire.delivered]).toEqual([100, 50, 100]);
    expect(seen.some(({ bytes }, at) => at % 2 === 1 && bytes.join() !== seen[at - 1].bytes.join())).toBe(true);
  });

  it('lets others overtake what it reorders', () => {
    const wire = transport({ reorder: ratio(1, 3), reorderNs: 25, delayNs: { min: 1, max: 1 } });
    sendMany(wire, 60, 10);
    const order = arrivals(wire).map(({ pid }) => pid!);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, pid) => pid));
    expect(reached('link-reordered')).toBeGreaterThan(0);
  });

  it('flips exactly one bit of what it corrupts', () => {
    const wire = transport({ corrupt: ALWAYS });
    sendMany(wire, 100);
    for (const { bytes } of arrivals(wire)) {
      const flipped = bytes.map((byte, at) => byte ^ FRAME[at]).filter((bits) => bits !== 0);
      expect(flipped).toHaveLength(1);
      expect(Math.log2(flipped[0]) % 1).toBe(0);
    }
    expect(FRAME[31]).toBe(31);
  });

  it('cuts what it truncates to any shorter length', () => {
    const wire = transport({ truncate: ALWAYS });
    sendMany(wire, 400);
    const lengths = new Set(arrivals(wire).map(({ bytes }) => bytes.length));
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([0, 31]);
  });

  it('carries datagrams of any length, also empty ones over a link that damages', () => {
    const wire = transport({ corrupt: ALWAYS, truncate: ALWAYS });
    for (const length of [0, 1, 33, 1000]) wire.send(0, 0, 9, null, new Uint8Array(length));
    expect(arrivals(wire)).toHaveLength(4);
  });

  it('holds everything back in a burst and lets it go at once, in order', () => {
    const wire = transport({ burst: ratio(1, 5), burstNs: 1000 });
    sendMany(wire, 100, 10);
    const seen = arrivals(wire);
    const held = seen.filter(({ timeNs, pid }) => timeNs > pid! * 10);
    expect(held.length).toBeGreaterThan(80);
    expect(new Set(held.map(({ timeNs }) => timeNs)).size).toBeLessThan(4);
    expect(seen.map(({ pid }) => pid)).toEqual(seen.map(({ pid }) => pid).toSorted((a, b) => a! - b!));
    expect(reached('link-burst')).toBeGreaterThan(0);
  });

  it('swallows everything while partitioned, and delivers again once healed', () => {
    const wire = transport();
    wire.setPartitioned(0, true, 0);
    sendMany(wire, 3);
    expect([wire.lost, reached('link-partitioned')]).toEqual([3, 3]);
    wire.setPartitioned(0, false, 0);
    sendMany(wire, 2);
    expect(arrivals(wire)).toHaveLength(2);
    expect(reached('link-healed')).toBe(1);
  });

  it('loses what comes to a full queue, and takes more once something was read', () => {
    const wire = transport({}, { queueMax: 2 });
    sendMany(wire, 5);
    expect([wire.waiting, wire.delivered, wire.lost, reached('queue-overflowed')]).toEqual([2, 2, 3, 3]);
    const datagram = wire.nextReady()!;
    wire.consumed(datagram);
    wire.send(0, 0, 9, null, FRAME);
    expect([wire.waiting, wire.delivered, wire.lost]).toEqual([2, 3, 3]);
    expect([wire.imbalance, wire.outstanding]).toEqual([null, 2]);
  });

  it('delivers everything whole once it is calm, after its delay', () => {
    const wire = transport({
      loss: ALWAYS,
      corrupt: ALWAYS,
      truncate: ALWAYS,
      reorder: ALWAYS,
      reorderNs: 99,
      delayNs: { min: 3, max: 3 },
    });
    wire.setPartitioned(0, true, 0);
    wire.beginQuietPhase(0);
    sendMany(wire, 3);
    expect(arrivals(wire)).toEqual([0, 1, 2].map((pid) => ({ timeNs: 3, pid, bytes: FRAME })));
  });

  it('remembers the last 256 frames for attackers, and only if there are any', () => {
    const wire = transport({}, {}, true);
    sendMany(wire, 300);
    expect(wire.captured).toHaveLength(256);
    expect(wire.captured[0].peer).toBe(256);
    wire.send(0, 0, 9, null, new Uint8Array(5));
    expect(wire.captured).toHaveLength(256);
    const deaf = transport();
    sendMany(deaf, 3);
    expect(deaf.captured).toHaveLength(0);
  });

  it('says what does not balance in its books', () => {
    const wire = transport();
    sendMany(wire, 3);
    wire.lost++;
    expect(wire.imbalance).toBe('3 sent + 0 duplicated, but 3 delivered + 1 lost + 0 in flight');
  });

  it('finds links by name', () => {
    expect([transport().linkNumber('wire'), transport().linkNumber('tin can')]).toEqual([0, -1]);
  });
});
