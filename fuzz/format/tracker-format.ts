import { GET_FIELDS, isTrackerOp, type NewOp, type Op, type RecordOp, type TakeCounter, type TrackerOp } from '../../sim/data/ops/op.ts';
import { BEAT_ORIGINS, STATUSES } from '../../src/index.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { CodingContext, readBeat, TRACKER_STEPS } from './coding-context.ts';
import { PID_CODES, pidOfCode, readPid, writePid } from './pid-code.ts';
import { CAPACITY, nsCode, readPolicyAndWindow, START, THRESHOLD, writeNsRest, writePolicyAndWindow } from './value-codes.ts';
import { type MisuseStep, type RecordReader, stepsWithinBudget } from './work-budget.ts';

/** Records of the tracker format by the upper four bits of their first byte: each kind has the codes from its own on. */
export const KIND = {
  beat: 0,
  record: 5,
  drain: 9,
  drainWith: 10,
  read: 11,
  get: 12,
  burst: 13,
  rare: 14,
  misuse: 15,
} as const;

/** What a rare record is, by the lower four bits of its first byte: each from its own code on. */
export const RARE = { new: 0, decode: 4, encode: 8, threshold: 12 } as const;

/** The bit of a record's third byte that says: a threshold follows. */
export const THRESHOLD_FOLLOWS = 0x08;

/** The bit of a burst's count that says: one nanosecond passes between its beats. */
const BURST_TICKS = 0x80;

/** Most beats of a burst. */
export const BURST_MAX = 128;

/** What `take` reads, by its code in this version of the format. What came later has none, and is written as `len`. */
const CODED_COUNTERS: readonly TakeCounter[] = [
  'evictions',
  'nonce_wraps',
  'capacity_exceeded',
  'origin_conflicts',
  'namespace_conflicts',
  'eviction_scan_truncated',
  'invariant_violations',
  'probe_exhausted',
  'evicted_pid',
];

function counterCode(counter: TakeCounter): number {
  const code = CODED_COUNTERS.indexOf(counter);
  return code === -1 ? CODED_COUNTERS.length : code;
}

/** Reads an input of the tracker format, record by record; see docs/fuzz-format.md. Takes any bytes. */
class TrackerReader implements RecordReader<TrackerOp | MisuseStep> {
  readonly #reader: ByteReader;
  readonly #context = new CodingContext(TRACKER_STEPS);

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** Reads the head: the table that the input starts with. Once, before anything else. O(1). */
  head(): NewOp {
    const op = this.#new();
    this.#context.thresholdNs = THRESHOLD.read(this.#reader);
    this.#context.nowNs = START.read(this.#reader);
    return op;
  }

