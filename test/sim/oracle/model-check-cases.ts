import { expect } from 'vitest';
import { decodeFrame, encodeFrame, Observer, Tracker, type MetricSample, type ObserverEvent } from '../../../src/index.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../../../src/internal.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { drainingWith, pollingWith, recordingWith, spoilingSlots, surfacing } from './faulty-production.ts';
import { MS, T, type OracleBench } from './oracle-bench.ts';
import { MOVED_CURSOR } from './moved-cursor.ts';
import type { Fault, RuleCase } from './rule-case.ts';

const RULES_FIRST = 'rules are asked before the model';

const FRAME = { status: 'ok', pid: 7, timestamp: 1n, nonce: 2n, payload: 3 } as const;

function oneBeat(bench: OracleBench): void {
  bench.create(4);
  bench.beat(7, 1n, 0n, { ns: 5n });
}

function oneDatagram(bench: OracleBench): void {
  bench.observe();
  bench.send(1, 7, 1n);
  bench.poll(1);
}

/** An observer that tells one kind of event with a change. */
function telling<K extends ObserverEvent['kind']>(
  kind: K,
  change: Partial<Extract<ObserverEvent, { kind: K }>>,
  play: (bench: OracleBench) => void = oneDatagram,
): Fault {
  return {
    what: `a ${kind} event with another ${Object.keys(change).join(' and ')}`,
    production: surfacing((event) => (event?.kind === kind ? { ...event, ...change } : event)),
    play,
  };
}

function stall(bench: OracleBench): void {
  oneDatagram(bench);
  bench.poll(101);
}

function refusedFrame(bench: OracleBench): void {
  bench.observe({ listeners: 2 });
  bench.send(1, 7, 1n, { bytes: new Uint8Array(3) });
  bench.poll(1);
}

function forgedPid(bench: OracleBench): void {
  bench.observe();
  bench.send(1, 7, 1n, { peer: 8 });
  bench.poll(1);
}

function otherOrigin(bench: OracleBench): void {
  oneDatagram(bench);
  bench.send(1, 7, 2n, { origin: 'socket-mode-only' });
  bench.poll(1);
}

function otherNamespace(bench: OracleBench): void {
  bench.observe();
  bench.send(1, 7, 1n, { ns: 5n });
  bench.poll(1);
  bench.send(1, 7, 2n, { ns: 6n });
  bench.poll(1);
}

/** A tracker one of whose methods answers with a change. */
function answering(
  name: 'lastNsOf' | 'originOf' | 'pidNsInodeOf' | 'takeEvictions' | 'takeEvictedPid',
  answer: unknown,
  play: (bench: OracleBench) => void,
): Fault {
  const Wrong = class extends Tracker {};
  Object.defineProperty(Wrong.prototype, name, { value: () => answer });
  return { what: `${name}() answering ${String(answer)}`, production: { ...PRODUCTION, Tracker: Wrong }, play };
}

function afterBeat(...ops: Parameters<OracleBench['step']>[0][]): (bench: OracleBench) => void {
  return (bench) => {
    oneBeat(bench);
    for (const op of ops) bench.step(op);
  };
}

/** Damages the observer's parts between two polls. */
function damaging(what: string, how: (bench: OracleBench) => void, play: (bench: OracleBench) => void = oneDatagram): Fault {
  return {
    what,
    play: (bench) => {
      play(bench);
      expect(bench.run.finding).toBeNull();
      how(bench);
      bench.poll(2);
    },
  };
}

