import { CLOCK_JUMP_NS, MIN_THRESHOLD_NS, TERMINAL_NONCE, U64_MAX } from '../../data/spec/limits.ts';
import { BEAT_ORIGINS, STATUSES } from '../../data/spec/names.ts';
import type { BeatOrigin } from '../../../src/index.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { ratio, type Entropy } from '../../data/entropy/entropy.ts';
import type { DatagramOp, ObserverOp, Op } from '../../data/ops/op.ts';
import { malformedFrame } from '../attacks.ts';
import { observerEnds } from './observer-ends.ts';
import type { Knobs, OpsScript, Scenario } from './scenario.ts';
import { drawTable, type Table } from './world-builder.ts';

const OBSERVERS = 6;
const STEPS_EACH = 500;
const NS_PER_SECOND = 1_000_000_000n;

export const observerDirect: Scenario = {
  name: 'observer-direct',
  claim:
    'Without a world around it the observer meets each of its bounds from both sides: rates, bursts, intervals, thresholds, the largest pid, its own namespace, jumps of the clock, and frames that are wrong in one way or in several; one that is given nothing but its threshold has the documented defaults, one has its options at their ends, and one comes to the end of time.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, {
      capacity: () => entropy.pick([0, 1, 2, 3, 6]),
      window: () => entropy.pick([0, 1, 2, 5]),
    });
    // Where a replacement comes to its end: every slot is seen, and one that has beaten since loses its slot last.
    const roomy = { capacity: knobs.capacity ?? 6, policy: knobs.policy ?? ('balanced' as const), window: knobs.window ?? 6 };
    return {
      config: { ...table, observers: OBSERVERS + 4 },
      ops: (function* (): OpsScript {
        yield* script(entropy.stream('script'), entropy.stream('takeovers'), entropy.stream('defaults'), { table, roomy, knobs });
        yield* observerEnds(entropy.stream('ends'), knobs);
      })(),
    };
  },
};

interface Drawn {
  readonly table: Table;
  readonly roomy: Table;
  readonly knobs: Knobs;
}

/** What the draws of one observer keep close to. */
interface Bounds {
  readonly op: ObserverOp & {
    readonly capacity: number;
    readonly drain_interval: bigint;
    readonly per_pid_rate: number;
    readonly pid_max: number;
    readonly ns: bigint | null;
  };
  readonly pids: readonly number[];
  /** Times that make a difference. */
  readonly spans: readonly bigint[];
  /** The last nonce of each pid. */
  readonly nonces: Map<number, bigint>;
}

function drawBounds(entropy: Entropy, table: Table): Bounds {
  const threshold = MIN_THRESHOLD_NS + entropy.u64(0n, 1_000_000n);
  const rate = entropy.pick([0, 3, 20]);
  const pidMax = entropy.pick([5, 1000, 0xffff_fffe]);
  const op = {
    op: 'observer' as const,
    threshold,
    listeners: entropy.int(1, 3),
    ...table,
    drain_interval: entropy.pick([1n, threshold / 10n, threshold]),
    per_pid_rate: rate,
    global_rate: entropy.pick([0, 7, 1000]),
    global_burst: entropy.pick([1, 2, 9]),
    pid_max: pidMax,
    ns: entropy.pick([null, 0n, 4_026_531_836n, 1n << 53n]),
    allow_cross_namespace: entropy.chance(ratio(1, 3)),
  };
  // Where a longest step is set, steps around it are made, too.
  const maxStep = entropy.chance(ratio(1, 3)) ? threshold / 4n : null;
  const rateNs = NS_PER_SECOND / BigInt(Math.max(1, rate));
  const bounds = [threshold, threshold / 4n, 10n * threshold, op.drain_interval, CLOCK_JUMP_NS, rateNs, 1n << 32n];
  return {
    op: maxStep === null ? op : { ...op, max_step: maxStep },
    pids: [pidMax - 1, pidMax, pidMax + 1, ...Array.from({ length: Math.min(table.capacity, 64) }, (_, member) => 2 + member)],
    spans: [
      0n,
      1n,
      -1n,
      ...(maxStep === null ? [] : [1n - maxStep, -maxStep, -1n - maxStep]),
      ...bounds.flatMap((bound) => [bound - 1n, bound, bound + 1n]),
    ],
    nonces: new Map(),
  };
}

