import { MIN_THRESHOLD_NS } from '../../data/spec/limits.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { ratio, type Entropy } from '../../data/entropy/entropy.ts';
import {
  BUFFER_REPLIES,
  HOST_ADDRESSES,
  SOCKET_EVENTS,
  type ExpositionOp,
  type SocketEvent,
  type SocketOp,
  type UdpSettings,
} from '../../data/ops/adapter-ops.ts';
import type { DatagramOp, ObserverOp, Op } from '../../data/ops/op.ts';
import { malformedFrame } from '../attacks.ts';
import type { OpsScript, Scenario } from './scenario.ts';
import { drawTable, type Table } from './world-builder.ts';

const OBSERVERS = 4;
const STEPS_EACH = 300;
/** Datagrams that may wait in the largest listener, which is filled once; bursts at most elsewhere. */
const WAITING_MOST = 4096;
const BURST_MOST = 33;
/** Step at which the host's clock leaps, and how far. */
const LEAP_AT = 270;
const LEAP_NS = 1n << 63n;
/** Lengths around that of a frame, and of what a listener keeps of a datagram; an empty one. */
const LENGTHS = [0, 1, 31, 32, 33, 34, 64, 64, 1472];
/** The longest that UDP carries: rare, as it costs as much as a thousand others. */
const LONGEST = 65_507;
/** Texts with each character that the format escapes, alone and beside others, and with characters that it does not. */
const TEXTS = [
  '',
  '7',
  '\\',
  '"',
  '\n',
  '\\n',
  '\\\\',
  '"\n\\"',
  'a\\b"c\nd',
  '\r\t\u2028',
  '{le="0"} 1',
  '# HELP',
  'é😀',
  '\n\n""\\\\ \\n\n"',
];
const NAMES = ['varta_beats_total', ':a_1', 'A', '', '1a', 'a-b', 'a b', 'a{', 'é', 'a\n'];

export const udpAdapter: Scenario = {
  name: 'udp-adapter',
  claim:
    'The UDP listeners, their clock and the text of the metrics come through whatever sockets do: a bind that fails, errors of an open socket, calls of a closed one, datagrams of any length, more of them than there is room for, closing and opening anew. Each datagram heard is read once in its order, or waits, or is counted as dropped.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.pick([2, 6, 40]), window: () => 8 });
    return {
      config: { ...table, observers: OBSERVERS, operations: OBSERVERS * STEPS_EACH },
      ops: script(entropy.stream('script'), table),
    };
  },
};

function* script(entropy: Entropy, table: Table): OpsScript {
  for (let observer = 0; observer < OBSERVERS; observer++) {
    const op = drawObserver(entropy, table);
    yield op;
    for (let listener = 0; listener < op.listeners; listener++) {
      yield { op: 'socket', now: op.udp.clock_start, listener, event: 'open' };
      yield { op: 'socket', now: op.udp.clock_start, listener, event: 'bound' };
    }
    if (op.udp.waiting_max === WAITING_MOST) yield* overflow(entropy, op);
    yield* traffic(entropy, op);
    yield { op: 'metrics' };
  }
}

type UdpObserver = ObserverOp & { readonly udp: UdpSettings };

function drawObserver(entropy: Entropy, table: Table): UdpObserver {
  const asked = entropy.pick([4096, 65_537, 4_194_304, 4_194_304]);
  return {
    op: 'observer',
    threshold: MIN_THRESHOLD_NS + entropy.u64(0n, 1_000_000n),
    listeners: entropy.int(1, 3),
    udp: {
      origin: entropy.pick(['network-unverified', 'operator-attested']),
      address: entropy.pick(HOST_ADDRESSES),
      port: entropy.pick([0, 0, 1, 5353, 65_000]),
      waiting_max: entropy.chance(ratio(1, 16)) ? WAITING_MOST : entropy.pick([1, 2, 3, 7, 32]),
      receive_buffer: asked,
      host_buffer: entropy.pick(BUFFER_REPLIES),
      host_buffer_max: entropy.pick([4096, Math.max(4096, Math.floor(asked / 3)), asked, 1_073_741_824]),
      host_table: entropy.chance(ratio(3, 4)),
      clock_start: entropy.pick([0n, 1_000_000_000n, 1n << 53n, 1n << 63n]),
    },
    ...table,
    per_pid_rate: 0,
    global_rate: 0,
    global_burst: 0,
  };
}

/** More datagrams than the largest listener has room for. */
function* overflow(entropy: Entropy, op: UdpObserver): Generator<Op, void> {
  const nonces = new Map<number, bigint>();
  for (let count = 0; count <= WAITING_MOST; count++) yield drawDatagram(entropy, op.udp.clock_start, op, nonces, 0);
}

