import { expect } from 'vitest';
import { FRAME_REFUSALS, type ObserverEvent } from '../../../src/index.ts';
import { OUTCOMES } from '../../../src/internal.ts';
import { listeningWith, observingWith, pollingWith, surfacing } from './faulty-production.ts';
import { MS, type OracleBench } from './oracle-bench.ts';
import type { RuleCase } from './rule-case.ts';

function beatAt(ms: number): (bench: OracleBench) => void {
  return (bench) => {
    bench.observe();
    bench.send(ms, 7, 1n);
    bench.poll(ms);
  };
}

function twoListeners(bench: OracleBench): void {
  bench.observe({ listeners: 2 });
  bench.send(1, 7, 1n, { listener: 0 });
  bench.send(1, 8, 1n, { listener: 1 });
  bench.poll(1);
}

/** Two pids fall silent, and a third has `count` beats waiting when their stalls are drained: polls as often as there are, and once. */
function beatsBeforeStalls(bench: OracleBench, count: number): void {
  bench.observe();
  for (const pid of [7, 8]) bench.send(0, pid, 1n);
  for (let poll = 0; poll < 2; poll++) bench.poll(0);
  for (let nonce = 1; nonce <= count; nonce++) bench.send(100, 9, BigInt(nonce));
  for (let poll = 0; poll <= count; poll++) bench.poll(100);
}

const SWALLOWED: ObserverEvent = { kind: 'auth-failure', pid: 7, peerPid: 8 };