function* script(entropy: Entropy, takeovers: Entropy, defaults: Entropy, { table, roomy, knobs }: Drawn): OpsScript {
  for (let observer = 0; observer < OBSERVERS; observer++) {
    const isRoomy = observer % 3 === 2;
    const drawn = drawBounds(entropy, isRoomy ? roomy : table);
    const bounds = isRoomy ? { ...drawn, op: { ...drawn.op, global_rate: 0, max_step: U64_MAX } } : drawn;
    yield { ...bounds.op, origin_takeover: takeovers.chance(ratio(1, 2)) };
    let now = entropy.pick([0n, 1n << 32n, 1n << 62n]);
    let planned: Op[] = [];
    for (let step = 0; step < STEPS_EACH; step++) {
      const next = planned.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (entropy.chance(ratio(1, 3))) now = later(now, entropy.pick(bounds.spans));
      if (entropy.chance(ratio(1, 12))) {
        planned = replacement(entropy, now, bounds, takeovers.chance(ratio(1, 2)) ? 'network-unverified' : 'kernel-attested');
        now += replacementNs(bounds.op);
      }
      if (planned.length === 0 && takeovers.chance(ratio(1, 40))) planned = takeover(takeovers, now, bounds);
      yield drawOp(entropy, now, bounds);
    }
  }
  yield* untold(defaults, knobs);
}

/** Slots of a table of which nothing is said, and beats a second of one pid. */
const DEFAULT_CAPACITY = 256;
const DEFAULT_RATE = 100;
const BEATS_AT_RATE = 40;

/**
 * An observer that is told its threshold and what the caller set, nothing else: its table is filled, one pid beats about as fast as it
 * may, newcomers evict, and the metrics tell its window.
 */
function* untold(entropy: Entropy, { capacity, policy, window }: Knobs): Generator<Op, void> {
  const given = Object.fromEntries(Object.entries({ capacity, policy, window }).filter(([, value]) => value !== undefined));
  const threshold = entropy.pick([MIN_THRESHOLD_NS, NS_PER_SECOND + 1n, 3n * NS_PER_SECOND]);
  yield { op: 'observer', threshold, listeners: 1, ...given };
  const slots = Math.min(capacity ?? DEFAULT_CAPACITY, DEFAULT_CAPACITY);
  const bounds = { op: { ns: null }, nonces: new Map<number, bigint>() };
  let now = entropy.pick([0n, 1n << 62n]);
  const beats = function* (firstPid: number, count: number, spanNs: () => bigint): Generator<Op, void> {
    for (let number = 0; number < count; number++) {
      now += spanNs();
      yield nextBeat(firstPid + number, now, 'kernel-attested', bounds);
      yield { op: 'poll', now };
    }
  };
  yield* beats(2, slots + 2, () => 0n);
  const intervalNs = NS_PER_SECOND / BigInt(DEFAULT_RATE);
  for (let number = 0; number < BEATS_AT_RATE; number++)
    yield* beats(2, 1, () => entropy.pick([intervalNs / 2n, intervalNs - 1n, intervalNs, intervalNs + 1n]));
  yield { op: 'metrics' };
  now += (EVICTABLE_THRESHOLDS + 1n) * threshold;
  for (let polls = 0; polls < slots; polls++) yield { op: 'poll', now };
  yield* beats(2 + slots + 2, 8, () => 0n);
  yield { op: 'metrics' };
}

/** A pid beats over a weak transport, and at the same moment over a stronger one: where that takes over, no limit may keep it out. */
function takeover(entropy: Entropy, now: bigint, { op, nonces }: Bounds): Op[] {
  const pid = 2 + entropy.int(0, 2 * op.capacity);
  return (['network-unverified', 'operator-attested', 'kernel-attested'] as const).flatMap((origin) => [
    nextBeat(pid, now, origin, { op, nonces }),
    { op: 'poll', now },
  ]);
}

/** What a beat needs to know. */
interface Sender {
  readonly op: { readonly ns: bigint | null };
  readonly nonces: Map<number, bigint>;
}

/** The next beat of a pid. */
function nextBeat(pid: number, now: bigint, origin: BeatOrigin, { op, nonces }: Sender): DatagramOp {
  const last = nonces.get(pid) ?? 0n;
  const nonce = last < TERMINAL_NONCE - 1n ? last + 1n : 1n;
  nonces.set(pid, nonce);
  const bytes = encodeModelFrame({ status: 'ok', pid, timestamp: 0n, nonce, payload: 0 });
  return { op: 'datagram', now, listener: 0, origin, peer: null, ns: op.ns, bytes };
}

