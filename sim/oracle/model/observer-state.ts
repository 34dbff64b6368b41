import type { ModelObserver } from './observer.ts';
import type { ModelStall, ModelTracker } from './tracker.ts';

/** Takes the values of a state one by one, always in the same order: for comparing whole states. */
export interface ModelVisitor {
  /** Takes a value that decides what happens next. */
  readonly value: (value: number | bigint | null) => void;
  /** Takes a pid, or null. */
  readonly pid: (pid: number | null) => void;
  /** Takes a count that is only added to, taken and reported. */
  readonly count: (count: number) => void;
}

/** Makes one observer what another is that was made with the same options, with all that waits at its listeners. O(capacity + datagrams). */
export function copyModelObserver(from: ModelObserver, to: ModelObserver): void {
  copyModelObserverAlone(from, to);
  from.queues.forEach((queue, listener) => to.queues[listener].copyFrom(queue));
}

/** As {@link copyModelObserver}, but for the datagrams that wait. O(capacity). */
export function copyModelObserverAlone(from: ModelObserver, to: ModelObserver): void {
  to.tracker.copyFrom(from.tracker);
  to.outcomes.copyFrom(from.outcomes);
  to.refusals.copyFrom(from.refusals);
  copyArray(from.beats, to.beats);
  copyArray(from.stalls, to.stalls);
  to.lastDrain = from.lastDrain;
  to.drains = from.drains;
  to.nextListener = from.nextListener;
  to.stallsPending.copyFrom(from.stallsPending);
  copyArray(from.foundIn, to.foundIn);
  to.refuted.clear();
  for (const stall of from.refuted) to.refuted.add(stall);
  to.dueSince = from.dueSince;
  copyArray(from.foundEmpty, to.foundEmpty);
  to.readsSinceStall = from.readsSinceStall;
  copyArray(from.saidOutOfOrder, to.saidOutOfOrder);
  to.clock.copyFrom(from.clock);
  to.bucket.copyFrom(from.bucket);
  to.taken.copyFrom(from.taken);
}

/** Shows every value of a tracker that the comparison with the production code does not compare after every operation. O(capacity). */
export function showModelTracker({ index, counts, lastEvictedPid }: ModelTracker, { pid, count }: ModelVisitor): void {
  for (const inCell of index.cells) pid(inCell);
  for (const counted of counts.counts) count(counted);
  pid(lastEvictedPid);
}

/** Shows every value that decides what an observer does next, its tracker's and what waits at its listeners apart. O(capacity). */
export function showModelObserver(observer: ModelObserver, { value, count }: ModelVisitor): void {
  const { stallsPending, foundIn, refuted, clock, bucket, outcomes, refusals, taken } = observer;
  const stall = (found: ModelStall | undefined): void => {
    value(found?.pid ?? null);
    value(found?.nonce ?? null);
    value(found?.last ?? null);
    value(found === undefined ? 0 : Number(refuted.has(found)));
  };
  value(stallsPending.length);
  for (const pending of stallsPending) stall(pending);
  for (let slot = 0; slot < observer.tracker.capacity; slot++) {
    stall(foundIn[slot]);
    value(Number(observer.saidOutOfOrder[slot] ?? false));
    count(observer.beats[slot] ?? 0);
    count(observer.stalls[slot] ?? 0);
  }
  for (const part of [...clock.state, ...bucket.state]) value(part);
  for (const part of [observer.lastDrain, observer.dueSince, observer.nextListener, observer.readsSinceStall]) value(part);
  for (const isEmpty of observer.foundEmpty) value(Number(isEmpty));
  for (const counted of [observer.drains, clock.regressions, clock.forwardJumps, clock.pauses]) count(counted);
  for (const tally of [outcomes, refusals, taken]) for (const counted of tally.counts) count(counted);
}

function copyArray<T>(from: readonly T[], to: T[]): void {
  to.length = 0;
  for (const value of from) to.push(value);
}
