import { expect } from 'vitest';
import { decodeFrame, encodeFrame, Observer, Tracker, type MetricSample, type ObserverEvent } from '../../../src/index.ts';
import { TRACKER_COUNTER, TRACKER_COUNTER_NAMES } from '../../../src/internal.ts';
import type { TrackerInternals } from '../../../src/tracker/internals.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { afterDrain, afterPoll, drainingWith, recordingWith, spoilingSlots, surfacing } from './faulty-production.ts';
import { MS, T, type OracleBench } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { MOVED_CURSOR } from './state-cases.ts';
import { beat, beats, create, damage, drain, observe, poll, send, step, table, type Step } from './steps.ts';

/** The rule that sees a fault before the model is asked. */
function ruleFirst(rule: string): Pick<Fault, 'first'> {
  return { first: [rule, 'rules are asked before the model'] };
}

const FRAME = { status: 'ok', pid: 7, timestamp: 1n, nonce: 2n, payload: 3 } as const;

const ONE_BEAT: readonly Step[] = [create(4), beat(7, 1n, 0n, { ns: 5n })];
const SAME_AGAIN = beat(7, 1n, 0n, { ns: 5n });
const NEXT_BEAT = beat(7, 2n, 0n, { ns: 5n });
const ONE_DATAGRAM: readonly Step[] = [observe(), send(1, 7, 1n), poll(1)];
const STALL: readonly Step[] = [...ONE_DATAGRAM, poll(101)];
const REFUSED_FRAME: readonly Step[] = [observe({ listeners: 2 }), send(1, 7, 1n, { bytes: new Uint8Array(3) }), poll(1)];
const FORGED_PID: readonly Step[] = [observe(), send(1, 7, 1n, { peer: 8 }), poll(1)];
const OTHER_ORIGIN: readonly Step[] = [...ONE_DATAGRAM, send(1, 7, 2n, { origin: 'socket-mode-only' }), poll(1)];
const OTHER_NAMESPACE: readonly Step[] = [observe(), send(1, 7, 1n, { ns: 5n }), poll(1), send(1, 7, 2n, { ns: 6n }), poll(1)];
const LIMITED = observe({ global_rate: 10, global_burst: 10 });

/** An observer that tells one kind of event with a change. */
function telling<K extends ObserverEvent['kind']>(
  kind: K,
  change: Partial<Extract<ObserverEvent, { kind: K }>>,
  play: readonly Step[] = ONE_DATAGRAM,
): Fault {
  return fault(`a ${kind} event with another ${Object.keys(change).join(' and ')}`, play, {
    production: surfacing((event) => (event?.kind === kind ? { ...event, ...change } : event)),
  });
}

/** A tracker one of whose methods answers with a change. */
function answering(
  name: 'lastNsOf' | 'originOf' | 'pidNsInodeOf' | 'takeEvictions' | 'takeEvictedPid',
  answer: unknown,
  asked: Step,
): Fault {
  const Wrong = class extends Tracker {};
  Object.defineProperty(Wrong.prototype, name, { value: () => answer });
  return fault(`${name}() answering ${String(answer)}`, [...ONE_BEAT, asked], { production: { ...PRODUCTION, Tracker: Wrong } });
}

/** Another codec than ours reads or writes one frame. */
function coding(what: string, change: Pick<Partial<Production>, 'decodeFrame' | 'encodeFrame'>, bytes = encodeFrame(FRAME)): Fault {
  const op = 'decodeFrame' in change ? step({ op: 'decode', bytes }) : step({ op: 'encode', frame: FRAME });
  return fault(what, [op], { production: { ...PRODUCTION, ...change } });
}

/** Damages the tracker's parts between two beats. */
function damaged(what: string, how: (inside: TrackerInternals) => unknown, rule?: string, last = NEXT_BEAT): Fault {
  return fault(what, [...ONE_BEAT, damage(how), last], rule === undefined ? {} : ruleFirst(rule));
}

/** Damages the observer's parts between two polls. */
function damaging(what: string, how: (bench: OracleBench) => void, play: readonly Step[] = ONE_DATAGRAM): Fault {
  return fault(what, [...play, (bench) => expect(bench.run.finding).toBeNull(), how, poll(2)]);
}

/** What is asked of a tracker with one pid. */
const ASKED = {
  drain: drain(T),
  lastNs: step({ op: 'get', field: 'last_ns', pid: 7 }),
  origin: step({ op: 'get', field: 'origin', pid: 7 }),
  ns: step({ op: 'get', field: 'ns', pid: 7 }),
  nsOfNobody: step({ op: 'get', field: 'ns', pid: 8 }),
  evictions: step({ op: 'take', counter: 'evictions' }),
  evictedPid: step({ op: 'take', counter: 'evicted_pid' }),
  length: step({ op: 'len' }),
};

