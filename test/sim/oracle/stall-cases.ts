import { expect } from 'vitest';
import type { ObserverEvent, StallEvent } from '../../../src/index.ts';
import { afterDrain, afterPoll, drainingWith, surfacing } from './faulty-production.ts';
import { T } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { beat, beats, create, drain, observe, poll, send, table, type Step } from './steps.ts';

const TWO_PIDS = [create(4), beat(7, 1n, 0n, { ns: 5n }), beats([8])];
const ONE_STALL: readonly Step[] = [observe(), send(0, 7, 1n), poll(0), poll(100), poll(101)];

/** A drain that hands out something else than the tracker would. */
function handing(what: string, change: (stalls: [number, bigint, bigint, 'kernel-attested', bigint | null][]) => void): Fault {
  const production = drainingWith(({ drain: drainAll, nowNs, thresholdNs, visit }) => {
    const stalls: [number, bigint, bigint, 'kernel-attested', bigint | null][] = [];
    drainAll(nowNs, thresholdNs, (pid, nonce, last, _, ns) => stalls.push([pid, nonce, last, 'kernel-attested', ns]));
    change(stalls);
    for (const stall of stalls) visit(...stall);
  });
  return fault(what, [...TWO_PIDS, drain(T)], { production });
}

/** A drain at another time than it is asked for. */
function drainingAt(what: string, laterNs: bigint, now: bigint): Fault {
  return fault(what, [...TWO_PIDS, drain(now)], {
    production: drainingWith(({ drain: drainAll, nowNs, thresholdNs, visit }) => drainAll(nowNs + laterNs, thresholdNs, visit)),
  });
}

/** An observer whose stalls are told with a change. */
function telling(what: string, change: Partial<StallEvent>): Fault {
  const production = surfacing((event) => (event?.kind === 'stall' ? { ...event, ...change } : event));
  return fault(what, ONE_STALL, { production });
}

/** A drain that takes old marks away. */
const FORGETTING_STALLS = drainingWith(({ drain: drainAll, nowNs, thresholdNs, visit, inside: { slots } }) => {
  const before = slots.stallEmitted.slice();
  drainAll(nowNs, thresholdNs, visit);
  before.forEach((mark, slot) => mark === 1 && (slots.stallEmitted[slot] = 0));
});

const told = new WeakMap<object, ObserverEvent>();

export const STALL_CASES: readonly RuleCase[] = [
  {
    rule: 'stall-never-early',
    faults: [
      drainingAt('a drain that is a nanosecond early', 1n, T - 1n),
      fault('an observer that marks at its first drain', [observe(), send(0, 7, 1n), poll(0), poll(20)], {
        production: afterPoll((event, { tracker }) => event === null && (tracker.slots.stallEmitted[0] = 1)),
      }),
    ],
    lawful: 'a drain comes a nanosecond before the threshold, and another at it',
    keep: [...TWO_PIDS, drain(T - 1n), drain(T, [7, 8])],
  },
  {
    rule: 'drain-leaves-none',
    faults: [
      drainingAt('a drain that is a nanosecond late', -1n, T),
      fault('a drain that forgets the last slot', [...TWO_PIDS, drain(T)], {
        production: afterDrain(({ inside: { slots, state } }) => (slots.stallEmitted[state.length - 1] = 0)),
      }),
    ],
    lawful: 'one slot has been silent for the threshold, one for a nanosecond less, one beats in the future',
    keep: [table(4, 7), beat(8, 1n, 1n), beat(9, 1n, 1000n), drain(T, [7])],
  },
  {
    rule: 'stall-kept-until-beat',
    faults: [
      fault('a drain that takes old marks away', [...TWO_PIDS, drain(T), drain(T + 1n)], {
        first: ['drain-leaves-none', 'a slot without its flag looks like one that the drain forgot'],
        production: FORGETTING_STALLS,
      }),
      fault('a drain that takes old marks away before the first threshold has passed', [...TWO_PIDS, drain(T), drain(0n)], {
        production: FORGETTING_STALLS,
      }),
    ],
    lawful: 'stalled slots are drained again, also at a time before their beat',
    keep: [...TWO_PIDS, drain(T), drain(T, []), drain(0n, []), (bench) => expect(bench.view.stallCount).toBe(2)],
  },
  {
    rule: 'drain-reply-complete',
    faults: [
      handing('a stall that is marked and not handed out', (stalls) => stalls.pop()),
      handing('stalls in another order', (stalls) => stalls.reverse()),
      handing('a stall that is handed out twice', (stalls) => stalls.push(stalls[0])),
      handing('a stall with another nonce', (stalls) => (stalls[0][1] = 2n)),
      handing('a stall with another last beat', (stalls) => (stalls[1][2] = 2n)),
      handing('a stall without its namespace', (stalls) => (stalls[0][4] = null)),
    ],
    lawful: 'a drain hands out the slots between those that are stalled already',
    keep: [table(4, 7, 8, 9, 10), beat(8, 2n, 50n, { ns: 5n }), beat(10, 2n, 50n), drain(T, [7, 9]), drain(T + 50n, [8, 10])],
  },
  {
    rule: 'one-stall-per-silence',
    faults: [
      fault('a stall that is told at each poll', ONE_STALL, {
        production: surfacing((event, { inside: { stalls } }) => {
          if (event?.kind === 'stall') told.set(stalls, event);
          return told.get(stalls) ?? event;
        }),
      }),
      telling('a stall of a pid that is not tracked', { pid: 8 }),
      telling('a stall with another nonce', { lastNonce: 2n }),
      telling('a stall with another last beat', { lastBeatNs: 2n }),
      telling('a stall with another origin', { origin: 'socket-mode-only' }),
      telling('a stall with another namespace', { nsInode: 0n }),
      fault('a stall of a pid that is not marked', ONE_STALL, {
        first: ['drain-leaves-none', 'a slot without its flag looks like one that the drain forgot'],
        production: afterPoll((event, { tracker }) => event?.kind === 'stall' && (tracker.slots.stallEmitted[0] = 0)),
      }),
    ],
    lawful: 'a pid stalls, beats, and stalls a second time',
    keep: [...ONE_STALL, send(102, 7, 2n), poll(102), poll(202, { kind: 'stall', lastNonce: 2n })],
  },
];
