import type { MetricSample, Observer, Tracker } from '../../src/index.ts';
import { TRACE_COUNTER, type Op } from '../data/ops/op.ts';
import { U64_MAX } from '../data/spec/limits.ts';
import { DisturbanceError } from './disturbance.ts';
import type { Openers } from './production.ts';
import type { ReadDatagram } from './subject-listener.ts';
import { TAKE_METHOD } from './tracker-operations.ts';
import type { Twin } from './twin.ts';

// No run counts to 2^32. So now and then a copy of what is driven, of which every count was set to just below what a u32, a double or
// a u64 holds, follows it for a while: at the end each of its counts must lie above its start by as much as that of the original grew.

/** Where the counts of a twin begin, by turns. */
const STARTS: readonly bigint[] = [2n ** 32n - 1n, U64_MAX - 1n, 2n ** 53n, U64_MAX];
/** Beside one copy in so many a twin is made, beside the second first. */
const COPIES = 8;
const FIRST = 2;

/** Where the counts of a twin beside this copy, counted from 1, begin; null where none is made. */
export function twinStartAt(copy: number): bigint | null {
  return copy % COPIES === FIRST ? STARTS[Math.floor(copy / COPIES) % STARTS.length] : null;
}

/** A copy whose counts begin elsewhere. */
export class CountTwin {
  /** Where its counts began. */
  readonly start: bigint;
  readonly #openers: Openers;
  readonly #original: Tracker | Observer;
  /** What has these counts. */
  readonly twin: Twin;
  /** The counts of the original when the twin was made. */
  readonly #before: readonly BigUint64Array[];

  /** Makes `twin` one of `original` whose counts begin at `start`; or go on from where `from`, a twin of another original, is. O(capacity). */
  constructor(original: Tracker | Observer, start: bigint, twin: Twin, openers: Openers, from: CountTwin | null = null) {
    this.start = start;
    this.#openers = openers;
    this.#original = original;
    this.twin = twin;
    twin.copyFrom(from === null ? original : from.twin.driven, openers);
    this.#before = from === null ? countsOf(original, openers).map((counts) => counts.slice()) : from.#before;
    if (from === null) for (const counts of countsOf(twin.driven, openers)) counts.fill(start);
  }

  /** Does what the original has done. `reads` is what that has read. */
  follow(op: Op, reads: readonly ReadDatagram[]): void {
    this.twin.follow(op, reads);
  }

  /** Throws a {@link DisturbanceError} where a count is not what it must be, or is told as another. O(capacity). */
  end(): void {
    const { driven } = this.twin;
    const counts = countsOf(driven, this.#openers);
    for (const [column, now] of countsOf(this.#original, this.#openers).entries()) this.#compare(column, now, counts[column]);
    if ('record' in driven) takeFull(driven, counts);
    else this.#tellFull(driven, counts);
  }

  #compare(column: number, now: BigUint64Array, counts: BigUint64Array): void {
    const { start } = this;
    const before = this.#before[column];
    for (let at = 0; at < now.length; at++) {
      const count = now[at];
      const got = counts[at];
      // Most have not grown: then no bigint beyond a u64 is made.
      if (count === before[at] && got === start) continue;
      const grown = saturated(start + count - before[at]);
      // Those of a slot begin anew with each pid.
      if (got !== grown && !(column >= COLUMNS_OF_ALL && got === count))
        throw new DisturbanceError(`a count that began at ${start} and should be ${grown} is ${got}`);
    }
  }

  /** The metrics tell what is counted, and a total that is full stays so. */
  #tellFull(observer: Observer, [ofTracker, exhausted, outcomes, refusals, ...bySlot]: readonly BigUint64Array[]): void {
    // Above 0, so that what is added goes beyond the end.
    this.#openers.observerInternals(observer).totals.sums.fill(1n);
    ofTracker.fill(U64_MAX);
    exhausted.fill(U64_MAX);
    const told = observer.metrics();
    for (let at = 0; at < Math.min(ofTracker.length, told.length); at++)
      if (told[at].value !== U64_MAX) throw new DisturbanceError('a total begins anew once it is full');
    const { length } = this.#openers.trackerInternals(observer.tracker.tracker).state;
    for (const counts of [outcomes, refusals]) mustTell(told, counts, counts.length);
    for (const counts of bySlot) mustTell(told, counts, length);
  }
}

/** Each of the first `length` counts is told, in whichever place: one after another mostly, so that it is looked for from where the last one was. */
function mustTell(told: readonly MetricSample[], counts: BigUint64Array, length: number): void {
  let place = 0;
  for (let at = 0; at < length; at++) {
    const count = counts[at];
    let left = told.length;
    for (; left > 0 && told[place].value !== count; left--) place = (place + 1) % told.length;
    if (left === 0) throw new DisturbanceError(`the metrics do not tell a count of ${count}`);
  }
}

/** What is full is taken whole, and begins anew then. */
function takeFull(tracker: Tracker, counts: readonly BigUint64Array[]): void {
  for (const column of counts) column.fill(U64_MAX);
  for (const counter of Object.values(TRACE_COUNTER)) {
    const method = TAKE_METHOD[counter];
    if (tracker[method]() !== U64_MAX || tracker[method]() !== 0n)
      throw new DisturbanceError(`${method}() does not take a count that is full`);
  }
}

/** Columns that are not by slot: the tracker's, the index's, by outcome, by refusal. */
const COLUMNS_OF_ALL = 4;

function countsOf(driven: Tracker | Observer, { trackerInternals, observerInternals }: Openers): BigUint64Array[] {
  const { counters, index } = trackerInternals('record' in driven ? driven : driven.tracker.tracker);
  const ofTracker = [counters, index.cells.exhausted];
  if ('record' in driven) return ofTracker;
  const { outcomes, refusals, beats, stalls } = observerInternals(driven).counts;
  return [...ofTracker, outcomes, refusals, beats, stalls];
}

function saturated(count: bigint): bigint {
  return count > U64_MAX ? U64_MAX : count;
}
