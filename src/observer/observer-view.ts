import { LOW_WORD } from '../u64.ts';
import { FRAME_REFUSALS, type FrameRefusal } from '../vlp/frame.ts';
import type { TrackerView } from '../tracker/tracker-view.ts';
import { observerInternals, type Observer, type ObserverInternals } from './observer.ts';
import { OUTCOME_CODE, OUTCOMES, type Outcome } from './outcome.ts';

// Constants of this module's own: an imported one is read from memory at each use.
const LOW = LOW_WORD;

/** Looks into an observer and changes nothing: for checks, and for people who debug. Every method is O(1). */
export class ObserverView {
  /** The observer that it looks into. */
  readonly observer: Observer;
  /** The view of that observer's tracker. */
  readonly tracker: TrackerView;
  readonly #inside: ObserverInternals;
  readonly #lastOutcomes: Uint8Array;
  readonly #outcomeWords: Uint32Array;
  readonly #refusalWords: Uint32Array;

  /** Reads live state, not a copy: what it answers follows the observer. O(1). */
  constructor(observer: Observer) {
    this.observer = observer;
    this.tracker = observer.tracker;
    this.#inside = observerInternals(observer);
    const { counts, lastOutcomes } = this.#inside;
    this.#lastOutcomes = lastOutcomes;
    this.#outcomeWords = new Uint32Array(counts.outcomes.buffer);
    this.#refusalWords = new Uint32Array(counts.refusals.buffer);
  }

  /** The time to go by, after clamping; nanoseconds. */
  get nowNs(): bigint {
    return this.#inside.time.nowNs;
  }

  /** Clock readings that ran backwards. */
  get clockRegressions(): bigint {
    return this.#inside.time.regressions;
  }

  /** Clock readings that jumped forward. */
  get clockForwardJumps(): bigint {
    return this.#inside.time.forwardJumps;
  }

  /** Thousandths of a frame that the global limiter would let pass, as of its last question. */
  get milliTokens(): number {
    return this.#inside.bucket.milliTokens;
  }

  /** Stalls that wait for a poll. */
  get pendingStalls(): number {
    return this.#inside.stalls.length;
  }

  /** When stalls were drained last; nanoseconds. */
  get lastDrainNs(): bigint {
    return this.#inside.loop.lastDrainNs;
  }

  /** Drains so far. */
  get drains(): number {
    return this.#inside.loop.drains;
  }

  /** The listener that the next poll asks first. */
  get nextListener(): number {
    return this.#inside.loop.nextListener;
  }

  /** What became of the datagram that the last poll read from `listener`; null where it read none. */
  lastOutcome(listener: number): Outcome | null {
    const code = this.#inside.lastOutcomes[listener];
    return code === 0 ? null : OUTCOMES[code - 1];
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

  /** The place in {@link OUTCOMES} of what the last poll did with the datagram read from `listener`; −1 for none. */
  lastOutcomeCode(listener: number): number {
    return this.#lastOutcomes[listener] - 1;
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
}