export const MODEL_CASES: readonly RuleCase[] = [
  {
    rule: 'reply',
    judge: 'model',
    faults: [
      fault('a beat that is refused', ONE_BEAT, {
        ...ruleFirst('refusal-has-reason'),
        production: recordingWith(() => 'capacity-exceeded'),
      }),
      fault('a drain that hands out nothing', [...ONE_BEAT, ASKED.drain], {
        ...ruleFirst('drain-reply-complete'),
        production: drainingWith(({ drain: drainAll, nowNs, thresholdNs }) => drainAll(nowNs, thresholdNs, () => {})),
      }),
      fault('a drain with another nonce', [...ONE_BEAT, ASKED.drain], {
        ...ruleFirst('drain-reply-complete'),
        production: drainingWith(({ visit, thresholdNs, nowNs, drain: drainAll }) =>
          drainAll(nowNs, thresholdNs, (pid, nonce, ...rest) => visit(pid, nonce + 1n, ...rest)),
        ),
      }),
      answering('lastNsOf', 1n, ASKED.lastNs),
      answering('originOf', undefined, ASKED.origin),
      answering('pidNsInodeOf', null, ASKED.ns),
      answering('pidNsInodeOf', null, ASKED.nsOfNobody),
      answering('takeEvictions', 1n, ASKED.evictions),
      answering('takeEvictedPid', 7, ASKED.evictedPid),
      fault('another length', [...ONE_BEAT, damage(({ state }) => (state.length = 2)), ASKED.length]),
      coding('a good frame that is refused', { decodeFrame: () => 'bad-crc' }),
      coding('a frame that is read with another payload', {
        decodeFrame: (bytes) => {
          const frame = decodeFrame(bytes);
          return typeof frame === 'string' ? frame : { ...frame, payload: 4 };
        },
      }),
      coding('a bad frame that is taken', { decodeFrame: () => FRAME }, new Uint8Array(32)),
      coding('a frame that is written with another nonce', { encodeFrame: (frame) => encodeFrame({ ...frame, nonce: 3n }) }),
      coding('a frame that is written too long', { encodeFrame: () => new Uint8Array(33) }),
      fault('a metric with another value', [
        ...ONE_DATAGRAM,
        (bench) => (bench.observerInside.counts.beats[0] = 5n),
        step({ op: 'metrics' }),
      ]),
      fault('a counter that says it is a gauge', [...ONE_DATAGRAM, step({ op: 'metrics' })], {
        production: {
          ...PRODUCTION,
          Observer: class extends Observer {
            override metrics(): readonly MetricSample[] {
              return super.metrics().map((sample) => (sample.name === 'varta_nonce_wrap_total' ? { ...sample, type: 'gauge' } : sample));
            }
          },
        },
      }),
    ],
    lawful: 'each kind of operation is answered, also for pids that are not there and frames that are none',
    keep: [
      step({ op: 'decode', bytes: new Uint8Array(32) }),
      (bench) => expect(bench.step({ op: 'decode', bytes: encodeFrame(FRAME) })).toEqual(FRAME),
      step({ op: 'encode', frame: { ...FRAME, status: 'stall', pid: 0 } }),
      ...ONE_BEAT,
      ASKED.length,
      ASKED.nsOfNobody,
      ASKED.lastNs,
      ASKED.evictedPid,
      ASKED.evictions,
      ASKED.drain,
      ...ONE_DATAGRAM,
      step({ op: 'metrics' }),
      step({ op: 'metrics' }),
    ],
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
      { ...telling('stall', { lastBeatNs: 2n * MS }, STALL), ...ruleFirst('one-stall-per-silence') },
      telling('decode', { refusal: 'bad-magic' }, REFUSED_FRAME),
      telling('decode', { listener: 1 }, REFUSED_FRAME),
      telling('auth-failure', { peerPid: 9 }, FORGED_PID),
      telling('origin-conflict', { slotOrigin: 'socket-mode-only' }, OTHER_ORIGIN),
      telling('namespace-conflict', { expectedNsInode: 6n }, OTHER_NAMESPACE),
      telling('namespace-conflict', { refusedBy: 'observer' }, OTHER_NAMESPACE),
      fault('an event that is dropped', ONE_DATAGRAM, { ...ruleFirst('one-event-a-poll'), production: surfacing(() => null) }),
      fault('an event out of nothing', [observe(), poll(1)], {
        ...ruleFirst('one-event-a-poll'),
        production: surfacing((event) => event ?? { kind: 'auth-failure', pid: 2, peerPid: 3 }),
      }),
    ],
    lawful: 'each kind of event comes out with fields that differ in one place from another’s',
    keep: [STALL, REFUSED_FRAME, FORGED_PID, OTHER_ORIGIN, OTHER_NAMESPACE].flatMap((steps) => [
      ...steps,
      (bench: OracleBench) => expect(bench.run.event).not.toBeNull(),
    ]),
  },
  {
    rule: 'state',
    judge: 'model',
    faults: [
      { ...MOVED_CURSOR, ...ruleFirst('cursor-moves-by-reads') },
      damaged('another length', ({ state }) => (state.length = 2), 'index-size-matches'),
      damaged('another stall count', ({ state }) => (state.stallCount = 2), 'refusal-changes-nothing', SAME_AGAIN),
      damaging('another next listener', ({ observerInside }) => (observerInside.loop.nextListener = 0), REFUSED_FRAME),
      damaging('another number of drains', ({ observerInside }) => observerInside.schedule.drains--),
      damaging('another time of the last drain', ({ observerInside }) => (observerInside.schedule.lastDrainNs = 1n)),
      damaging('a limiter that let one pass unseen', ({ observerInside }) => observerInside.bucket.admit(2n * MS), [
        LIMITED,
        send(1, 7, 1n),
        poll(1),
      ]),
      fault('a stall that nobody drained', [...ONE_DATAGRAM, poll(2)], {
        production: afterPoll((event, { inside }) => event ?? inside.stalls.push(7, 1n, 1n, 'kernel-attested', null)),
      }),
      damaging('a clock that ran backwards unseen', ({ observerInside }) => observerInside.time.advance(0n)),
      {
        ...damaging('a clock that leapt unseen', ({ observerInside }) => observerInside.time.advance(9000n * MS), [
          observe({ drain_interval: 10_000n * MS }),
        ]),
        ...ruleFirst('clock-clamped'),
      },
    ],
    lawful: 'cursor, stalls, schedule, limiter and clock all move in one run',
    keep: [
      observe({ listeners: 2, global_rate: 10, global_burst: 10, capacity: 1 }),
      send(1, 7, 1n),
      ...[1, 150, 20, 9000, 9000].map((ms) => poll(ms)),
      send(9000, 8, 1n, { listener: 1 }),
      poll(9000, { kind: 'beat', pid: 8 }),
    ],
  },
  {
    rule: 'counters',
    judge: 'model',
    faults: [
      // The index counts what the last of them counts.
      ...TRACKER_COUNTER_NAMES.filter((name) => name !== 'probeExhausted').map((name) =>
        damaged(
          `another count of ${name}`,
          ({ counters }) => (counters[TRACKER_COUNTER[name]] = 1n),
          name === 'invariantViolations' ? 'no-invariant-violation' : undefined,
        ),
      ),
      damaged('another count of exhausted probes', ({ index }) => (index.cells.exhausted[0] = 1n)),
      damaged('another pid that was evicted last', ({ state }) => (state.lastEvictedPid = 9)),
      fault('another count of outcomes', ONE_DATAGRAM, {
        production: afterPoll((event, { inside }) => event?.kind === 'beat' && inside.counts.outcomes.sort()),
      }),
      fault('another count of refusals', REFUSED_FRAME, { production: afterPoll((_, { inside }) => inside.counts.refusals.reverse()) }),
    ],
    lawful: 'counters are taken between the steps that move them',
    keep: [
      table(1, 7),
      drain(11n * T),
      beat(8, 1n, 11n * T),
      ...(['evicted_pid', 'evictions', 'eviction_scan_truncated'] as const).map((counter) => step({ op: 'take', counter })),
      beat(7, 1n, 11n * T, { is: 'capacity-exceeded' }),
    ],
  },
  {
    rule: 'slot',
    judge: 'model',
    faults: [
      fault('another status in the slot', ONE_BEAT, {
        ...ruleFirst('accepted-beat-stored'),
        production: spoilingSlots((slot, { inside }) => (inside.slots.statuses[slot] = 2)),
      }),
      fault('another namespace in the slot', ONE_BEAT, {
        ...ruleFirst('accepted-beat-stored'),
        production: spoilingSlots((slot, { inside }) => (inside.slots.nsInodes[slot] = 6n)),
      }),
      fault('another time in the slot', ONE_BEAT, {
        ...ruleFirst('accepted-beat-stored'),
        production: spoilingSlots((slot, { inside }) => (inside.slots.lastBeatNs[slot] = 6n)),
      }),
      fault('a mark in the slot', ONE_BEAT, {
        ...ruleFirst('accepted-clears-stall'),
        production: spoilingSlots((slot, { inside }) => (inside.slots.stallEmitted[slot] = 1)),
      }),
    ],
    lawful: 'a slot changes its pid and everything else in one step',
    keep: [
      create(1, 'balanced'),
      beat(7, 1n, 0n, { ns: 5n, status: 'degraded' }),
      beat(8, 9n, 11n * T, { origin: 'operator-attested', is: 'inserted' }),
    ],
  },
  {
    rule: 'table',
    judge: 'model',
    faults: [
      fault('a slot that changes while another is drained', [...ONE_BEAT, beat(8, 1n, 50n), drain(T)], {
        ...ruleFirst('untouched-slots-unchanged'),
        production: afterDrain(({ inside }) => (inside.slots.statuses[1] = 2)),
      }),
      fault(
        'a slot that changes while another beats',
        [...ONE_BEAT, beats([8]), damage(({ slots }) => (slots.lastNonces[0] = 4n)), beat(8, 2n, 0n)],
        { ...ruleFirst('untouched-slots-unchanged'), check: 'full' },
      ),
    ],
    lawful: 'half of the slots are marked, and the others stay as they are',
    keep: [create(4), ...[7, 8, 9, 10].map((pid) => beat(pid, 1n, BigInt(pid % 2))), drain(T, [8, 10])],
  },
];
