import { BEAT_ORIGINS, STATUSES } from '../../src/index.ts';
import { isTrackerOp } from '../../sim/data/ops/op-kinds.ts';
import { GET_FIELDS, TAKE_COUNTERS, type NewOp, type Op, type RecordOp, type TrackerOp } from '../../sim/data/ops/op.ts';
import { ByteWriter } from './byte-writer.ts';
import { TRACKER_STEPS } from './moment-code.ts';
import { nsCode, writeNsRest } from './ns-code.ts';
import { writePid } from './pid-code.ts';
import { Said } from './said.ts';
import { CAPACITY, START, writePolicyAndWindow } from './table-code.ts';
import { THRESHOLD } from './threshold-code.ts';
import { RARE, THRESHOLD_FOLLOWS, TRACKER_KIND as KIND } from './tracker-kinds.ts';

const LENGTH_MAX = 255;
const DEFAULT: NewOp = { op: 'new', capacity: 256, policy: 'strict', window: 256 };

/**
 * Bytes that stand for operations on a bare tracker: exactly, as far as the work budget goes, if the first one is `new` and no
 * `decode` is longer than 255 bytes. Others are left out, and a table of the default size is put first. Null if there is no
 * tracker operation among them. O(operations).
 */
export function writeTracker(ops: readonly Op[]): Uint8Array | null {
  const sayable = ops.filter(isTrackerOp).filter((op) => op.op !== 'decode' || op.bytes.length <= LENGTH_MAX);
  if (sayable.length === 0) return null;
  const [first] = sayable;
  const rest = first.op === 'new' ? sayable.slice(1) : sayable;
  const writer = new TrackerWriter();
  writer.head(first.op === 'new' ? first : DEFAULT, rest);
  for (const op of rest) writer.op(op);
  return writer.take();
}

class TrackerWriter {
  readonly #writer = new ByteWriter();
  readonly #said = new Said(TRACKER_STEPS);

  take(): Uint8Array {
    return this.#writer.take();
  }

  /** The head names the threshold and the time of the first operation that has them, so that it need not. */
  head(op: NewOp, rest: readonly TrackerOp[]): void {
    this.#new(op);
    const timed = rest.find((other) => other.op === 'record' || other.op === 'drain');
    this.#said.thresholdNs = timed?.threshold ?? 0n;
    this.#said.nowNs = timed?.now ?? 0n;
    THRESHOLD.write(this.#writer, this.#said.thresholdNs);
    START.write(this.#writer, this.#said.nowNs);
  }

  op(op: TrackerOp): void {
    const writer = this.#writer;
    switch (op.op) {
      case 'new':
        writer.u8((KIND.rare << 4) | RARE.new);
        return this.#new(op);
      case 'record':
        return this.#record(op);
      case 'drain':
        return this.#drain(op.now, op.threshold);
      case 'take':
        return writer.u8((KIND.read << 4) | TAKE_COUNTERS.indexOf(op.counter));
      case 'len':
        return writer.u8((KIND.read << 4) | TAKE_COUNTERS.length);
      case 'get':
        writer.u8((KIND.get << 4) | GET_FIELDS.indexOf(op.field));
        return writePid(writer, op.pid, this.#said.cells);
      case 'decode':
        writer.u8((KIND.rare << 4) | RARE.decode);
        writer.u8(op.bytes.length);
        return writer.bytes(op.bytes);
      case 'encode':
        writer.u8((KIND.rare << 4) | RARE.encode | STATUSES.indexOf(op.frame.status));
        writePid(writer, op.frame.pid, this.#said.cells);
        writer.u64(op.frame.timestamp);
        writer.u64(op.frame.nonce);
        return writer.u32(op.frame.payload);
    }
  }

  #new(op: NewOp): void {
    CAPACITY.write(this.#writer, op.capacity);
    this.#said.startTable(op.capacity);
    writePolicyAndWindow(this.#writer, op.policy, op.window);
  }

  #drain(now: bigint, threshold: bigint): void {
    const isSame = threshold === this.#said.thresholdNs;
    this.#said.writeKindAndNow(this.#writer, isSame ? KIND.drain : KIND.drainWith, now);
    if (isSame) return;
    THRESHOLD.write(this.#writer, threshold);
    this.#said.thresholdNs = threshold;
  }

  #record(op: RecordOp): void {
    const writer = this.#writer;
    const said = this.#said;
    const nonce = said.nonceCode(op.nonce, op.pid);
    const isSame = op.threshold === said.thresholdNs;
    const isPlain = isSame && nonce === 0 && op.status === 'ok' && op.origin === 'kernel-attested' && op.ns === null;
    said.writeKindAndNow(writer, isPlain ? KIND.beat : KIND.record, op.now);
    writePid(writer, op.pid, said.cells);
    if (isPlain) {
      said.nextNonce(op.pid);
      return;
    }
    writer.u8((nonce << 4) | (STATUSES.indexOf(op.status) << 2) | BEAT_ORIGINS.indexOf(op.origin));
    said.writeNonceRest(writer, nonce, op.nonce, op.pid);
    const ns = nsCode(op.ns);
    writer.u8(isSame ? ns : ns | THRESHOLD_FOLLOWS);
    writeNsRest(writer, ns, op.ns);
    if (isSame) return;
    THRESHOLD.write(writer, op.threshold);
    said.thresholdNs = op.threshold;
  }
}
