import { expect } from 'vitest';
import type { StallEvent } from '../../../src/index.ts';
import { drainingWith, pollingWith, surfacing } from './faulty-production.ts';
import { T, type OracleBench } from './oracle-bench.ts';
import type { Fault, RuleCase } from './rule-case.ts';

function drainAt(now: bigint): (bench: OracleBench) => void {
  return (bench) => {
    bench.create(4);
    bench.beat(7, 1n, 0n, { ns: 5n });
    bench.beat(8, 1n, 0n);
    bench.drain(now);
  };
}

/** A drain that hands out something else than the tracker would. */
function handing(what: string, change: (stalls: [number, bigint, bigint, 'kernel-attested', bigint | null][]) => void): Fault {
  return {
    what,
    production: drainingWith(({ drain, nowNs, thresholdNs, visit }) => {
      const stalls: [number, bigint, bigint, 'kernel-attested', bigint | null][] = [];
      drain(nowNs, thresholdNs, (pid, nonce, last, _, ns) => stalls.push([pid, nonce, last, 'kernel-attested', ns]));
      change(stalls);
      for (const stall of stalls) visit(...stall);
    }),
    play: drainAt(T),
  };
}

/** An observer whose stalls are told with a change. */
function telling(what: string, change: (event: StallEvent) => StallEvent): Fault {
  return { what, production: surfacing((event) => (event?.kind === 'stall' ? change(event) : event)), play: oneStall };
}

/** A drain that takes old marks away. */
const FORGETTING_STALLS = drainingWith(({ drain, nowNs, thresholdNs, visit, inside }) => {
  const before = inside.slots.stallEmitted.slice();
  drain(nowNs, thresholdNs, visit);
  before.forEach((mark, slot) => mark === 1 && (inside.slots.stallEmitted[slot] = 0));
});

function oneStall(bench: OracleBench): void {
  bench.observe();
  bench.send(0, 7, 1n);
  bench.poll(0);
  bench.poll(100);
  bench.poll(101);
}

export const STALL_CASES: readonly RuleCase[] = [
  {
    rule: 'stall-never-early',
    judge: 'invariant',
    faults: [
      {
        what: 'a drain that is a nanosecond early',
        production: drainingWith(({ drain, nowNs, thresholdNs, visit }) => drain(nowNs + 1n, thresholdNs, visit)),
        play: drainAt(T - 1n),
      },
      {
        what: 'an observer that marks at its first drain',
        production: pollingWith(({ poll, tracker }) => {
          const event = poll();
          if (event === null) tracker.slots.stallEmitted[0] = 1;
          return event;
        }),
        play: (bench) => {
          bench.observe();
          bench.send(0, 7, 1n);
          bench.poll(0);
          bench.poll(20);
        },
      },
    ],
    lawful: 'a drain comes a nanosecond before the threshold, and another at it',
    keep: (bench) => {
      drainAt(T - 1n)(bench);
      expect(bench.drain(T)).toHaveLength(2);
    },
  },
  {
    rule: 'drain-leaves-none',
    judge: 'invariant',
    faults: [
      {
        what: 'a drain that is a nanosecond late',
        production: drainingWith(({ drain, nowNs, thresholdNs, visit }) => drain(nowNs - 1n, thresholdNs, visit)),
        play: drainAt(T),
      },
      {
        what: 'a drain that forgets the last slot',
        production: drainingWith(({ drain, nowNs, thresholdNs, visit, inside }) => {
          drain(nowNs, thresholdNs, visit);
          inside.slots.stallEmitted[inside.state.length - 1] = 0;
        }),
        play: drainAt(T),
      },
    ],
    lawful: 'one slot has been silent for the threshold, one for a nanosecond less, one beats in the future',
    keep: (bench) => {
      bench.create(4);
      bench.beat(7, 1n, 0n);
      bench.beat(8, 1n, 1n);
      bench.beat(9, 1n, 1000n);
      expect(bench.drain(T)).toHaveLength(1);
    },
  },
  {
    rule: 'stall-kept-until-beat',
    judge: 'invariant',
    faults: [
      {
        what: 'a drain that takes old marks away',
        first: ['drain-leaves-none', 'a slot without its flag looks like one that the drain forgot'],
        production: FORGETTING_STALLS,
        play: (bench) => {
          drainAt(T)(bench);
          bench.drain(T + 1n);
        },
      },
      {
        what: 'a drain that takes old marks away before the first threshold has passed',
        production: FORGETTING_STALLS,
        play: (bench) => {
          drainAt(T)(bench);
          bench.drain(0n);
        },
      },
    ],
    lawful: 'stalled slots are drained again, also at a time before their beat',
    keep: (bench) => {
      drainAt(T)(bench);
      expect(bench.drain(T)).toEqual([]);
      expect(bench.drain(0n)).toEqual([]);
      expect(bench.view.stallCount).toBe(2);
    },
  },
  {
    rule: 'drain-reply-complete',
    judge: 'invariant',
    faults: [
      handing('a stall that is marked and not handed out', (stalls) => stalls.pop()),
      handing('stalls in another order', (stalls) => stalls.reverse()),
      handing('a stall that is handed out twice', (stalls) => stalls.push(stalls[0])),
      handing('a stall with another nonce', (stalls) => (stalls[0][1] = 2n)),
      handing('a stall with another last beat', (stalls) => (stalls[1][2] = 2n)),
      handing('a stall without its namespace', (stalls) => (stalls[0][4] = null)),
    ],
    lawful: 'a drain hands out the slots between those that are stalled already',
    keep: (bench) => {
      bench.create(4);
      for (const pid of [7, 8, 9, 10]) bench.beat(pid, 1n, 0n);
      bench.beat(8, 2n, 50n, { ns: 5n });
      bench.beat(10, 2n, 50n);
      expect(bench.drain(T).map(({ pid }) => pid)).toEqual([7, 9]);
      expect(bench.drain(T + 50n).map(({ pid }) => pid)).toEqual([8, 10]);
    },
  },
  {
    rule: 'one-stall-per-silence',
    judge: 'invariant',
    faults: [
      {
        what: 'a stall that is told at each poll',
        production: (() => {
          const told = new WeakMap<object, StallEvent>();
          return surfacing((event, { inside: { stalls } }) => {
            if (event?.kind === 'stall') told.set(stalls, event);
            return told.get(stalls) ?? event;
          });
        })(),
        play: oneStall,
      },
      telling('a stall of a pid that is not tracked', (event) => ({ ...event, pid: 8 })),
      telling('a stall with another nonce', (event) => ({ ...event, lastNonce: 2n })),
      telling('a stall with another last beat', (event) => ({ ...event, lastBeatNs: 2n })),
      telling('a stall with another origin', (event) => ({ ...event, origin: 'socket-mode-only' })),
      telling('a stall with another namespace', (event) => ({ ...event, nsInode: 0n })),
      {
        what: 'a stall of a pid that is not marked',
        first: ['drain-leaves-none', 'a slot without its flag looks like one that the drain forgot'],
        production: surfacing((event, { tracker }) => {
          if (event?.kind === 'stall') tracker.slots.stallEmitted[0] = 0;
          return event;
        }),
        play: oneStall,
      },
    ],
    lawful: 'a pid stalls, beats, and stalls a second time',
    keep: (bench) => {
      oneStall(bench);
      bench.send(102, 7, 2n);
      bench.poll(102);
      expect(bench.poll(202)).toMatchObject({ kind: 'stall', lastNonce: 2n });
    },
  },
];
