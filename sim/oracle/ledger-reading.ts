import { OUTCOMES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';

/** The first place at which the counts differ; −1 if none does. One small loop for all counts: it is in the instruction cache at its second use. O(length). */
export function firstDifferent(a: Uint32Array, b: Uint32Array): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return at;
  return -1;
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
  /** Lower 32 bits of the tracker's counters, by place in TRACKER_COUNTER_NAMES. */
  readonly counters = new Uint32Array(TRACKER_COUNTER_NAMES.length);
  /** Lower 32 bits of the observer's totals, by place in OUTCOMES, and the sum of these; all 0 for a bare tracker. */
  readonly outcomes = new Uint32Array(OUTCOMES.length);
  outcomeSum = 0;

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
    const { counters } = this;
    for (let at = 0; at < counters.length; at++) counters[at] = view.counterLow(at);
    if (observer !== null) this.#readOutcomes(observer);
    return this;
  }

  /** Takes over another reading. O(1). */
  copyFrom(other: LedgerReading): void {
    this.readState(other);
    this.counters.set(other.counters);
    this.outcomes.set(other.outcomes);
    this.outcomeSum = other.outcomeSum;
  }

  #readOutcomes(observer: ObserverView): void {
    const { outcomes } = this;
    let sum = 0;
    for (let code = 0; code < outcomes.length; code++) sum += outcomes[code] = observer.outcomeTotalLow(code);
    this.outcomeSum = sum;
  }
}
