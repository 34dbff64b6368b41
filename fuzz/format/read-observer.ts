import { BEAT_ORIGINS, encodeFrame, type BeatOrigin } from '../../src/index.ts';
import type { DatagramOp, ObserverOp, WorldOp } from '../../sim/data/ops/op.ts';
import { withEnd } from './bounds.ts';
import { ByteReader } from './byte-reader.ts';
import { damaged } from './damage.ts';
import { OBSERVER_STEPS } from './moment-code.ts';
import { readNs } from './ns-code.ts';
import { readObserverHead } from './observer-head.ts';
import { FRAME_FLAG, OBSERVER_KIND as KIND, otherPid, PEER } from './observer-kinds.ts';
import { PID_CODES, pidOfCode, readPid } from './pid-code.ts';
import { Said } from './said.ts';
import { readBeat } from './said-beat.ts';
import { START } from './table-code.ts';
import { WorkBudget } from './work-budget.ts';

const CAPACITY_DEFAULT = 256;

/** Reads an input of the observer format, record by record; see docs/fuzz-format.md. Takes any bytes. */
class ObserverReader {
  readonly #reader: ByteReader;
  readonly #said = new Said(OBSERVER_STEPS);
  #listeners = 1;
  #listener = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#reader.at;
  }

  /** Reads the head: the observer. Once, before anything else. O(1). */
  head(): ObserverOp {
    const op = readObserverHead(this.#reader);
    this.#listeners = op.listeners;
    this.#said.thresholdNs = op.threshold;
    this.#said.startTable(op.capacity ?? CAPACITY_DEFAULT);
    this.#said.nowNs = START.read(this.#reader);
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
      const now = this.#said.readNow(reader, low);
      ops.push(this.#beat(now, readPid(reader, this.#said.cells)), { op: 'poll', now });
    } else if (kind < KIND.raw) {
      this.#frame(low, kind === KIND.damaged, ops);
    } else if (kind === KIND.raw) {
      this.#raw(low, ops);
    } else if (kind < KIND.polls) {
      ops.push({ op: 'poll', now: this.#said.readNow(reader, low) });
    } else if (kind === KIND.polls) {
      const now = this.#said.readNow(reader, low);
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
    const bytes = encodeFrame({ status: 'ok', pid, timestamp: now, nonce: this.#said.nextNonce(pid), payload: 0 });
    return { op: 'datagram', now, listener: this.#listener, origin: 'kernel-attested', peer: pid, ns: null, bytes };
  }

  #frame(low: number, isDamaged: boolean, ops: WorldOp[]): void {
    const reader = this.#reader;
    const { now, pid, status, origin, nonce, ns, flags } = readBeat(reader, this.#said, low);
    if ((flags & FRAME_FLAG.listenerFollows) !== 0) this.#listener = reader.u8() % this.#listeners;
    const peer = this.#peer((flags >> FRAME_FLAG.peerShift) & 3, pid);
    const hasContent = (flags & FRAME_FLAG.contentFollows) !== 0;
    const timestamp = hasContent ? reader.u64() : now;
    const frame = encodeFrame({ status, pid, timestamp, nonce, payload: hasContent ? reader.u32() : 0 });
    const bytes = isDamaged ? damaged(frame, reader.u8(), reader.u8()) : frame;
    this.#deliver({ now, origin, peer, ns, bytes }, (flags & FRAME_FLAG.noPoll) === 0, ops);
  }

  #raw(low: number, ops: WorldOp[]): void {
    const reader = this.#reader;
    const now = this.#said.readNow(reader, low);
    const origin: BeatOrigin = BEAT_ORIGINS[reader.u8() & 3];
    const flags = reader.u8();
    const ns = readNs(reader, flags & 7);
    if ((flags & FRAME_FLAG.listenerFollows) !== 0) this.#listener = reader.u8() % this.#listeners;
    // Nobody knows whom bytes speak of: the sender is pid 0, the other one pid 1.
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
        return readPid(this.#reader, this.#said.cells);
    }
  }

  /** Beats of pids whose codes follow each other: each polled for, or all left waiting, one listener after the other. */
  #burst(low: number, isFlood: boolean, ops: WorldOp[]): void {
    const reader = this.#reader;
    const now = this.#said.readNow(reader, low);
    const from = reader.u8() % PID_CODES;
    for (let beat = 0, left = reader.u8() & 127; left >= 0; beat++, left--) {
      ops.push(this.#beat(now, pidOfCode((from + beat) % PID_CODES, this.#said.cells)));
      if (isFlood) this.#listener = (this.#listener + 1) % this.#listeners;
      else ops.push({ op: 'poll', now });
    }
  }
}

/** The operations that the bytes stand for, as far as the work budget goes. O(operations). */
export function observerOps(bytes: Uint8Array): WorldOp[] {
  const reader = new ObserverReader(bytes);
  const budget = new WorkBudget();
  const ops: WorldOp[] = [reader.head()];
  let at = 0;
  do {
    for (; at < ops.length; at++) if (!budget.takes(ops[at])) return ops.slice(0, at);
  } while (reader.record(ops));
  return ops;
}

/** Where the records begin, and the end; what lies behind the end of the work counts as one. O(bytes). */
export function observerBounds(bytes: Uint8Array): number[] {
  const reader = new ObserverReader(bytes);
  const budget = new WorkBudget();
  budget.takes(reader.head());
  const bounds = [reader.at];
  const ops: WorldOp[] = [];
  while (reader.record(ops)) {
    if (!ops.every((op) => budget.takes(op))) break;
    bounds.push(reader.at);
    ops.length = 0;
  }
  return withEnd(bounds, bytes.length);
}
