import { BEAT_ORIGINS, encodeFrame, decodeFrame, DEFAULT_CAPACITY, STATUSES, type BeatOrigin, type Frame } from '../../src/index.ts';
import type { DatagramOp, ObserverOp, WorldOp, Op } from '../../sim/data/ops/op.ts';
import { stepsWithinBudget, type RecordReader } from './work-budget.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { OBSERVER_STEPS, CodingContext, readBeat } from './coding-context.ts';
import { readNs, START, nsCode, writeNsRest } from './value-codes.ts';
import { damageFrame } from './frame-format.ts';
import { readObserverHead, writeObserverHead } from './observer-head.ts';
import { PID_CODES, pidOfCode, readPid, writePid } from './pid-code.ts';

/** Records of the observer format by the upper four bits of their first byte: each kind has the codes from its own on. */
export const KIND = {
  beat: 0,
  frame: 4,
  damaged: 7,
  raw: 8,
  poll: 9,
  polls: 11,
  metrics: 12,
  burst: 13,
  flood: 14,
  listener: 15,
} as const;

/** Bits of a frame record's flags, above the three of the namespace. */
export const FRAME_FLAG = {
  /** Two bits from here: the peer, see {@link PEER}. */
  peerShift: 3,
  /** No poll follows the datagram. */
  noPoll: 0x20,
  listenerFollows: 0x40,
  /** Timestamp and payload follow. */
  contentFollows: 0x80,
} as const;

/** Which pid the kernel attests as the sender. */
export const PEER = { none: 0, sender: 1, other: 2, follows: 3 } as const;

/** The other pid, for a peer that is not the sender: never the same. O(1). */
function otherPid(pid: number): number {
  return (pid ^ 1) >>> 0;
}

