import { OUTCOMES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';

/**
 * Lower 32 bits of counts, as they were read last. Says how often one was another than before: who knew all of them then looks at none, or at
 * the last that moved. To look at each takes 30 instructions.
 */
export class CountReading {
  readonly counts: Uint32Array;
  /** The sum of all. */
  sum = 0;
  /** Counts that were found otherwise than before, so far, and the place of the last. */
  moves = 0;
  lastMoved = -1;

  /** All 0, for so many counts. */
  constructor(length: number) {
    this.counts = new Uint32Array(length);
  }

  /** Takes the count at a place as it is now. O(1). */
  take(at: number, count: number): void {
    const was = this.counts[at];
    if (count === was) return;
    this.counts[at] = count;
    this.sum += count - was;
    this.moves++;
    this.lastMoved = at;
  }

  /** Takes over another reading. O(length). */
  copyFrom(other: CountReading): void {
    for (let at = 0; at < this.counts.length; at++) this.take(at, other.counts[at]);
  }
}

/**
 * What a step left in the tracker and the observer, read once for all that judge it: a look through a view takes three times as many
 * instructions as one at a field, and a step made 120 of them, 70 of which were made before.
 */
export class LedgerReading {
  /** As the members of TrackerView by these names. */
  length = 0;
  cursor = 0;
  stallCount = 0;
  indexSize = 0;
  stalledPassSlots = 0;
  anyPassSlots = 0;
  probes = 0;
  removalReads = 0;
  /** The tracker's counters, by place in TRACKER_COUNTER_NAMES; with their moves. */
  readonly counterReading = new CountReading(TRACKER_COUNTER_NAMES.length);
  /** The same, alone: lower 32 bits. */
  readonly counters = this.counterReading.counts;
  /** The observer's totals, by place in OUTCOMES, with their moves; all 0 for a bare tracker. */
  readonly outcomeReading = new CountReading(OUTCOMES.length);
  /** The same, alone: lower 32 bits. */
  readonly outcomes = this.outcomeReading.counts;

  /** Datagrams with an outcome so far, by the observer's totals. */
  get outcomeSum(): number {
    return this.outcomeReading.sum;
  }

  /** Reads what every step may change. O(1). */
  readState(view: LedgerReading | TrackerView): void {
    this.length = view.length;
    this.cursor = view.cursor;
    this.stallCount = view.stallCount;
    this.indexSize = view.indexSize;
    this.stalledPassSlots = view.stalledPassSlots;
    this.anyPassSlots = view.anyPassSlots;
    this.probes = view.probes;
    this.removalReads = view.removalReads;
  }

  /** Reads what a datagram or a beat may change. O(1). Answers itself. */
  readCounts(view: TrackerView, observer: ObserverView | null): this {
    const { counterReading, outcomeReading } = this;
    for (let at = 0; at < TRACKER_COUNTER_NAMES.length; at++) counterReading.take(at, view.counterLow(at));
    if (observer !== null) for (let code = 0; code < OUTCOMES.length; code++) outcomeReading.take(code, observer.outcomeTotalLow(code));
    return this;
  }

  /** Takes over another reading. O(1). */
  copyFrom(other: LedgerReading): void {
    this.readState(other);
    this.counterReading.copyFrom(other.counterReading);
    this.outcomeReading.copyFrom(other.outcomeReading);
  }
}