export const OBSERVER_CASES: readonly RuleCase[] = [
  {
    rule: 'clock-clamped',
    judge: 'invariant',
    faults: [
      {
        what: 'an observer that runs ahead of its clock',
        play: (bench) => {
          beatAt(5)(bench);
          bench.observerInside.time.advance(7n * MS);
          bench.poll(6);
        },
      },
      {
        what: 'an observer that does not look at its clock',
        production: pollingWith(() => null),
        play: (bench) => {
          bench.observe();
          bench.poll(5);
        },
      },
    ],
    lawful: 'the clock leaps, runs back by all it has, and stands still',
    keep: (bench) => {
      beatAt(5)(bench);
      for (const ms of [9000, 0, 9000, 9000]) bench.poll(ms);
      expect(bench.observerInside.time.nowNs).toBe(9000n * MS);
    },
  },
  {
    rule: 'drain-on-schedule',
    judge: 'invariant',
    faults: [
      {
        what: 'an observer that drains only when it has nothing to read',
        production: pollingWith(({ poll, nowNs, inside }) => {
          const { lastDrainNs } = inside.schedule;
          inside.schedule.lastDrainNs = nowNs();
          const event = poll();
          inside.schedule.lastDrainNs = event === null ? nowNs() : lastDrainNs;
          return event;
        }),
        play: beatAt(10),
      },
    ],
    lawful: 'a poll comes a nanosecond before the drain is due, and the next ones while stalls are pending',
    keep: (bench) => {
      bench.observe();
      for (const pid of [7, 8, 9]) bench.send(0, pid, 1n);
      for (let poll = 0; poll < 3; poll++) bench.poll(0);
      bench.step({ op: 'poll', now: 10n * MS - 1n });
      expect(bench.observerInside.schedule.drains).toBe(0);
      bench.poll(150);
      bench.poll(170);
      expect([bench.observerInside.stalls.length, bench.observerInside.schedule.drains]).toEqual([1, 1]);
      expect(bench.poll(190)).toMatchObject({ kind: 'stall', pid: 9 });
      bench.poll(190);
    },
  },
  {
    rule: 'one-event-a-poll',
    judge: 'invariant',
    faults: [
      { what: 'an event that is dropped', production: surfacing(() => null), play: beatAt(1) },
      { what: 'an event of another kind', production: surfacing((event) => (event === null ? null : SWALLOWED)), play: beatAt(1) },
      {
        what: 'an event out of nothing',
        production: surfacing((event) => event ?? SWALLOWED),
        play: (bench) => (bench.observe(), bench.poll(1)),
      },
      {
        what: 'a poll that reads on behind its event',
        production: pollingWith(({ poll }) => {
          const event = poll();
          if (event !== null) poll();
          return event;
        }),
        play: twoListeners,
      },
      {
        what: 'a poll in which two datagrams make events',
        production: pollingWith(({ poll, inside }) => {
          const event = poll();
          const outcomes = inside.reads.outcomes.slice(0, inside.reads.length);
          const listeners = inside.reads.listeners.slice();
          poll();
          outcomes.forEach((outcome, at) => inside.reads.add(listeners[at], outcome));
          return event;
        }),
        play: twoListeners,
      },
      {
        what: 'a stall that comes out beside a datagram',
        production: pollingWith(({ poll }) => {
          const event = poll();
          return event?.kind === 'beat'
            ? { kind: 'stall', pid: 7, lastNonce: 1n, lastBeatNs: 0n, origin: 'kernel-attested', nsInode: null }
            : event;
        }),
        play: beatAt(1),
      },
    ],
    lawful: 'a poll drops what two listeners have and surfaces what the third has',
    keep: (bench) => {
      bench.observe({ listeners: 3, pid_max: 100 });
      bench.send(1, 7, 1n, { listener: 0 });
      bench.poll(1);
      bench.send(1, 7, 1n, { listener: 1 });
      expect(bench.poll(1)).toMatchObject({ kind: 'out-of-order', pid: 7 });
      bench.send(1, 7, 1n, { listener: 2 });
      bench.send(1, 200, 1n, { listener: 0 });
      bench.send(1, 8, 1n, { listener: 1 });
      expect(bench.poll(1)).toMatchObject({ kind: 'beat', pid: 8 });
      expect(bench.poll(1)).toBeNull();
    },
  },
  {
    rule: 'poll-asks-everyone',
    judge: 'invariant',
    faults: [
      { what: 'an observer that hears nobody', production: listeningWith(() => () => null), play: beatAt(1) },
      {
        what: 'an observer that asks each listener every other time',
        production: listeningWith((listener) => {
          let asked = 0;
          return () => (asked++ % 2 === 0 ? null : listener.receive());
        }),
        play: beatAt(1),
      },
    ],
    lawful: 'a poll reads 64 datagrams that the limit has no room for, and the next one the rest',
    keep: (bench) => {
      bench.observe({ global_rate: 1, global_burst: 1 });
      for (let nonce = 1n; nonce <= 70n; nonce++) bench.send(1, 7, nonce);
      for (let poll = 0; poll < 3; poll++) bench.poll(1);
    },
  },
  {
    rule: 'stalls-take-turns',
    judge: 'invariant',
    faults: [
      {
        what: 'an observer that reads on while stalls wait, as long as there is something to read',
        production: pollingWith(({ poll, inside }) => {
          inside.loop.readsSinceStall = 0;
          return poll();
        }),
        play: (bench) => beatsBeforeStalls(bench, 10),
      },
    ],
    lawful: 'just as many beats are read as may be before each of two stalls that wait',
    keep: (bench) => {
      beatsBeforeStalls(bench, 16);
      expect(bench.poll(100)).toMatchObject({ kind: 'stall', pid: 8 });
      expect(bench.poll(100)).toBeNull();
    },
  },
  {
    rule: 'read-before-report',
    judge: 'invariant',
    faults: [
      {
        what: 'an observer that takes a listener for empty behind its first datagram',
        production: listeningWith((listener) => {
          let isDone = false;
          return () => {
            const datagram = isDone ? null : listener.receive();
            isDone ||= datagram !== null;
            return datagram;
          };
        }),
        play: (bench) => {
          bench.observe({ catch_up: 20n * MS });
          bench.send(0, 7, 1n);
          bench.poll(0);
          bench.send(50, 7, 2n);
          bench.poll(100);
        },
      },
    ],
    lawful: 'a beat waits behind as many as are read before a stall, until the time to catch up is over',
    keep: (bench) => {
      bench.observe({ catch_up: 20n * MS });
      bench.send(0, 7, 1n);
      bench.poll(0);
      for (let nonce = 1n; nonce < 10n; nonce++) bench.send(50, 8, nonce);
      bench.send(50, 7, 2n);
      expect(bench.poll(100)).toMatchObject({ kind: 'beat', pid: 8 });
      for (let poll = 0; poll < 8; poll++) expect(bench.poll(120)).toMatchObject({ kind: 'beat', pid: 8 });
      expect(bench.poll(120)).toMatchObject({ kind: 'stall', pid: 7 });
      expect(bench.poll(120)).toMatchObject({ kind: 'beat', pid: 7 });
      // The same where one poll reads them all, and none makes an event.
      bench.observe({ catch_up: 20n * MS, capacity: 2 });
      for (const pid of [7, 8]) bench.send(0, pid, 1n);
      for (let poll = 0; poll < 2; poll++) bench.poll(0);
      expect(bench.poll(100)).toMatchObject({ kind: 'stall', pid: 7 });
      for (let pid = 20; pid < 28; pid++) bench.send(100, pid, 1n);
      bench.send(100, 8, 2n);
      expect(bench.poll(100)).toMatchObject({ kind: 'stall', pid: 8 });
      expect(bench.poll(100)).toMatchObject({ kind: 'beat', pid: 8 });
    },
  },
  {
    rule: 'tokens-bounded',
    judge: 'invariant',
    faults: [
      {
        what: 'a limiter that holds twice its burst',
        production: observingWith({ globalBurst: 20 }),
        play: (bench) => {
          bench.observe({ global_rate: 10, global_burst: 10 });
          bench.send(1, 7, 1n);
          bench.poll(1);
        },
      },
    ],
    lawful: 'the limiter is full, is emptied to zero, and is full again after a long silence',
    keep: (bench) => {
      bench.observe({ global_rate: 10, global_burst: 2 });
      bench.poll(0);
      for (const pid of [7, 8, 9]) bench.send(0, pid, 1n);
      expect([bench.poll(0)?.kind, bench.poll(0)?.kind, bench.poll(0)]).toEqual(['beat', 'beat', null]);
      bench.send(0, 7, 2n);
      expect(bench.poll(0)).toMatchObject({ kind: 'beat', nonce: 2n });
      expect(bench.observerInside.bucket.milliTokens).toBe(0);
      bench.send(90_000, 7, 4n);
      while (bench.poll(90_000)?.kind !== 'beat');
      expect(bench.observerInside.bucket.milliTokens).toBe(1000);
    },
  },
  {
    rule: 'read-equals-outcomes',
    judge: 'conservation',
    faults: [
      {
        what: 'a datagram that is read and not counted',
        production: surfacing((event, { inside }) => {
          if (event?.kind === 'beat') inside.counts.outcomes[OUTCOMES.indexOf('inserted')] = 0n;
          return event;
        }),
        play: beatAt(1),
      },
      {
        what: 'a datagram that is counted twice',
        production: surfacing((event, { inside }) => {
          if (event !== null) inside.counts.outcomes[OUTCOMES.indexOf('out-of-order')]++;
          return event;
        }),
        play: beatAt(1),
      },
    ],
    lawful: 'datagrams are dropped without an event, and others are still to be read',
    keep: (bench) => {
      bench.observe({ listeners: 2 });
      for (let copy = 0; copy < 4; copy++) bench.send(1, 7, 1n, { listener: copy % 2 });
      expect([bench.poll(1)?.kind, bench.poll(1)?.kind, bench.poll(1)]).toEqual(['beat', 'out-of-order', null]);
      bench.send(1, 7, 1n, { bytes: new Uint8Array(0) });
      bench.poll(1);
    },
  },
  {
    rule: 'refused-equals-refusals',
    judge: 'conservation',
    faults: [
      {
        what: 'a refusal that is counted under two reasons',
        production: surfacing((event, { inside }) => {
          if (event?.kind === 'decode') inside.counts.refusals[FRAME_REFUSALS.indexOf('bad-crc')]++;
          return event;
        }),
        play: (bench) => {
          bench.observe();
          bench.send(1, 7, 1n, { bytes: new Uint8Array(32) });
          bench.poll(1);
        },
      },
    ],
    lawful: 'frames are refused for each reason, between good ones',
    keep: (bench) => {
      bench.observe();
      const refused = [
        { bytes: new Uint8Array(31) },
        { bytes: new Uint8Array(32) },
        { frame: { status: 'stall' } },
        { frame: { pid: 1 } },
        { frame: { timestamp: 2n ** 64n - 1n } },
        { frame: { nonce: 2n ** 64n - 1n } },
      ] as const;
      refused.forEach((fields, nonce) => {
        bench.send(1, 7, BigInt(nonce), fields);
        bench.send(1, 7, BigInt(nonce));
        expect([bench.poll(1)?.kind, bench.poll(1)?.kind]).toEqual(['decode', 'beat']);
      });
    },
  },
];
