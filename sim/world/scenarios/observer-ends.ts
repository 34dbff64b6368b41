import { MIN_THRESHOLD_NS, REGULAR_NONCE_MAX, TERMINAL_NONCE, U32_MAX, U64_MAX } from '../../data/spec/limits.ts';
import { BEAT_ORIGINS, RESTART_POLICIES, STATUSES } from '../../data/spec/names.ts';
import { ratio, type Entropy } from '../../data/entropy/entropy.ts';
import type { DatagramOp, ObserverOp, Op } from '../../data/ops/op.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import type { Knobs } from './scenario.ts';

const NS_PER_SECOND = 1_000_000_000n;
/** The largest rate and burst of the common limit. */
const BUCKET_MAX = 9_000_000;
const REFILLS = 12;
const STEPS_AT_ENDS = 160;

/** Three short-lived observers: one with a common limit to the nanosecond, one with its options at their ends, one at the end of time. */
export function* observerEnds(entropy: Entropy, knobs: Knobs): Generator<Op, void> {
  yield* refills(entropy.stream('refills'));
  yield* optionsAtEnds(entropy.stream('options'), knobs);
  yield* endOfTime(entropy.stream('end of time'));
}

type Datagram = Partial<DatagramOp> & Pick<DatagramOp, 'now'>;

function datagram(given: Datagram): DatagramOp {
  return { op: 'datagram', listener: 0, origin: 'kernel-attested', peer: null, ns: null, bytes: NO_FRAME, ...given };
}

const NO_FRAME = new Uint8Array(0);

/** What the common limit lets through after spans that refill it to just below, at and above whole frames and its burst. */
function* refills(entropy: Entropy): Generator<Op, void> {
  const rate = entropy.pick([1, 1, 3, 7, BUCKET_MAX]);
  const burst = entropy.pick([1, 2, 9, 60]);
  yield { op: 'observer', threshold: U64_MAX, listeners: 1, capacity: 1, global_rate: rate, global_burst: burst };
  let now = entropy.pick([0n, 1n << 53n]);
  for (let refill = 0; refill <= REFILLS; refill++) {
    const frames = refill === 0 ? burst + 1 : entropy.int(1, Math.min(burst, 6) + 1);
    for (let frame = 0; frame < frames; frame++) yield datagram({ now });
    for (let polls = 0; polls <= frames; polls++) yield { op: 'poll', now };
    // A thousandth of a frame is the least that is told of the limit.
    const beside = entropy.pick([-1n, 0n, 1n, NS_PER_SECOND / 2000n, -NS_PER_SECOND / 2000n]) / BigInt(rate);
    const whole = (BigInt(entropy.int(1, burst + 1)) * NS_PER_SECOND) / BigInt(rate);
    now += entropy.pick([whole, whole, whole, 1n << 32n, 1n << 33n]) + beside;
  }
}

/** An observer with each option at an end, or beside it, and datagrams whose fields are. */
function* optionsAtEnds(entropy: Entropy, { capacity, policy, window }: Knobs): Generator<Op, void> {
  const pidMax = entropy.pick([0, 1, 2, U32_MAX - 1, U32_MAX]);
  const threshold = entropy.pick([MIN_THRESHOLD_NS, NS_PER_SECOND]);
  const op: ObserverOp = {
    op: 'observer',
    threshold,
    listeners: 2,
    capacity: capacity ?? entropy.pick([1, 2, 5]),
    policy: policy ?? entropy.pick(['strict', 'balanced']),
    window: window ?? entropy.pick([0, 1, 4096]),
    restart_after_stall: entropy.pick(RESTART_POLICIES),
    pin_generation: entropy.chance(ratio(3, 4)),
    origin_takeover: entropy.chance(ratio(1, 2)),
    last_words: entropy.chance(ratio(3, 4)),
    index_key: entropy.pick([null, 0n, U64_MAX]),
    drain_interval: entropy.pick([1n, threshold, U64_MAX]),
    per_pid_rate: entropy.pick([0, 1, 1_000_000_000]),
    global_rate: entropy.pick([0, 1, 1, BUCKET_MAX]),
    global_burst: entropy.pick([0, 1, 1, BUCKET_MAX]),
    pid_max: pidMax,
    ns: entropy.pick([null, 0n, 0n, U64_MAX]),
    allow_cross_namespace: entropy.chance(ratio(1, 4)),
    max_step: entropy.pick([1n, threshold, U64_MAX, U64_MAX]),
    catch_up: entropy.pick([0n, 1n, threshold, U64_MAX]),
  };
  yield op;
  const pids = [2, 3, Math.max(2, pidMax), Math.min(U32_MAX, pidMax + 1), U32_MAX];
  const nonces = new Map<number, bigint>();
  let now = entropy.pick([0n, 0n, 1n << 63n]);
  for (let step = 0; step < STEPS_AT_ENDS; step++) {
    if (entropy.chance(ratio(1, 3))) now += entropy.pick([1n, threshold - 1n, threshold, 10n * threshold + 1n, NS_PER_SECOND, 1n << 32n]);
    if (entropy.chance(ratio(1, 40))) yield { op: 'metrics' };
    yield entropy.chance(ratio(1, 2)) ? { op: 'poll', now } : datagramAtEnds(entropy, now, entropy.pick(pids), nonces);
  }
  yield { op: 'metrics' };
}

function datagramAtEnds(entropy: Entropy, now: bigint, pid: number, nonces: Map<number, bigint>): DatagramOp {
  const last = nonces.get(pid) ?? 0n;
  const next = last < REGULAR_NONCE_MAX ? last + 1n : 0n;
  const nonce = entropy.pick([next, next, next, last, 0n, REGULAR_NONCE_MAX, TERMINAL_NONCE]);
  if (nonce !== TERMINAL_NONCE) nonces.set(pid, nonce);
  const status = nonce === TERMINAL_NONCE ? 'critical' : entropy.pick(STATUSES.slice(0, 3));
  return datagram({
    now,
    listener: entropy.int(0, 1),
    origin: entropy.chance(ratio(2, 3)) ? 'kernel-attested' : entropy.pick(BEAT_ORIGINS),
    // Where the sender cannot be named in its namespace the kernel says 0.
    peer: entropy.pick([null, null, pid, pid, 0]),
    ns: entropy.pick([null, null, 0n, 0n, U64_MAX]),
    generation: entropy.pick([null, null, 0n, 1n, (1n << 63n) - 1n, 1n << 63n, U64_MAX]),
    bytes: encodeModelFrame({ status, pid, timestamp: 0n, nonce, payload: 0 }),
  });
}

/** The clock steps far back right before the end of u64, so that the observer's time, which went on, is the first to come to it. */
function* endOfTime(entropy: Entropy): Generator<Op, void> {
  const max_step = entropy.pick([MIN_THRESHOLD_NS, 1000n]);
  yield { op: 'observer', threshold: MIN_THRESHOLD_NS, listeners: 1, capacity: 2, per_pid_rate: 0, max_step };
  const last = U64_MAX - 2n * max_step - entropy.u64(0n, max_step);
  const back = last - 2n * max_step - 1n;
  const readings = [last - max_step, last];
  for (let at = back; at < U64_MAX - max_step; at += entropy.pick([max_step, max_step, max_step + 1n])) readings.push(at);
  let nonce = 1n;
  for (const now of [...readings, U64_MAX - 1n, U64_MAX, U64_MAX]) {
    const bytes = encodeModelFrame({ status: 'ok', pid: 2, timestamp: 0n, nonce: nonce++, payload: 0 });
    yield datagram({ now, bytes });
    yield { op: 'poll', now };
  }
}
