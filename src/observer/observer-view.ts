import { wordsOf } from '../columns.ts';
import { LOW_WORD } from '../u64.ts';
import { FRAME_REFUSALS, type FrameRefusal } from '../vlp/frame.ts';
import type { TrackerView } from '../tracker/tracker-view.ts';
import type { ObserverInternals } from './internals.ts';
import { observerInternals, type Observer } from './observer.ts';
import { OUTCOME_CODE, OUTCOMES, type Outcome } from './outcome.ts';
import type { StateVisitor } from './state-visitor.ts';

// Constants of this module's own: an imported one is read from memory at each use.
const LOW = LOW_WORD;

/**
 * Looks into an observer and changes nothing: for checks, and for people who debug. Times are nanoseconds of the observer's
 * own time, u64, unless they say otherwise. Every method is O(1) unless it says otherwise.
 */
export class ObserverView {
  /** The observer that it looks into. */
  readonly observer: Observer;
  /** The view of that observer's tracker. */
  readonly tracker: TrackerView;
  readonly #inside: ObserverInternals;
  readonly #outcomeWords: Uint32Array;
  readonly #refusalWords: Uint32Array;

  /** Reads live state, not a copy: what it answers follows the observer. O(1). */
  constructor(observer: Observer) {
    this.observer = observer;
    this.tracker = observer.tracker;
    this.#inside = observerInternals(observer);
    const { counts } = this.#inside;
    this.#outcomeWords = wordsOf(counts.outcomes);
    this.#refusalWords = wordsOf(counts.refusals);
  }

  /** The observer's own time now. */
  get nowNs(): bigint {
    return this.#inside.time.nowNs;
  }

  /** The clock reading from which the next step is measured, nanoseconds, u64. */
  get readingNs(): bigint {
    return this.#inside.time.readingNs;
  }

  /** What a long step of the clock will count for if the next reading confirms it, nanoseconds, u64. */
  get pendingNs(): bigint {
    return this.#inside.time.pendingNs;
  }

  /** Clock readings that ran backwards: u64. */
  get clockRegressions(): bigint {
    return this.#inside.time.regressions;
  }

  /** Clock readings that jumped forward by more than 5 seconds: u64. */
  get clockForwardJumps(): bigint {
    return this.#inside.time.forwardJumps;
  }

  /** Clock readings that jumped forward by more than the longest step, `maxStepNs`: u64. */
  get pauses(): bigint {
    return this.#inside.time.pauses;
  }

  /** Thousandths of a frame that the global limiter would let pass, as of its last question. */
  get milliTokens(): number {
    return this.#inside.bucket.milliTokens;
  }

  /** Stalls that were drained and did not come out yet; those whose pid has beaten since are dropped when their turn comes. */
  get pendingStalls(): number {
    return this.#inside.stalls.length;
  }

  /** When stalls were drained last; 0 before the first drain. */
  get lastDrainNs(): bigint {
    return this.#inside.schedule.lastDrainNs;
  }

  /** Drains so far. */
  get drains(): number {
    return this.#inside.schedule.drains;
  }

  /** Whether a drain is due and was not done yet. */
  get isDrainDue(): boolean {
    return this.#inside.schedule.isDue;
  }

  /** When the last drain to fall due did so; 0 before the first. */
  get dueSinceNs(): bigint {
    return this.#inside.schedule.dueSinceNs;
  }

  /** Whether `listener` was found empty since the drain fell due; false while none is due. */
  wasFoundEmpty(listener: number): boolean {
    const { isDue, foundEmpty } = this.#inside.schedule;
    return isDue && foundEmpty[listener] === 1;
  }

  /** Datagrams read since the last stall came out or the last drain, counted up to {@link READS_PER_STALL}. */
  get readsSinceStall(): number {
    return this.#inside.loop.readsSinceStall;
  }

  /** The listener that the next poll asks first. */
  get nextListener(): number {
    return this.#inside.loop.nextListener;
  }

  /** Datagrams that the last poll read, 0 to {@link READS_PER_POLL_MAX}. */
  get reads(): number {
    return this.#inside.reads.length;
  }

  /** The listener from which the last poll read its datagram number `at`, 0 to {@link reads} − 1. */
  readListener(at: number): number {
    return this.#inside.reads.listeners[at];
  }

  /** The place in {@link OUTCOMES} of what became of the datagram that the last poll read as number `at`. */
  readOutcomeCode(at: number): number {
    return this.#inside.reads.outcomes[at];
  }

  /** What became of the last datagram that the last poll read from `listener`; null where it read none. O({@link reads}). */
  lastOutcome(listener: number): Outcome | null {
    const code = this.#inside.reads.lastOutcome(listener);
    return code < 0 ? null : OUTCOMES[code];
  }

  /** The place in {@link OUTCOMES} of {@link lastOutcome}; −1 for none. O({@link reads}). */
  lastOutcomeCode(listener: number): number {
    return this.#inside.reads.lastOutcome(listener);
  }

  /** Datagrams with this outcome so far: u64. */
  outcomeTotal(outcome: Outcome): bigint {
    return this.#inside.counts.outcomes[OUTCOME_CODE[outcome]];
  }

  /** Lower 32 bits of the total at a place in {@link OUTCOMES}. */
  outcomeTotalLow(code: number): number {
    return this.#outcomeWords[2 * code + LOW];
  }

  /** Lower 32 bits of the total at a place in {@link FRAME_REFUSALS}. */
  refusalTotalLow(at: number): number {
    return this.#refusalWords[2 * at + LOW];
  }

  /** Datagrams refused for this reason so far: u64. */
  refusalTotal(refusal: FrameRefusal): bigint {
    return this.#inside.counts.refusals[FRAME_REFUSALS.indexOf(refusal)];
  }

  /** Accepted beats of the pid now in `slot`: u64. */
  beatsOf(slot: number): bigint {
    return this.#inside.counts.beats[slot];
  }

  /** Surfaced stalls of the pid now in `slot`: u64. */
  stallsOf(slot: number): bigint {
    return this.#inside.counts.stalls[slot];
  }

  /** Shows every value that decides what the observer does next, its tracker's apart, in a fixed order. O(capacity). */
  show(visitor: StateVisitor): void {
    const { time, bucket, schedule, stalls, counts, totals, outOfOrderReported, loop } = this.#inside;
    for (const part of [time, bucket, schedule, stalls, totals]) part.show(visitor);
    for (const column of [counts.outcomes, counts.refusals, counts.beats, counts.stalls]) column.forEach((count) => visitor.count(count));
    for (const isReported of outOfOrderReported) visitor.value(isReported);
    visitor.value(loop.nextListener);
    visitor.value(loop.readsSinceStall);
  }

  /** Whether a beat out of order of the pid now in `slot` made an event since its last accepted one. */
  outOfOrderReported(slot: number): boolean {
    return this.#inside.outOfOrderReported[slot] === 1;
  }
}
