import { expect } from 'vitest';
import { FRAME_REFUSALS, type ObserverEvent } from '../../../src/index.ts';
import { OUTCOMES } from '../../../src/internal.ts';
import { afterPoll, listeningWith, observingWith, pollingWith, surfacing } from './faulty-production.ts';
import { MS } from './oracle-bench.ts';
import { fault, type RuleCase } from './rule-case.ts';
import { observe, poll, send, step, type Step } from './steps.ts';

function beatAt(ms: number): readonly Step[] {
  return [observe(), send(ms, 7, 1n), poll(ms)];
}

function polls(count: number, ms: number, event?: Partial<ObserverEvent>): readonly Step[] {
  return Array.from({ length: count }, () => poll(ms, event));
}

/** A pid beats with each nonce up to `count`, all at once. */
function sends(count: number, ms: number, pid: number): readonly Step[] {
  return Array.from({ length: count }, (_, at) => send(ms, pid, BigInt(at + 1)));
}

const TWO_LISTENERS: readonly Step[] = [
  observe({ listeners: 2 }),
  send(1, 7, 1n, { listener: 0 }),
  send(1, 8, 1n, { listener: 1 }),
  poll(1),
];

/** Two pids fall silent, and a third has `count` beats waiting when their stalls are drained: polls as often as there are, and once. */
function beatsBeforeStalls(count: number): readonly Step[] {
  return [observe(), send(0, 7, 1n), send(0, 8, 1n), ...polls(2, 0), ...sends(count, 100, 9), ...polls(count + 1, 100)];
}

const SWALLOWED: ObserverEvent = { kind: 'auth-failure', pid: 7, peerPid: 8 };
const STALL: ObserverEvent = { kind: 'stall', pid: 7, lastNonce: 1n, lastBeatNs: 0n, origin: 'kernel-attested', nsInode: null };

