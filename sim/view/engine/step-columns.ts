import { OUTCOMES, TRACKER_COUNTER } from '../../data/spec/names.ts';
import type { TrackerView } from '../../../src/internal.ts';
import type { Op } from '../../data/ops/op.ts';
import type { Run } from '../../run/run.ts';
import { LANE_BIT, type LaneName } from './lanes.ts';

/** Listeners whose queues are drawn, at most. */
const LISTENERS_DRAWN = 8;

/** In `readBy`: the datagram was not read, or no listener took it. */
export const NOT_READ = -1;
export const NOT_TAKEN = -2;

/** What the page draws and searches: for each step a few numbers. */
export interface ColumnData {
  /** Sum of LANE_BIT. */
  readonly bits: Uint32Array;
  /** The time of the last operation that had one, nanoseconds: it falls where the clock does. */
  readonly timesNs: Float64Array;
  /** The slot of the beat that was accepted; −1 for none. */
  readonly slots: Int32Array;
  /** For a datagram the step that read it, or {@link NOT_READ}, {@link NOT_TAKEN}. */
  readonly readBy: Int32Array;
  /** By listener, the datagrams that wait after the step. */
  readonly waiting: readonly Uint16Array[];
}

const WAITING_MAX = 0xffff;
const OUTCOME_BIT: readonly number[] = OUTCOMES.map((name) => LANE_BIT[laneOf(name)]);
const INSERTED = OUTCOMES.indexOf('inserted');

function laneOf(outcome: string): LaneName {
  return outcome === 'inserted' || outcome === 'refreshed' || outcome === 'restarted' ? 'accepted' : (outcome as LaneName);
}

/** Fills the columns in one pass over a run. */
export class StepColumns {
  readonly #bits: Uint32Array;
  readonly #timesNs: Float64Array;
  readonly #slots: Int32Array;
  readonly #readBy: Int32Array;
  readonly #waiting: Uint16Array[] = [];
  /** By listener, the steps of the datagrams that wait, oldest first, and where the oldest stands. */
  #queues: { readonly steps: number[]; head: number }[] = [];
  /** The slots that a step flagged as stalled; steps that flagged none are left out. */
  readonly flagged = new Map<number, readonly number[]>();
  /** By slot, whether it was flagged before this step. */
  #isFlagged = new Uint8Array();
  #evictions = 0;
  #clockFaults = 0n;
  #timeNs = 0;
  #length = 0;

  /** For up to `steps` steps. */
  constructor(steps: number) {
    this.#bits = new Uint32Array(steps);
    this.#timesNs = new Float64Array(steps);
    this.#slots = new Int32Array(steps).fill(-1);
    this.#readBy = new Int32Array(steps).fill(NOT_READ);
  }

  /** Takes the next step, just carried out. O(reads + listeners). */
  see(op: Op, run: Run): void {
    const step = this.#length++;
    const { subject, facts, exchange } = run;
    if ('now' in op) this.#timeNs = Number(op.now);
    this.#timesNs[step] = this.#timeNs;
    let bits = exchange === null ? LANE_BIT.threw : 0;
    if (op.op === 'observer' || op.op === 'new') this.#start(subject.listeners.length, facts?.capacity ?? 0);
    if (op.op === 'datagram') bits |= this.#arrive(step, op.listener, subject.listeners[op.listener].waiting);
    if (op.op === 'socket' && op.event === 'kernel-drop') bits |= LANE_BIT.dropped;
    if (exchange?.kind === 'record') bits |= this.#outcome(OUTCOMES.indexOf(exchange.reply));
    if (exchange?.kind === 'decode' && typeof exchange.reply === 'string') bits |= LANE_BIT['decode-refused'];
    if (exchange?.kind === 'drain' && exchange.reply.length > 0) bits |= LANE_BIT.stalled;
    if (exchange?.kind === 'poll') {
      if (exchange.reply?.kind === 'stall') bits |= LANE_BIT.stalled;
      for (const [at, { listener }] of subject.reads.entries()) {
        this.#read(step, listener);
        bits |= this.#outcome(subject.observerView?.readOutcomeCode(at) ?? -1);
      }
      bits |= this.#clock(subject.observerView?.clockRegressions ?? 0n, subject.observerView?.clockForwardJumps ?? 0n);
    }
    if (op.op === 'record' || op.op === 'poll') {
      const evictions = subject.trackerView?.counterLow(TRACKER_COUNTER.evictions) ?? 0;
      if (evictions > this.#evictions) bits |= LANE_BIT.evicted;
      this.#evictions = evictions;
      this.#slots[step] = (bits & LANE_BIT.accepted) !== 0 && facts !== null ? facts.acceptedSlot : -1;
    } else this.#evictions = subject.trackerView?.counterLow(TRACKER_COUNTER.evictions) ?? 0;
    if (facts !== null && facts.drained && !facts.isQuietDrain) this.#flag(step, facts.view);
    if (this.#slots[step] >= 0) this.#isFlagged[this.#slots[step]] = 0;
    if (run.finding?.step === step) bits |= LANE_BIT.violation;
    this.#waiting.forEach((column, listener) => (column[step] = Math.min(WAITING_MAX, subject.listeners[listener]?.waiting ?? 0)));
    this.#bits[step] = bits;
  }

  /** Marks a step that was judged otherwise than by the rules: by its maker, or by the recorded reply. */
  mark(step: number, lane: LaneName): void {
    if (step < this.#length) this.#bits[step] |= LANE_BIT[lane];
  }

  /** The columns as far as they are filled; the arrays stay those of this object. O(1). */
  get data(): ColumnData {
    const end = this.#length;
    return {
      bits: this.#bits.subarray(0, end),
      timesNs: this.#timesNs.subarray(0, end),
      slots: this.#slots.subarray(0, end),
      readBy: this.#readBy.subarray(0, end),
      waiting: this.#waiting.map((column) => column.subarray(0, end)),
    };
  }

  #start(listeners: number, capacity: number): void {
    this.#isFlagged = new Uint8Array(capacity);
    this.#queues = Array.from({ length: listeners }, () => ({ steps: [], head: 0 }));
    while (this.#waiting.length < Math.min(listeners, LISTENERS_DRAWN)) this.#waiting.push(new Uint16Array(this.#bits.length));
    this.#evictions = 0;
    this.#clockFaults = 0n;
  }

  #flag(step: number, view: TrackerView): void {
    const slots: number[] = [];
    for (let slot = 0; slot < view.length; slot++) {
      if (!view.stallEmitted(slot) || this.#isFlagged[slot] === 1) continue;
      this.#isFlagged[slot] = 1;
      slots.push(slot);
    }
    if (slots.length > 0) this.flagged.set(step, slots);
  }

  #arrive(step: number, listener: number, waiting: number): number {
    const queue = this.#queues[listener];
    if (waiting > queue.steps.length - queue.head) {
      queue.steps.push(step);
      return 0;
    }
    this.#readBy[step] = NOT_TAKEN;
    return LANE_BIT.dropped;
  }

  #read(step: number, listener: number): void {
    const queue = this.#queues[listener];
    if (queue.head < queue.steps.length) this.#readBy[queue.steps[queue.head++]] = step;
  }

  #outcome(code: number): number {
    return (OUTCOME_BIT[code] ?? 0) | (code === INSERTED ? LANE_BIT.inserted : 0);
  }

  #clock(regressions: bigint, jumps: bigint): number {
    const faults = regressions + jumps;
    if (faults === this.#clockFaults) return 0;
    this.#clockFaults = faults;
    return LANE_BIT.clock;
  }
}