const EVICTABLE_THRESHOLDS = 11n;

/** Time for a replacement: until a beat is let through again and the others are silent, then until all may lose their slots. */
function replacementNs({ threshold, drain_interval, per_pid_rate }: Bounds['op']): bigint {
  return NS_PER_SECOND / BigInt(Math.max(1, per_pid_rate)) + drain_interval + (1n + EVICTABLE_THRESHOLDS) * threshold;
}

/**
 * One agent goes on to beat while all others fall silent, then as many new ones come as there are slots, to be read one a poll:
 * stalls still wait in the queue when their pids lose their slots. The first beats come over `firstOrigin`: where that is a weaker one,
 * who goes on to beat begins a new life.
 */
function replacement(entropy: Entropy, now: bigint, { op, nonces }: Bounds, firstOrigin: BeatOrigin): Op[] {
  const firstPid = 2 + entropy.int(0, op.capacity);
  // One of the later slots: its stall waits longest.
  const survivor = firstPid + Math.max(0, op.capacity - 1 - entropy.int(0, Math.floor(Math.max(0, op.capacity - 1) / 4)));
  const at = (pid: number, when: bigint, origin: BeatOrigin = 'kernel-attested'): DatagramOp => nextBeat(pid, when, origin, { op, nonces });
  const polls = (when: bigint): Op[] => Array.from({ length: op.capacity + 1 }, () => ({ op: 'poll', now: when }));
  const pids = (from: number): number[] => Array.from({ length: op.capacity }, (_, member) => from + member);
  const silent = now + replacementNs(op) - EVICTABLE_THRESHOLDS * op.threshold;
  const evictable = now + replacementNs(op);
  return [
    ...pids(firstPid).map((pid) => at(pid, now, firstOrigin)),
    ...polls(now),
    at(survivor, silent),
    { op: 'poll', now: silent },
    ...pids(firstPid + op.capacity).map((pid) => at(pid, evictable)),
    ...polls(evictable),
    ...polls(evictable),
  ];
}

function later(now: bigint, span: bigint): bigint {
  const next = now + span;
  return next < 0n ? 0n : next;
}

function drawOp(entropy: Entropy, now: bigint, bounds: Bounds): Op {
  const kind = entropy.int(0, 19);
  if (kind === 0) return { op: 'metrics' };
  return kind < 11 ? { op: 'poll', now } : drawDatagram(entropy, now, bounds);
}

function drawDatagram(entropy: Entropy, now: bigint, bounds: Bounds): DatagramOp {
  const pid = entropy.pick(bounds.pids);
  const peer = entropy.chance(ratio(1, 2)) ? null : entropy.pick([pid, pid, pid, (pid + 1) >>> 0]);
  const ns = entropy.pick([null, bounds.op.ns, bounds.op.ns, 7n, (bounds.op.ns ?? 0n) + 1n, (bounds.op.ns ?? 0n) + (1n << 32n)]);
  const origin: BeatOrigin = entropy.chance(ratio(9, 10)) ? 'kernel-attested' : entropy.pick(BEAT_ORIGINS);
  const bytes = entropy.chance(ratio(1, 8)) ? malformedFrame(pid, entropy) : beat(entropy, pid, bounds.nonces);
  return { op: 'datagram', now, listener: entropy.int(0, bounds.op.listeners - 1), origin, peer, ns, bytes };
}

function beat(entropy: Entropy, pid: number, nonces: Map<number, bigint>): Uint8Array {
  const last = nonces.get(pid) ?? 0n;
  const nonce = entropy.pick([last + 1n, last + 1n, last + 1n, last, TERMINAL_NONCE - 1n, TERMINAL_NONCE, 0n]);
  const status = entropy.pick(STATUSES);
  if (nonce !== TERMINAL_NONCE) nonces.set(pid, nonce);
  const timestamp = entropy.pick([0n, 1n << 53n, U64_MAX - 1n, U64_MAX]);
  return encodeModelFrame({
    status,
    pid,
    timestamp,
    nonce: nonce > U64_MAX ? U64_MAX : nonce,
    payload: entropy.pick([0, 1, 0x8000_0000, 0xffff_ffff]),
  });
}