export const OBSERVER_CASES: readonly RuleCase[] = [
  {
    rule: 'clock-clamped',
    faults: [
      fault('an observer that runs ahead of its clock', [...beatAt(5), (bench) => bench.observerInside.time.advance(7n * MS), poll(6)]),
      fault('an observer that does not look at its clock', [observe(), poll(5)], { production: pollingWith(() => null) }),
    ],
    lawful: 'the clock leaps, runs back by all it has, and stands still',
    keep: [
      ...beatAt(5),
      ...[9000, 0, 9000, 9000].map((ms) => poll(ms)),
      (bench) => expect(bench.observerInside.time.nowNs).toBe(9000n * MS),
    ],
  },
  {
    rule: 'drain-on-schedule',
    faults: [
      fault('an observer that drains only when it has nothing to read', beatAt(10), {
        production: pollingWith(({ poll: pollOnce, nowNs, inside: { schedule } }) => {
          const { lastDrainNs } = schedule;
          schedule.lastDrainNs = nowNs();
          const event = pollOnce();
          schedule.lastDrainNs = event === null ? nowNs() : lastDrainNs;
          return event;
        }),
      }),
    ],
    lawful: 'a poll comes a nanosecond before the drain is due, and the next ones while stalls are pending',
    keep: [
      observe(),
      ...[7, 8, 9].map((pid) => send(0, pid, 1n)),
      ...polls(3, 0),
      step({ op: 'poll', now: 10n * MS - 1n }),
      (bench) => expect(bench.observerInside.schedule.drains).toBe(0),
      poll(150),
      poll(170),
      ({ observerInside: { stalls, schedule } }) => expect([stalls.length, schedule.drains]).toEqual([1, 1]),
      poll(190, { kind: 'stall', pid: 9 }),
      poll(190),
    ],
  },
  {
    rule: 'one-event-a-poll',
    faults: [
      fault('an event that is dropped', beatAt(1), { production: surfacing(() => null) }),
      fault('an event of another kind', beatAt(1), { production: surfacing((event) => (event === null ? null : SWALLOWED)) }),
      fault('an event out of nothing', [observe(), poll(1)], { production: surfacing((event) => event ?? SWALLOWED) }),
      fault('a poll that reads on behind its event', TWO_LISTENERS, {
        production: afterPoll((event, { poll: pollAgain }) => event !== null && pollAgain()),
      }),
      fault('a poll in which two datagrams make events', TWO_LISTENERS, {
        production: afterPoll((_, { poll: pollAgain, inside: { reads } }) => {
          const outcomes = reads.outcomes.slice(0, reads.length);
          const listeners = reads.listeners.slice();
          pollAgain();
          outcomes.forEach((outcome, at) => reads.add(listeners[at], outcome));
        }),
      }),
      fault('a stall that comes out beside a datagram', beatAt(1), {
        production: surfacing((event) => (event?.kind === 'beat' ? STALL : event)),
      }),
    ],
    lawful: 'a poll drops what two listeners have and surfaces what the third has',
    keep: [
      observe({ listeners: 3, pid_max: 100 }),
      send(1, 7, 1n, { listener: 0 }),
      poll(1),
      send(1, 7, 1n, { listener: 1 }),
      poll(1, { kind: 'out-of-order', pid: 7 }),
      send(1, 7, 1n, { listener: 2 }),
      send(1, 200, 1n, { listener: 0 }),
      send(1, 8, 1n, { listener: 1 }),
      poll(1, { kind: 'beat', pid: 8 }),
      poll(1, null),
    ],
  },
  {
    rule: 'poll-asks-everyone',
    faults: [
      fault('an observer that hears nobody', beatAt(1), { production: listeningWith(() => () => null) }),
      fault('an observer that asks each listener every other time', beatAt(1), {
        production: listeningWith((listener) => {
          let asked = 0;
          return () => (asked++ % 2 === 0 ? null : listener.receive());
        }),
      }),
    ],
    lawful: 'a poll reads 64 datagrams that the limit has no room for, and the next one the rest',
    keep: [observe({ global_rate: 1, global_burst: 1 }), ...sends(70, 1, 7), ...polls(3, 1)],
  },
  {
    rule: 'stalls-take-turns',
    faults: [
      fault('an observer that reads on while stalls wait, as long as there is something to read', beatsBeforeStalls(10), {
        production: pollingWith(({ poll: pollOnce, inside: { loop } }) => {
          loop.readsSinceStall = 0;
          return pollOnce();
        }),
      }),
    ],
    lawful: 'just as many beats are read as may be before each of two stalls that wait',
    keep: [...beatsBeforeStalls(16), poll(100, { kind: 'stall', pid: 8 }), poll(100, null)],
  },
  {
    rule: 'read-before-report',
    faults: [
      fault(
        'an observer that takes a listener for empty behind its first datagram',
        [observe({ catch_up: 20n * MS }), send(0, 7, 1n), poll(0), send(50, 7, 2n), poll(100)],
        {
          production: listeningWith((listener) => {
            let isDone = false;
            return () => {
              const datagram = isDone ? null : listener.receive();
              isDone ||= datagram !== null;
              return datagram;
            };
          }),
        },
      ),
    ],
    lawful: 'a beat waits behind as many as are read before a stall, until the time to catch up is over',
    keep: [
      observe({ catch_up: 20n * MS }),
      send(0, 7, 1n),
      poll(0),
      ...sends(9, 50, 8),
      send(50, 7, 2n),
      poll(100, { kind: 'beat', pid: 8 }),
      ...polls(8, 120, { kind: 'beat', pid: 8 }),
      poll(120, { kind: 'stall', pid: 7 }),
      poll(120, { kind: 'beat', pid: 7 }),
      // The same where one poll reads them all, and none makes an event.
      observe({ catch_up: 20n * MS, capacity: 2 }),
      send(0, 7, 1n),
      send(0, 8, 1n),
      ...polls(2, 0),
      poll(100, { kind: 'stall', pid: 7 }),
      ...[20, 21, 22, 23, 24, 25, 26, 27].map((pid) => send(100, pid, 1n)),
      send(100, 8, 2n),
      poll(100, { kind: 'stall', pid: 8 }),
      poll(100, { kind: 'beat', pid: 8 }),
    ],
  },
  {
    rule: 'tokens-bounded',
    faults: [
      fault('a limiter that holds twice its burst', [observe({ global_rate: 10, global_burst: 10 }), send(1, 7, 1n), poll(1)], {
        production: observingWith({ globalBurst: 20 }),
      }),
    ],
    lawful: 'the limiter is full, is emptied to zero, and is full again after a long silence',
    keep: [
      observe({ global_rate: 10, global_burst: 2 }),
      poll(0),
      ...[7, 8, 9].map((pid) => send(0, pid, 1n)),
      ...polls(2, 0, { kind: 'beat' }),
      poll(0, null),
      send(0, 7, 2n),
      poll(0, { kind: 'beat', nonce: 2n }),
      (bench) => expect(bench.observerInside.bucket.milliTokens).toBe(0),
      send(90_000, 7, 4n),
      (bench) => {
        while (bench.poll(90_000)?.kind !== 'beat');
      },
      (bench) => expect(bench.observerInside.bucket.milliTokens).toBe(1000),
    ],
  },
  {
    rule: 'read-equals-outcomes',
    judge: 'conservation',
    faults: [
      fault('a datagram that is read and not counted', beatAt(1), {
        production: afterPoll((event, { inside: { counts } }) => {
          if (event?.kind === 'beat') counts.outcomes[OUTCOMES.indexOf('inserted')] = 0n;
        }),
      }),
      fault('a datagram that is counted twice', beatAt(1), {
        production: afterPoll((event, { inside: { counts } }) => event !== null && counts.outcomes[OUTCOMES.indexOf('out-of-order')]++),
      }),
    ],
    lawful: 'datagrams are dropped without an event, and others are still to be read',
    keep: [
      observe({ listeners: 2 }),
      ...[0, 1, 0, 1].map((listener) => send(1, 7, 1n, { listener })),
      poll(1, { kind: 'beat' }),
      poll(1, { kind: 'out-of-order' }),
      poll(1, null),
      send(1, 7, 1n, { bytes: new Uint8Array(0) }),
      poll(1),
    ],
  },
  {
    rule: 'refused-equals-refusals',
    judge: 'conservation',
    faults: [
      fault('a refusal that is counted under two reasons', [observe(), send(1, 7, 1n, { bytes: new Uint8Array(32) }), poll(1)], {
        production: afterPoll((event, { inside: { counts } }) => {
          if (event?.kind === 'decode') counts.refusals[FRAME_REFUSALS.indexOf('bad-crc')]++;
        }),
      }),
    ],
    lawful: 'frames are refused for each reason, between good ones',
    keep: [
      observe(),
      ...[
        { bytes: new Uint8Array(31) },
        { bytes: new Uint8Array(32) },
        { frame: { status: 'stall' } as const },
        { frame: { pid: 1 } },
        { frame: { timestamp: 2n ** 64n - 1n } },
        { frame: { nonce: 2n ** 64n - 1n } },
      ].flatMap((fields, at) => [
        send(1, 7, BigInt(at), fields),
        send(1, 7, BigInt(at)),
        poll(1, { kind: 'decode' }),
        poll(1, { kind: 'beat' }),
      ]),
    ],
  },
];