/** Reads an input of the observer format, record by record; see docs/fuzz-format.md. Takes any bytes. */
class ObserverReader implements RecordReader<WorldOp> {
  readonly #reader: ByteReader;
  readonly #context = new CodingContext(OBSERVER_STEPS);
  #listeners = 1;
  #listener = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** Reads the head: the observer. Once, before anything else. O(1). */
  head(): ObserverOp {
    const op = readObserverHead(this.#reader);
    this.#listeners = op.listeners;
    this.#context.thresholdNs = op.threshold;
    this.#context.startTable(op.capacity ?? DEFAULT_CAPACITY);
    this.#context.nowNs = START.read(this.#reader);
    return op;
  }

  /** Reads the next record and appends what it stands for to `ops`; false at the end of the bytes. O(record). */
  record(ops: WorldOp[]): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.u8();
    const kind = first >> 4;
    const low = first & 15;
    if (kind < KIND.frame) {
      const now = this.#context.readNow(reader, low);
      ops.push(this.#beat(now, readPid(reader, this.#context.cells)), { op: 'poll', now });
    } else if (kind < KIND.raw) {
      this.#frame(low, kind === KIND.damaged, ops);
    } else if (kind === KIND.raw) {
      this.#raw(low, ops);
    } else if (kind < KIND.polls) {
      ops.push({ op: 'poll', now: this.#context.readNow(reader, low) });
    } else if (kind === KIND.polls) {
      const now = this.#context.readNow(reader, low);
      for (let left = reader.u8() & 63; left >= 0; left--) ops.push({ op: 'poll', now });
    } else if (kind === KIND.metrics) {
      ops.push({ op: 'metrics' });
    } else if (kind === KIND.listener) {
      this.#listener = low % this.#listeners;
    } else {
      this.#burst(low, kind === KIND.flood, ops);
    }
    return true;
  }

  #beat(now: bigint, pid: number): DatagramOp {
    const bytes = encodeFrame({ status: 'ok', pid, timestamp: now, nonce: this.#context.nextNonce(pid), payload: 0 });
    return { op: 'datagram', now, listener: this.#listener, origin: 'kernel-attested', peer: pid, ns: null, bytes };
  }

  #frame(low: number, isDamaged: boolean, ops: WorldOp[]): void {
    const reader = this.#reader;
    const { now, pid, status, origin, nonce, ns, flags } = readBeat(reader, this.#context, low);
    if ((flags & FRAME_FLAG.listenerFollows) !== 0) this.#listener = reader.u8() % this.#listeners;
    const peer = this.#peer((flags >> FRAME_FLAG.peerShift) & 3, pid);
    const hasContent = (flags & FRAME_FLAG.contentFollows) !== 0;
    const timestamp = hasContent ? reader.u64() : now;
    const frame = encodeFrame({ status, pid, timestamp, nonce, payload: hasContent ? reader.u32() : 0 });
    const bytes = isDamaged ? damageFrame(frame, reader.u8(), reader.u8()) : frame;
    this.#deliver({ now, origin, peer, ns, bytes }, (flags & FRAME_FLAG.noPoll) === 0, ops);
  }

  #raw(low: number, ops: WorldOp[]): void {
    const reader = this.#reader;
    const now = this.#context.readNow(reader, low);
    const origin: BeatOrigin = BEAT_ORIGINS[reader.u8() & 3];
    const flags = reader.u8();
    const ns = readNs(reader, flags & 7);
    if ((flags & FRAME_FLAG.listenerFollows) !== 0) this.#listener = reader.u8() % this.#listeners;
    // Raw bytes name no pid that could be trusted: the sender is pid 0, the other one pid 1.
    const peer = this.#peer((flags >> FRAME_FLAG.peerShift) & 3, 0);
    this.#deliver({ now, origin, peer, ns, bytes: reader.bytes(reader.u8()) }, (flags & FRAME_FLAG.noPoll) === 0, ops);
  }

  #deliver(datagram: Omit<DatagramOp, 'op' | 'listener'>, polls: boolean, ops: WorldOp[]): void {
    const { now, origin, peer, ns, bytes } = datagram;
    ops.push({ op: 'datagram', now, listener: this.#listener, origin, peer, ns, bytes });
    if (polls) ops.push({ op: 'poll', now });
  }

  #peer(code: number, pid: number): number | null {
    switch (code) {
      case PEER.none:
        return null;
      case PEER.sender:
        return pid;
      case PEER.other:
        return otherPid(pid);
      default:
        return readPid(this.#reader, this.#context.cells);
    }
  }

  /** Beats of pids whose codes follow each other: each polled for, or all left waiting, one listener after the other. */
  #burst(low: number, isFlood: boolean, ops: WorldOp[]): void {
    const reader = this.#reader;
    const now = this.#context.readNow(reader, low);
    const from = reader.u8() % PID_CODES;
    for (let beat = 0, left = reader.u8() & 127; left >= 0; beat++, left--) {
      ops.push(this.#beat(now, pidOfCode((from + beat) % PID_CODES, this.#context.cells)));
      if (isFlood) this.#listener = (this.#listener + 1) % this.#listeners;
      else ops.push({ op: 'poll', now });
    }
  }
}

/** The operations that the bytes stand for, as far as the work budget goes. O(operations). */
export function observerOps(bytes: Uint8Array): WorldOp[] {
  return stepsWithinBudget(new ObserverReader(bytes));
}

const LENGTH_MAX = 255;

/**
 * Bytes that stand for the first observer among the operations and what reached it: exactly, as far as the work budget goes,
 * but for `settled`, which is a claim about a world, and datagrams of more than 255 bytes; these are left out. Null if there is
 * no observer among them, or one with UDP listeners. O(operations).
 */
export function writeObserver(ops: readonly Op[]): Uint8Array | null {
  const from = ops.findIndex(({ op }) => op === 'observer');
  if (from < 0 || (ops[from] as ObserverOp).udp !== undefined) return null;
  const rest = ops.slice(from + 1);
  const end = rest.findIndex(({ op }) => op === 'observer' || op === 'new');
  const sayable = (end < 0 ? rest : rest.slice(0, end)).filter((op) => op.op !== 'datagram' || op.bytes.length <= LENGTH_MAX);
  const writer = new ObserverWriter();
  writer.head(ops[from] as ObserverOp, sayable);
  for (let at = 0; at < sayable.length; at++) {
    const op = sayable[at];
    if (op.op === 'datagram') {
      const next = sayable[at + 1];
      const isPolled = next?.op === 'poll' && next.now === op.now;
      writer.datagram(op, isPolled);
      if (isPolled) at++;
    } else if (op.op === 'poll') {
      writer.poll(op.now);
    } else if (op.op === 'metrics') {
      writer.metrics();
    }
  }
  return writer.take();
}

class ObserverWriter {
  readonly #writer = new ByteWriter();
  readonly #context = new CodingContext(OBSERVER_STEPS);
  #listener = 0;

  take(): Uint8Array {
    return this.#writer.take();
  }

  /** The head names the time of the first operation that has one, so that it need not. */
  head(op: ObserverOp, rest: readonly Op[]): void {
    writeObserverHead(this.#writer, op);
    const timed = rest.find((other) => other.op === 'datagram' || other.op === 'poll');
    this.#context.thresholdNs = op.threshold;
    this.#context.startTable(op.capacity ?? DEFAULT_CAPACITY);
    this.#context.nowNs = timed?.now ?? 0n;
    START.write(this.#writer, this.#context.nowNs);
  }

  poll(now: bigint): void {
    this.#context.writeKindAndNow(this.#writer, KIND.poll, now);
  }

  metrics(): void {
    this.#writer.u8(KIND.metrics << 4);
  }

  datagram(op: DatagramOp, isPolled: boolean): void {
    const frame = decodeFrame(op.bytes);
    if (typeof frame === 'string') this.#raw(op, isPolled);
    else this.#frame(op, frame, isPolled);
  }

  #frame(op: DatagramOp, frame: Frame, isPolled: boolean): void {
    const writer = this.#writer;
    const context = this.#context;
    const { pid } = frame;
    const nonce = context.nonceCode(frame.nonce, pid);
    const isEmpty = frame.timestamp === op.now && frame.payload === 0;
    const isPlain =
      isEmpty &&
      isPolled &&
      nonce === 0 &&
      frame.status === 'ok' &&
      op.listener === this.#listener &&
      op.origin === 'kernel-attested' &&
      op.peer === pid &&
      op.ns === null;
    context.writeKindAndNow(writer, isPlain ? KIND.beat : KIND.frame, op.now);
    writePid(writer, pid, context.cells);
    if (isPlain) {
      context.nextNonce(pid);
      return;
    }
    writer.u8((nonce << 4) | (STATUSES.indexOf(frame.status) << 2) | BEAT_ORIGINS.indexOf(op.origin));
    context.writeNonceRest(writer, nonce, frame.nonce, pid);
    this.#flags(op, pid, isPolled, isEmpty);
    if (isEmpty) return;
    writer.u64(frame.timestamp);
    writer.u32(frame.payload);
  }

  #raw(op: DatagramOp, isPolled: boolean): void {
    this.#context.writeKindAndNow(this.#writer, KIND.raw, op.now);
    this.#writer.u8(BEAT_ORIGINS.indexOf(op.origin));
    this.#flags(op, 0, isPolled, true);
    this.#writer.u8(op.bytes.length);
    this.#writer.bytes(op.bytes);
  }

  /** Flags, and what follows them up to the peer. */
  #flags({ ns, listener, peer }: DatagramOp, pid: number, isPolled: boolean, isEmpty: boolean): void {
    const writer = this.#writer;
    const code = nsCode(ns);
    const peerIs = peerCode(peer, pid);
    const isElsewhere = listener !== this.#listener;
    writer.u8(
      code |
        (peerIs << FRAME_FLAG.peerShift) |
        (isPolled ? 0 : FRAME_FLAG.noPoll) |
        (isElsewhere ? FRAME_FLAG.listenerFollows : 0) |
        (isEmpty ? 0 : FRAME_FLAG.contentFollows),
    );
    writeNsRest(writer, code, ns);
    if (isElsewhere) writer.u8(listener);
    this.#listener = listener;
    if (peerIs === PEER.follows && peer !== null) writePid(writer, peer, this.#context.cells);
  }
}

function peerCode(peer: number | null, pid: number): number {
  if (peer === null) return PEER.none;
  if (peer === pid) return PEER.sender;
  return peer === otherPid(pid) ? PEER.other : PEER.follows;
}
