import { BEAT_ORIGINS, decodeFrame, STATUSES, type Frame } from '../../src/index.ts';
import type { DatagramOp, ObserverOp, Op } from '../../sim/data/ops/op.ts';
import { ByteWriter } from './byte-writer.ts';
import { OBSERVER_STEPS } from './moment-code.ts';
import { nsCode, writeNsRest } from './ns-code.ts';
import { writeObserverHead } from './observer-head.ts';
import { FRAME_FLAG, OBSERVER_KIND as KIND, otherPid, PEER } from './observer-kinds.ts';
import { writePid } from './pid-code.ts';
import { Said } from './said.ts';
import { START } from './table-code.ts';

const LENGTH_MAX = 255;
const CAPACITY_DEFAULT = 256;

/**
 * Bytes that stand for the first observer among the operations and what reached it: exactly, as far as the work budget goes,
 * but for `settled`, which is a claim about a world, and datagrams of more than 255 bytes; these are left out. Null if there is
 * no observer among them. O(operations).
 */
export function writeObserver(ops: readonly Op[]): Uint8Array | null {
  const from = ops.findIndex(({ op }) => op === 'observer');
  if (from < 0) return null;
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
  readonly #said = new Said(OBSERVER_STEPS);
  #listener = 0;

  take(): Uint8Array {
    return this.#writer.take();
  }

  /** The head names the time of the first operation that has one, so that it need not. */
  head(op: ObserverOp, rest: readonly Op[]): void {
    writeObserverHead(this.#writer, op);
    const timed = rest.find((other) => other.op === 'datagram' || other.op === 'poll');
    this.#said.thresholdNs = op.threshold;
    this.#said.startTable(op.capacity ?? CAPACITY_DEFAULT);
    this.#said.nowNs = timed?.now ?? 0n;
    START.write(this.#writer, this.#said.nowNs);
  }

  poll(now: bigint): void {
    this.#said.writeKindAndNow(this.#writer, KIND.poll, now);
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
    const said = this.#said;
    const { pid } = frame;
    const nonce = said.nonceCode(frame.nonce, pid);
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
    said.writeKindAndNow(writer, isPlain ? KIND.beat : KIND.frame, op.now);
    writePid(writer, pid, said.cells);
    if (isPlain) {
      said.nextNonce(pid);
      return;
    }
    writer.u8((nonce << 4) | (STATUSES.indexOf(frame.status) << 2) | BEAT_ORIGINS.indexOf(op.origin));
    said.writeNonceRest(writer, nonce, frame.nonce, pid);
    this.#flags(op, pid, isPolled, isEmpty);
    if (isEmpty) return;
    writer.u64(frame.timestamp);
    writer.u32(frame.payload);
  }

  #raw(op: DatagramOp, isPolled: boolean): void {
    this.#said.writeKindAndNow(this.#writer, KIND.raw, op.now);
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
    if (peerIs === PEER.follows && peer !== null) writePid(writer, peer, this.#said.cells);
  }
}

function peerCode(peer: number | null, pid: number): number {
  if (peer === null) return PEER.none;
  if (peer === pid) return PEER.sender;
  return peer === otherPid(pid) ? PEER.other : PEER.follows;
}