export const MODEL_CASES: readonly RuleCase[] = [
  {
    rule: 'reply',
    judge: 'model',
    faults: [
      {
        what: 'a beat that is refused',
        first: ['refusal-has-reason', RULES_FIRST],
        production: recordingWith(() => 'capacity-exceeded'),
        play: oneBeat,
      },
      {
        what: 'a drain that hands out nothing',
        first: ['drain-reply-complete', RULES_FIRST],
        production: drainingWith(({ drain, nowNs, thresholdNs }) => drain(nowNs, thresholdNs, () => {})),
        play: afterBeat({ op: 'drain', now: T, threshold: T }),
      },
      {
        what: 'a drain with another nonce',
        first: ['drain-reply-complete', RULES_FIRST],
        production: drainingWith(({ visit, thresholdNs, nowNs, drain }) =>
          drain(nowNs, thresholdNs, (pid, nonce, ...rest) => visit(pid, nonce + 1n, ...rest)),
        ),
        play: afterBeat({ op: 'drain', now: T, threshold: T }),
      },
      answering('lastNsOf', 1n, afterBeat({ op: 'get', field: 'last_ns', pid: 7 })),
      answering('originOf', undefined, afterBeat({ op: 'get', field: 'origin', pid: 7 })),
      answering('pidNsInodeOf', null, afterBeat({ op: 'get', field: 'ns', pid: 7 })),
      answering('pidNsInodeOf', null, afterBeat({ op: 'get', field: 'ns', pid: 8 })),
      answering('takeEvictions', 1n, afterBeat({ op: 'take', counter: 'evictions' })),
      answering('takeEvictedPid', 7, afterBeat({ op: 'take', counter: 'evicted_pid' })),
      {
        what: 'another length',
        play: (bench) => {
          oneBeat(bench);
          bench.damage(({ state }) => (state.length = 2));
          bench.step({ op: 'len' });
        },
      },
      {
        what: 'a good frame that is refused',
        production: { ...PRODUCTION, decodeFrame: () => 'bad-crc' },
        play: (bench) => bench.step({ op: 'decode', bytes: encodeFrame(FRAME) }),
      },
      {
        what: 'a frame that is read with another payload',
        production: {
          ...PRODUCTION,
          decodeFrame: (bytes) => {
            const frame = decodeFrame(bytes);
            return typeof frame === 'string' ? frame : { ...frame, payload: 4 };
          },
        },
        play: (bench) => bench.step({ op: 'decode', bytes: encodeFrame(FRAME) }),
      },
      {
        what: 'a bad frame that is taken',
        production: { ...PRODUCTION, decodeFrame: () => FRAME },
        play: (bench) => bench.step({ op: 'decode', bytes: new Uint8Array(32) }),
      },
      {
        what: 'a frame that is written with another nonce',
        production: { ...PRODUCTION, encodeFrame: (frame) => encodeFrame({ ...frame, nonce: 3n }) },
        play: (bench) => bench.step({ op: 'encode', frame: FRAME }),
      },
      {
        what: 'a frame that is written too long',
        production: { ...PRODUCTION, encodeFrame: () => new Uint8Array(33) },
        play: (bench) => bench.step({ op: 'encode', frame: FRAME }),
      },
      {
        what: 'a metric with another value',
        play: (bench) => {
          oneDatagram(bench);
          bench.observerInside.counts.beats[0] = 5n;
          bench.step({ op: 'metrics' });
        },
      },
      {
        what: 'a counter that says it is a gauge',
        production: {
          ...PRODUCTION,
          Observer: class extends Observer {
            override metrics(): readonly MetricSample[] {
              return super.metrics().map((sample) => (sample.name === 'varta_nonce_wrap_total' ? { ...sample, type: 'gauge' } : sample));
            }
          },
        },
        play: (bench) => {
          oneDatagram(bench);
          bench.step({ op: 'metrics' });
        },
      },
    ],
    lawful: 'each kind of operation is answered, also for pids that are not there and frames that are none',
    keep: (bench) => {
      bench.step({ op: 'decode', bytes: new Uint8Array(32) });
      expect(bench.step({ op: 'decode', bytes: encodeFrame(FRAME) })).toEqual(FRAME);
      bench.step({ op: 'encode', frame: { ...FRAME, status: 'stall', pid: 0 } });
      afterBeat(
        { op: 'len' },
        { op: 'get', field: 'ns', pid: 8 },
        { op: 'get', field: 'last_ns', pid: 7 },
        { op: 'take', counter: 'evicted_pid' },
        { op: 'take', counter: 'evictions' },
        { op: 'drain', now: T, threshold: T },
      )(bench);
      oneDatagram(bench);
      bench.step({ op: 'metrics' });
      bench.step({ op: 'metrics' });
    },
  },
  {
    rule: 'event',
    judge: 'model',
    faults: [
      telling('beat', { payload: 8 }),
      telling('beat', { timestamp: 6n }),
      telling('beat', { nonce: 6n }),
      telling('beat', { status: 'critical' }),
      telling('beat', { origin: 'socket-mode-only' }),
      telling('beat', { nsInode: 0n }),
      telling('beat', { pid: 8 }),
      { ...telling('stall', { lastBeatNs: 2n * MS }, stall), first: ['one-stall-per-silence', RULES_FIRST] },
      telling('decode', { refusal: 'bad-magic' }, refusedFrame),
      telling('decode', { listener: 1 }, refusedFrame),
      telling('auth-failure', { peerPid: 9 }, forgedPid),
      telling('origin-conflict', { slotOrigin: 'socket-mode-only' }, otherOrigin),
      telling('namespace-conflict', { expectedNsInode: 6n }, otherNamespace),
      telling('namespace-conflict', { refusedBy: 'observer' }, otherNamespace),
      { what: 'an event that is dropped', first: ['one-event-a-poll', RULES_FIRST], production: surfacing(() => null), play: oneDatagram },
      {
        what: 'an event out of nothing',
        first: ['one-event-a-poll', RULES_FIRST],
        production: surfacing((event) => event ?? { kind: 'auth-failure', pid: 2, peerPid: 3 }),
        play: (bench) => (bench.observe(), bench.poll(1)),
      },
    ],
    lawful: 'each kind of event comes out with fields that differ in one place from another’s',
    keep: (bench) => {
      for (const play of [stall, refusedFrame, forgedPid, otherOrigin, otherNamespace]) {
        play(bench);
        expect(bench.run.event).not.toBeNull();
      }
    },
  },
  {
    rule: 'state',
    judge: 'model',
    faults: [
      { ...MOVED_CURSOR, first: ['cursor-moves-by-reads', RULES_FIRST] },
      {
        what: 'another length',
        first: ['index-size-matches', RULES_FIRST],
        play: (bench) => {
          oneBeat(bench);
          bench.damage(({ state }) => (state.length = 2));
          bench.beat(7, 2n, 0n, { ns: 5n });
        },
      },
      {
        what: 'another stall count',
        first: ['refusal-changes-nothing', RULES_FIRST],
        play: (bench) => {
          oneBeat(bench);
          bench.damage(({ state }) => (state.stallCount = 2));
          bench.beat(7, 1n, 0n, { ns: 5n });
        },
      },
      damaging('another next listener', ({ observerInside }) => (observerInside.loop.nextListener = 0), refusedFrame),
      damaging('another number of drains', ({ observerInside }) => observerInside.schedule.drains--),
      damaging('another time of the last drain', ({ observerInside }) => (observerInside.schedule.lastDrainNs = 1n)),
      damaging(
        'a limiter that let one pass unseen',
        (bench) => bench.observerInside.bucket.admit(2n * MS),
        (bench) => {
          bench.observe({ global_rate: 10, global_burst: 10 });
          bench.send(1, 7, 1n);
          bench.poll(1);
        },
      ),
      {
        what: 'a stall that nobody drained',
        production: pollingWith(({ poll, inside }) => {
          const event = poll();
          if (event === null) inside.stalls.push(7, 1n, 1n, 'kernel-attested', null);
          return event;
        }),
        play: (bench) => (oneDatagram(bench), bench.poll(2)),
      },
      damaging('a clock that ran backwards unseen', ({ observerInside }) => observerInside.time.advance(0n)),
      {
        ...damaging(
          'a clock that leapt unseen',
          ({ observerInside }) => observerInside.time.advance(9000n * MS),
          (bench) => bench.observe({ drain_interval: 10_000n * MS }),
        ),
        first: ['clock-clamped', RULES_FIRST],
      },
    ],
    lawful: 'cursor, stalls, schedule, limiter and clock all move in one run',
    keep: (bench) => {
      bench.observe({ listeners: 2, global_rate: 10, global_burst: 10, capacity: 1 });
      bench.send(1, 7, 1n);
      bench.poll(1);
      for (const ms of [150, 20, 9000, 9000]) bench.poll(ms);
      bench.send(9000, 8, 1n, { listener: 1 });
      expect(bench.poll(9000)).toMatchObject({ kind: 'beat', pid: 8 });
    },
  },
  {
    rule: 'counters',
    judge: 'model',
    faults: [
      // The index counts what the last of them counts.
      ...TRACKER_COUNTER_NAMES.filter((name) => name !== 'probeExhausted').map((name) => ({
        what: `another count of ${name}`,
        ...(name === 'invariantViolations' ? { first: ['no-invariant-violation', RULES_FIRST] as const } : {}),
        play: (bench: OracleBench) => {
          oneBeat(bench);
          bench.damage(({ counters }) => (counters[TRACKER_COUNTER[name]] = 1n));
          bench.beat(7, 2n, 0n, { ns: 5n });
        },
      })),
      {
        what: 'another count of exhausted probes',
        play: (bench) => {
          oneBeat(bench);
          bench.damage(({ index }) => (index.cells.exhausted[0] = 1n));
          bench.beat(7, 2n, 0n, { ns: 5n });
        },
      },
      {
        what: 'another pid that was evicted last',
        play: (bench) => {
          oneBeat(bench);
          bench.damage(({ state }) => (state.lastEvictedPid = 9));
          bench.beat(7, 2n, 0n, { ns: 5n });
        },
      },
      {
        what: 'another count of outcomes',
        production: surfacing((event, { inside }) => {
          if (event?.kind === 'beat') inside.counts.outcomes.sort();
          return event;
        }),
        play: oneDatagram,
      },
      {
        what: 'another count of refusals',
        production: surfacing((event, { inside }) => {
          inside.counts.refusals.reverse();
          return event;
        }),
        play: refusedFrame,
      },
    ],
    lawful: 'counters are taken between the steps that move them',
    keep: (bench) => {
      bench.create(1);
      bench.beat(7, 1n, 0n);
      bench.drain(11n * T);
      bench.beat(8, 1n, 11n * T);
      for (const counter of ['evicted_pid', 'evictions', 'eviction_scan_truncated'] as const) bench.step({ op: 'take', counter });
      expect(bench.beat(7, 1n, 11n * T)).toBe('capacity-exceeded');
    },
  },
  {
    rule: 'slot',
    judge: 'model',
    faults: [
      {
        what: 'another status in the slot',
        first: ['accepted-beat-stored', RULES_FIRST],
        production: spoilingSlots((slot, { inside }) => (inside.slots.statuses[slot] = 2)),
        play: oneBeat,
      },
      {
        what: 'another namespace in the slot',
        first: ['accepted-beat-stored', RULES_FIRST],
        production: spoilingSlots((slot, { inside }) => (inside.slots.nsInodes[slot] = 6n)),
        play: oneBeat,
      },
      {
        what: 'another time in the slot',
        first: ['accepted-beat-stored', RULES_FIRST],
        production: spoilingSlots((slot, { inside }) => (inside.slots.lastBeatNs[slot] = 6n)),
        play: oneBeat,
      },
      {
        what: 'a mark in the slot',
        first: ['accepted-clears-stall', RULES_FIRST],
        production: spoilingSlots((slot, { inside }) => (inside.slots.stallEmitted[slot] = 1)),
        play: oneBeat,
      },
    ],
    lawful: 'a slot changes its pid and everything else in one step',
    keep: (bench) => {
      bench.create(1, 'balanced');
      bench.beat(7, 1n, 0n, { ns: 5n, status: 'degraded' });
      expect(bench.beat(8, 9n, 11n * T, { origin: 'operator-attested' })).toBe('inserted');
    },
  },
  {
    rule: 'table',
    judge: 'model',
    faults: [
      {
        what: 'a slot that changes while another is drained',
        first: ['untouched-slots-unchanged', RULES_FIRST],
        production: drainingWith(({ drain, nowNs, thresholdNs, visit, inside }) => {
          drain(nowNs, thresholdNs, visit);
          inside.slots.statuses[1] = 2;
        }),
        play: (bench) => {
          oneBeat(bench);
          bench.beat(8, 1n, 50n);
          bench.drain(T);
        },
      },
      {
        what: 'a slot that changes while another beats',
        first: ['untouched-slots-unchanged', RULES_FIRST],
        check: 'full',
        play: (bench) => {
          oneBeat(bench);
          bench.beat(8, 1n, 0n);
          bench.damage(({ slots }) => (slots.lastNonces[0] = 4n));
          bench.beat(8, 2n, 0n);
        },
      },
    ],
    lawful: 'half of the slots are marked, and the others stay as they are',
    keep: (bench) => {
      bench.create(4);
      for (const pid of [7, 8, 9, 10]) bench.beat(pid, 1n, BigInt(pid % 2));
      expect(bench.drain(T)).toHaveLength(2);
    },
  },
];
