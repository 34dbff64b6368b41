import { STATUSES } from '../../src/index.ts';
import { GET_FIELDS, TAKE_COUNTERS, type NewOp, type Op, type RecordOp, type TrackerOp } from '../../sim/data/ops/op.ts';
import { withEnd } from './bounds.ts';
import { ByteReader } from './byte-reader.ts';
import { TRACKER_STEPS } from './moment-code.ts';
import { PID_CODES, pidOfCode, readPid } from './pid-code.ts';
import { Said } from './said.ts';
import { readBeat } from './said-beat.ts';
import { CAPACITY, readPolicyAndWindow, START } from './table-code.ts';
import { THRESHOLD } from './threshold-code.ts';
import { BURST_MAX, BURST_TICKS, RARE, THRESHOLD_FOLLOWS, TRACKER_KIND as KIND, type MisuseStep } from './tracker-kinds.ts';
import { WorkBudget } from './work-budget.ts';

/** Reads an input of the tracker format, record by record; see docs/fuzz-format.md. Takes any bytes. */
export class TrackerReader {
  readonly #reader: ByteReader;
  readonly #said = new Said(TRACKER_STEPS);

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#reader.at;
  }

  /** Reads the head: the table that the input starts with. Once, before anything else. O(1). */
  head(): NewOp {
    const op = this.#new();
    this.#said.thresholdNs = THRESHOLD.read(this.#reader);
    this.#said.nowNs = START.read(this.#reader);
    return op;
  }

  /** Reads the next record and appends what it stands for to `steps`; false at the end of the bytes. O(record). */
  record(steps: (TrackerOp | MisuseStep)[]): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.u8();
    const kind = first >> 4;
    const low = first & 15;
    if (kind < KIND.record) steps.push(this.#beat(this.#said.readNow(reader, low), readPid(reader, this.#said.cells)));
    else if (kind < KIND.drain) steps.push(this.#record(low));
    else if (kind < KIND.read) steps.push(this.#drain(low, kind === KIND.drainWith));
    else if (kind === KIND.read) steps.push(low < TAKE_COUNTERS.length ? { op: 'take', counter: TAKE_COUNTERS[low] } : { op: 'len' });
    else if (kind === KIND.get)
      steps.push({ op: 'get', field: GET_FIELDS[low % GET_FIELDS.length], pid: readPid(reader, this.#said.cells) });
    else if (kind === KIND.burst) this.#burst(low, steps);
    else if (kind === KIND.rare) this.#rare(low, steps);
    else steps.push({ misuse: low });
    return true;
  }

  #beat(now: bigint, pid: number): RecordOp {
    const { thresholdNs: threshold } = this.#said;
    return { op: 'record', pid, nonce: this.#said.nextNonce(pid), status: 'ok', now, threshold, origin: 'kernel-attested', ns: null };
  }

  #record(low: number): RecordOp {
    const { flags, ...beat } = readBeat(this.#reader, this.#said, low);
    if ((flags & THRESHOLD_FOLLOWS) !== 0) this.#said.thresholdNs = THRESHOLD.read(this.#reader);
    return { op: 'record', ...beat, threshold: this.#said.thresholdNs };
  }

  #drain(low: number, withThreshold: boolean): Op & { op: 'drain' } {
    const now = this.#said.readNow(this.#reader, low);
    if (withThreshold) this.#said.thresholdNs = THRESHOLD.read(this.#reader);
    return { op: 'drain', now, threshold: this.#said.thresholdNs };
  }

  /** Beats of pids whose codes follow each other. */
  #burst(low: number, steps: (TrackerOp | MisuseStep)[]): void {
    const said = this.#said;
    said.readNow(this.#reader, low);
    const from = this.#reader.u8() % PID_CODES;
    const count = this.#reader.u8();
    const beats = 1 + (count % BURST_MAX);
    for (let beat = 0; beat < beats; beat++) {
      if (beat > 0 && (count & BURST_TICKS) !== 0) said.readNow(this.#reader, 1);
      steps.push(this.#beat(said.nowNs, pidOfCode((from + beat) % PID_CODES, said.cells)));
    }
  }

  #rare(low: number, steps: (TrackerOp | MisuseStep)[]): void {
    const reader = this.#reader;
    if (low < RARE.decode) {
      steps.push(this.#new());
    } else if (low < RARE.encode) {
      steps.push({ op: 'decode', bytes: reader.bytes(reader.u8()) });
    } else if (low < RARE.threshold) {
      const pid = readPid(reader, this.#said.cells);
      const frame = { status: STATUSES[low & 3], pid, timestamp: reader.u64(), nonce: reader.u64(), payload: reader.u32() };
      steps.push({ op: 'encode', frame });
    } else {
      this.#said.thresholdNs = THRESHOLD.read(reader);
    }
  }

  #new(): NewOp {
    const capacity = CAPACITY.read(this.#reader);
    this.#said.startTable(capacity);
    return { op: 'new', capacity, ...readPolicyAndWindow(this.#reader) };
  }
}

/** What the bytes stand for, in order, as far as the work budget goes. O(operations). */
export function* trackerSteps(bytes: Uint8Array): Generator<TrackerOp | MisuseStep, void, void> {
  const reader = new TrackerReader(bytes);
  const budget = new WorkBudget();
  const steps: (TrackerOp | MisuseStep)[] = [reader.head()];
  do {
    for (const step of steps) {
      if ('op' in step && !budget.takes(step)) return;
      yield step;
    }
    steps.length = 0;
  } while (reader.record(steps));
}

/** The operations that the bytes stand for. O(operations). */
export function trackerOps(bytes: Uint8Array): TrackerOp[] {
  return [...trackerSteps(bytes)].filter((step) => 'op' in step);
}

/** Where the records begin, and the end; what lies behind the end of the work counts as one. O(bytes). */
export function trackerBounds(bytes: Uint8Array): number[] {
  const reader = new TrackerReader(bytes);
  const budget = new WorkBudget();
  budget.takes(reader.head());
  const bounds = [reader.at];
  const steps: (TrackerOp | MisuseStep)[] = [];
  while (reader.record(steps)) {
    if (!steps.every((step) => !('op' in step) || budget.takes(step))) break;
    bounds.push(reader.at);
    steps.length = 0;
  }
  return withEnd(bounds, bytes.length);
}
