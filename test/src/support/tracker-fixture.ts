import type { BeatOrigin } from '../../../src/tracker/origin.ts';
import type { Beat, Update } from '../../../src/tracker/beat.ts';
import type { TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TRACKER_COUNTER_NAMES } from '../../../src/tracker/counters.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import type { Status } from '../../../src/vlp/status.ts';
import type { ModelTracker } from '../../../sim/oracle/model/index.ts';

/** The threshold of most tests, in nanoseconds. */
export const THRESHOLD_NS = 100n;

/** A beat with little to say. */
export function beat(pid: number, nonce: bigint | number, status: Status = 'ok'): Beat {
  return { pid, nonce: BigInt(nonce), status };
}

/** Records a beat as most tests do: kernel-attested, namespace unknown, threshold {@link THRESHOLD_NS}. */
export function record(
  tracker: Tracker,
  pid: number,
  nonce: bigint | number,
  nowNs: bigint | number,
  origin: BeatOrigin = 'kernel-attested',
  nsInode: bigint | null = null,
): Update {
  return tracker.record(beat(pid, nonce), BigInt(nowNs), THRESHOLD_NS, origin, nsInode);
}

/** A tracker whose slots 0, 1, … hold the pids 1, 2, …, each with one beat at time 0. */
export function fullTracker(options: TrackerOptions & { readonly capacity: number }): { tracker: Tracker; view: TrackerView } {
  const tracker = new Tracker(options);
  for (let pid = 1; pid <= options.capacity; pid++) record(tracker, pid, 1, 0);
  return { tracker, view: new TrackerView(tracker) };
}

/** Drains and answers the pids, in the order of their coming. */
export function drainPids(tracker: Tracker, nowNs: bigint | number, thresholdNs: bigint = THRESHOLD_NS): number[] {
  const pids: number[] = [];
  tracker.drainStalledSlots(BigInt(nowNs), thresholdNs, (pid) => pids.push(pid));
  return pids;
}

/** One slot as plain data. */
export interface PlainSlot {
  pid: number;
  nonce: bigint;
  lastNs: bigint;
  status: Status;
  origin: BeatOrigin;
  nsInode: bigint | null;
  stalled: boolean;
  terminal: boolean;
  generation: bigint | null;
}

/** All slots in use, as plain data. */
export function slotsOf(view: TrackerView): PlainSlot[] {
  return Array.from({ length: view.length }, (_, slot) => ({
    pid: view.pid(slot),
    nonce: view.lastNonce(slot),
    lastNs: view.lastBeatNs(slot),
    status: view.status(slot),
    origin: view.origin(slot),
    nsInode: view.nsInode(slot),
    stalled: view.stallEmitted(slot),
    terminal: view.terminalSeen(slot),
    generation: view.generation(slot),
  }));
}

/** All slots of the model, under the names of the real ones. */
export function modelSlotsOf({ slots }: ModelTracker): PlainSlot[] {
  return slots.map(({ plain: { last: lastNs, ns: nsInode, ...rest } }) => ({ ...rest, lastNs, nsInode }));
}

/** All counters, as plain data. */
export function countersOf(view: TrackerView): Record<string, bigint> {
  return Object.fromEntries(TRACKER_COUNTER_NAMES.map((name) => [name, view.counter(name)]));
}
