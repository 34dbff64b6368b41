import { describe, expect, it } from 'vitest';
import {
  Observer,
  Tracker,
  type Clock,
  type Datagram,
  type Listener,
  type ObserverOptions,
  type StallVisitor,
} from '../../../src/index.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { encodeModelFrame } from '../../../sim/oracle/model/index.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { traceOf } from '../findings/replay/random-trace.ts';

const T = 20_000_000n;

/** An observer over other listeners and another clock than it is given. */
function observing(clock: (sound: Clock) => Clock, listener: (sound: Listener) => Listener): Production {
  return {
    ...PRODUCTION,
    Observer: class extends Observer {
      constructor(options: ObserverOptions, sound: Clock, listeners: readonly Listener[]) {
        super(options, clock(sound), listeners.map(listener));
      }
    },
  };
}

const ASKS_FOR_EVER = observing(
  (sound) => sound,
  (sound) => ({
    receive(): Datagram | null {
      for (;;) {
        const datagram = sound.receive();
        if (datagram !== null) return datagram;
      }
    },
  }),
);

const READS_ITS_CLOCK_FOR_EVER = observing(
  (sound) => ({
    now(): bigint {
      let nowNs = sound.now();
      while (nowNs < 2n ** 63n) nowNs = sound.now();
      return nowNs;
    },
  }),
  (sound) => sound,
);

const DRAINS_FOR_EVER: Production = {
  ...PRODUCTION,
  Tracker: class extends Tracker {
    override drainStalledSlots(_nowNs: bigint, _thresholdNs: bigint, visit: StallVisitor): void {
      for (;;) visit(7, 1n, 0n, 'kernel-attested', null);
    }
  },
};

const OBSERVER: Op = { op: 'observer', listeners: 64, threshold: T, capacity: 4 };
const POLL: Op = { op: 'poll', now: 0n };

describe('a run', () => {
  it.each<readonly [what: string, production: Production, ops: readonly Op[], got: RegExp]>([
    ['a listener', ASKS_FOR_EVER, [OBSERVER, POLL], /asked a listener more than \d+ times/],
    ['its clock', READS_ITS_CLOCK_FOR_EVER, [OBSERVER, POLL], /read its clock more than \d+ times/],
    [
      'a visitor of stalls',
      DRAINS_FOR_EVER,
      [
        { op: 'new', capacity: 1, policy: 'strict', window: 1 },
        { op: 'drain', now: T, threshold: T },
      ],
      /handed out more than \d+ stalls/,
    ],
  ])('ends an operation that asks for ever: %s', (_, production, ops, got) => {
    const { finding } = replayTrace(traceOf(ops), { production });
    expect(finding).toMatchObject({ judge: 'no-throw', rule: 'work-bounded', step: 1, op: ops[1].op });
    expect(finding?.got).toMatch(got);
  });

  it('lets the busiest lawful poll pass: 64 listeners, each with datagrams that make no event', () => {
    const bytes = (pid: number): Uint8Array => encodeModelFrame({ status: 'ok', pid, timestamp: 1n, nonce: 1n, payload: 0 });
    const spent: Op = { op: 'observer', listeners: 64, threshold: T, capacity: 4, global_rate: 1, global_burst: 1 };
    const datagrams = Array.from({ length: 200 }, (_, at): Op => ({
      op: 'datagram',
      now: 0n,
      listener: (63 * at) % 64,
      origin: 'kernel-attested',
      peer: null,
      ns: null,
      bytes: bytes(2 + at),
    }));
    const { finding } = replayTrace(traceOf([spent, ...datagrams, POLL, POLL, POLL, POLL]));
    expect(finding).toBeNull();
  });
});
