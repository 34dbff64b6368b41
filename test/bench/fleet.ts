import { Tracker, type Status, type TrackerOptions, type Update } from '../../src/index.ts';

/** A stall threshold for benches: one second. */
export const THRESHOLD_NS = 1_000_000_000n;

/** A beat that is used again and again. */
export interface ReusedBeat {
  readonly pid: number;
  nonce: bigint;
  readonly status: Status;
}

/** One beat for each of `count` pids. */
export function beatsFrom(count: number): ReusedBeat[] {
  return Array.from({ length: count }, (_, at) => ({ pid: 3 + 7 * at, nonce: 0n, status: 'ok' }));
}

/** A tracker whose every slot has beaten once, at `nowNs`. */
export function fullTracker(options: TrackerOptions & { readonly capacity: number }, nowNs: bigint): Tracker {
  const tracker = new Tracker(options);
  for (const beat of beatsFrom(options.capacity)) tracker.record(beat, nowNs, THRESHOLD_NS, 'kernel-attested', null);
  return tracker;
}

/** Throws if the code under the bench does not do what is measured: a fast wrong answer is no figure. */
export function expectUpdate(got: Update, wanted: Update): void {
  if (got !== wanted) throw new Error(`the bench wanted ${wanted} and got ${got}`);
}
