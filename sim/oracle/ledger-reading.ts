import { OUTCOMES, TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import { unrolled } from '../data/unrolled.ts';

const [COUNTERS, TOTALS] = [TRACKER_COUNTER_NAMES.length, OUTCOMES.length];

const readCounters = unrolled(['into', 'view'], COUNTERS, (at) => `into[${at}] = view.counterLow(${at});`) as (
  into: Uint32Array,
  view: TrackerView,
) => void;

/** Answers their sum. */
const readOutcomes = unrolled(
  ['into', 'observer', 'sum = 0'],
  TOTALS,
  (code) => `sum += into[${code}] = observer.outcomeTotalLow(${code});`,
  'return sum;',
) as (into: Uint32Array, observer: ObserverView) => number;

type FirstDifferent = (a: Uint32Array, b: Float64Array) => number;

function firstDifferent(places: number): FirstDifferent {
  return unrolled(['a', 'b'], places, (at) => `if (a[${at}] !== b[${at}]) return ${at};`, 'return -1;') as FirstDifferent;
}

/** The first of the tracker's counters that is not the same in both; −1 if all are. O(counters). */
export const differentCounter = firstDifferent(COUNTERS);

/** The first of an observer's totals that is not the same in both; −1 if all are. O(outcomes). */
export const differentOutcome = firstDifferent(TOTALS);

/** The first of the tracker's counters that is below what it was; −1 if none is. O(counters). */
export const fallenCounter = unrolled(
  ['now', 'before'],
  COUNTERS,
  (at) => `if (now[${at}] < before[${at}]) return ${at};`,
  'return -1;',
) as (now: Uint32Array, before: Uint32Array) => number;

/** Copies the tracker's counters. O(counters). */
export const copyCounters = unrolled(['from', 'to'], COUNTERS, (at) => `to[${at}] = from[${at}];`) as (
  from: Uint32Array,
  to: Uint32Array,
) => void;

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
  readonly counters = new Uint32Array(COUNTERS);
  /** Lower 32 bits of the observer's totals, by place in OUTCOMES, and the sum of these; all 0 for a bare tracker. */
  readonly outcomes = new Uint32Array(TOTALS);
  outcomeSum = 0;

  /** Reads what every step may change. O(1). */
  readState(view: TrackerView): void {
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
    readCounters(this.counters, view);
    if (observer !== null) this.outcomeSum = readOutcomes(this.outcomes, observer);
    return this;
  }
}