/** Datagrams in bursts with polls between them, while things happen to the sockets. */
function* traffic(entropy: Entropy, op: UdpObserver): Generator<Op, void> {
  const nonces = new Map<number, bigint>();
  const start = op.udp.clock_start;
  let now = start > 5n ? start - 5n : start;
  for (let step = 0; step < STEPS_EACH; step++) {
    const kind = entropy.int(0, 39);
    now += entropy.pick([0n, 1n, op.threshold / 7n, op.threshold / 2n]);
    // Towards the end the clock is in the upper half of what it can tell.
    if (step === LEAP_AT && start < LEAP_NS) now += LEAP_NS;
    if (kind === 0) yield { op: 'metrics' };
    else if (kind <= 2) yield drawExposition(entropy);
    else if (kind <= 5) yield drawEvent(entropy, now, op.listeners);
    else if (kind <= 7) yield* reopen(entropy, now, op);
    else if (kind === 8) yield { op: 'poll', now: now - entropy.u64(0n, now < op.threshold ? now : op.threshold) };
    else if (kind <= 22) yield { op: 'poll', now };
    else
      for (let burst = entropy.pick([1, 1, 1, 2, Math.min(op.udp.waiting_max + 1, BURST_MOST)]); burst > 0; burst--)
        yield drawDatagram(entropy, now, op, nonces);
  }
}

function drawEvent(entropy: Entropy, now: bigint, listeners: number): SocketOp {
  const event = entropy.pick(SOCKET_EVENTS);
  const count = event === 'kernel-drop' ? entropy.pick([1, 2, 1000, 0xffff_ffff]) : null;
  return happens(now, entropy.int(0, listeners - 1), event, count);
}

function happens(now: bigint, listener: number, event: SocketEvent, count: number | null = null): SocketOp {
  return count === null ? { op: 'socket', now, listener, event } : { op: 'socket', now, listener, event, count };
}

/** One listener is closed and opened anew, perhaps after a failure, the end of the old socket coming early or late. */
function* reopen(entropy: Entropy, now: bigint, op: UdpObserver): Generator<Op, void> {
  const listener = entropy.int(0, op.listeners - 1);
  yield happens(now, listener, 'close', entropy.chance(ratio(1, 3)) ? entropy.pick([1, 40, 0xffff_ffff]) : null);
  if (entropy.chance(ratio(1, 2))) yield happens(now, listener, 'closed');
  yield happens(now, listener, 'open');
  if (entropy.chance(ratio(1, 3))) {
    yield happens(now, listener, 'failed');
    yield happens(now, listener, 'open');
  }
  yield happens(now, listener, 'bound');
  if (entropy.chance(ratio(1, 2))) yield happens(now, listener, 'stale');
}

/** `to` is the listener, one that is drawn where it is null. */
function drawDatagram(entropy: Entropy, now: bigint, op: UdpObserver, nonces: Map<number, bigint>, to: number | null = null): DatagramOp {
  const pid = entropy.int(2, 8);
  const drawn = entropy.int(0, op.listeners - 1);
  const listener = to ?? drawn;
  return { op: 'datagram', now, listener, origin: op.udp.origin, peer: null, ns: null, bytes: drawBytes(entropy, pid, nonces) };
}

/** A beat, mostly; else bytes that are none, or a beat with others behind it or without its end. */
function drawBytes(entropy: Entropy, pid: number, nonces: Map<number, bigint>): Uint8Array {
  const kind = entropy.int(0, 9);
  if (kind === 0) return malformedFrame(pid, entropy);
  const nonce = (nonces.get(pid) ?? 0n) + 1n;
  nonces.set(pid, nonce);
  const beat = encodeModelFrame({ status: 'ok', pid, timestamp: nonce, nonce, payload: entropy.int(0, 0xffff_ffff) });
  if (kind > 2) return beat;
  const bytes = new Uint8Array(entropy.chance(ratio(1, 100)) ? LONGEST : entropy.pick(LENGTHS));
  bytes.set(beat.subarray(0, bytes.length));
  return bytes;
}

function drawExposition(entropy: Entropy): ExpositionOp {
  return {
    op: 'exposition',
    name: entropy.chance(ratio(3, 4)) ? NAMES[entropy.int(0, 2)] : entropy.pick(NAMES),
    type: entropy.pick(['counter', 'gauge']),
    label: entropy.chance(ratio(1, 4)) ? entropy.pick(NAMES) : entropy.pick(['pid', 'reason', null]),
    text: entropy.pick(TEXTS),
    value: entropy.pick([0n, 1n, 1n << 53n, 0xffff_ffff_ffff_ffffn]),
    help: entropy.pick([null, ...TEXTS]),
  };
}