  /** Reads the next record and appends what it stands for to `steps`; false at the end of the bytes. O(record). */
  record(steps: (TrackerOp | MisuseStep)[]): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.u8();
    const kind = first >> 4;
    const low = first & 15;
    if (kind < KIND.record) steps.push(this.#beat(this.#context.readNow(reader, low), readPid(reader, this.#context.cells)));
    else if (kind < KIND.drain) steps.push(this.#record(low));
    else if (kind < KIND.read) steps.push(this.#drain(low, kind === KIND.drainWith));
    else if (kind === KIND.read) steps.push(low < CODED_COUNTERS.length ? { op: 'take', counter: CODED_COUNTERS[low] } : { op: 'len' });
    else if (kind === KIND.get)
      steps.push({ op: 'get', field: GET_FIELDS[low % GET_FIELDS.length], pid: readPid(reader, this.#context.cells) });
    else if (kind === KIND.burst) this.#burst(low, steps);
    else if (kind === KIND.rare) this.#rare(low, steps);
    else steps.push({ misuse: low });
    return true;
  }

  #beat(now: bigint, pid: number): RecordOp {
    const { thresholdNs: threshold } = this.#context;
    return { op: 'record', pid, nonce: this.#context.nextNonce(pid), status: 'ok', now, threshold, origin: 'kernel-attested', ns: null };
  }

  #record(low: number): RecordOp {
    const { flags, now, pid, status, origin, nonce, ns } = readBeat(this.#reader, this.#context, low);
    if ((flags & THRESHOLD_FOLLOWS) !== 0) this.#context.thresholdNs = THRESHOLD.read(this.#reader);
    return { op: 'record', pid, nonce, status, now, threshold: this.#context.thresholdNs, origin, ns };
  }

  #drain(low: number, withThreshold: boolean): Op & { op: 'drain' } {
    const now = this.#context.readNow(this.#reader, low);
    if (withThreshold) this.#context.thresholdNs = THRESHOLD.read(this.#reader);
    return { op: 'drain', now, threshold: this.#context.thresholdNs };
  }

  /** Beats of pids whose codes follow each other. */
  #burst(low: number, steps: (TrackerOp | MisuseStep)[]): void {
    const context = this.#context;
    context.readNow(this.#reader, low);
    const from = this.#reader.u8() % PID_CODES;
    const count = this.#reader.u8();
    const beats = 1 + (count % BURST_MAX);
    for (let beat = 0; beat < beats; beat++) {
      if (beat > 0 && (count & BURST_TICKS) !== 0) context.readNow(this.#reader, 1);
      steps.push(this.#beat(context.nowNs, pidOfCode((from + beat) % PID_CODES, context.cells)));
    }
  }

  #rare(low: number, steps: (TrackerOp | MisuseStep)[]): void {
    const reader = this.#reader;
    if (low < RARE.decode) {
      steps.push(this.#new());
    } else if (low < RARE.encode) {
      steps.push({ op: 'decode', bytes: reader.bytes(reader.u8()) });
    } else if (low < RARE.threshold) {
      const pid = readPid(reader, this.#context.cells);
      const frame = { status: STATUSES[low & 3], pid, timestamp: reader.u64(), nonce: reader.u64(), payload: reader.u32() };
      steps.push({ op: 'encode', frame });
    } else {
      this.#context.thresholdNs = THRESHOLD.read(reader);
    }
  }

  #new(): NewOp {
    const capacity = CAPACITY.read(this.#reader);
    this.#context.startTable(capacity);
    return { op: 'new', capacity, ...readPolicyAndWindow(this.#reader) };
  }
}

/** What the bytes stand for, in order, as far as the work budget goes. O(operations). */
export function trackerSteps(bytes: Uint8Array): (TrackerOp | MisuseStep)[] {
  return stepsWithinBudget(new TrackerReader(bytes));
}

/** The operations that the bytes stand for. O(operations). */
export function trackerOps(bytes: Uint8Array): TrackerOp[] {
  return trackerSteps(bytes).filter((step) => step.op !== undefined);
}

const LENGTH_MAX = 255;
const DEFAULT_TABLE: NewOp = { op: 'new', capacity: 256, policy: 'strict', window: 256 };

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
  writer.head(first.op === 'new' ? first : DEFAULT_TABLE, rest);
  for (const op of rest) writer.op(op);
  return writer.take();
}

class TrackerWriter {
  readonly #writer = new ByteWriter();
  readonly #context = new CodingContext(TRACKER_STEPS);

  take(): Uint8Array {
    return this.#writer.take();
  }

  /** The head names the threshold and the time of the first operation that has them, so that it need not. */
  head(op: NewOp, rest: readonly TrackerOp[]): void {
    this.#new(op);
    const timed = rest.find((other) => other.op === 'record' || other.op === 'drain');
    this.#context.thresholdNs = timed?.threshold ?? 0n;
    this.#context.nowNs = timed?.now ?? 0n;
    THRESHOLD.write(this.#writer, this.#context.thresholdNs);
    START.write(this.#writer, this.#context.nowNs);
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
        return writer.u8((KIND.read << 4) | counterCode(op.counter));
      case 'len':
        return writer.u8((KIND.read << 4) | CODED_COUNTERS.length);
      case 'get':
        writer.u8((KIND.get << 4) | GET_FIELDS.indexOf(op.field));
        return writePid(writer, op.pid, this.#context.cells);
      case 'decode':
        writer.u8((KIND.rare << 4) | RARE.decode);
        writer.u8(op.bytes.length);
        return writer.bytes(op.bytes);
      case 'encode':
        writer.u8((KIND.rare << 4) | RARE.encode | STATUSES.indexOf(op.frame.status));
        writePid(writer, op.frame.pid, this.#context.cells);
        writer.u64(op.frame.timestamp);
        writer.u64(op.frame.nonce);
        return writer.u32(op.frame.payload);
    }
  }

  #new(op: NewOp): void {
    CAPACITY.write(this.#writer, op.capacity);
    this.#context.startTable(op.capacity);
    writePolicyAndWindow(this.#writer, op.policy, op.window);
  }

  #drain(now: bigint, threshold: bigint): void {
    const isSame = threshold === this.#context.thresholdNs;
    this.#context.writeKindAndNow(this.#writer, isSame ? KIND.drain : KIND.drainWith, now);
    if (isSame) return;
    THRESHOLD.write(this.#writer, threshold);
    this.#context.thresholdNs = threshold;
  }

  #record(op: RecordOp): void {
    const writer = this.#writer;
    const context = this.#context;
    const nonce = context.nonceCode(op.nonce, op.pid);
    const isSame = op.threshold === context.thresholdNs;
    const isPlain = isSame && nonce === 0 && op.status === 'ok' && op.origin === 'kernel-attested' && op.ns === null;
    context.writeKindAndNow(writer, isPlain ? KIND.beat : KIND.record, op.now);
    writePid(writer, op.pid, context.cells);
    if (isPlain) {
      context.nextNonce(op.pid);
      return;
    }
    writer.u8((nonce << 4) | (STATUSES.indexOf(op.status) << 2) | BEAT_ORIGINS.indexOf(op.origin));
    context.writeNonceRest(writer, nonce, op.nonce, op.pid);
    const ns = nsCode(op.ns);
    writer.u8(isSame ? ns : ns | THRESHOLD_FOLLOWS);
    writeNsRest(writer, ns, op.ns);
    if (isSame) return;
    THRESHOLD.write(writer, op.threshold);
    context.thresholdNs = op.threshold;
  }
}
