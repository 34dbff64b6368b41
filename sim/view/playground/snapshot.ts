import { TRACKER_COUNTER_NAMES } from '../../data/spec/names.ts';
import type { Session } from './session.ts';

/** One slot of the table, for people. */
export interface SlotRow {
  readonly slot: number;
  readonly pid: number;
  readonly nonce: string;
  readonly origin: string;
  readonly ns: string;
  readonly isStalled: boolean;
  /** Its age in thresholds: 1 and more is silence, beyond 10 it may be evicted. */
  readonly age: number;
}

/** What a page shows of a run at a step. */
export interface Snapshot {
  readonly steps: number;
  readonly simulatedNs: number;
  readonly capacity: number;
  readonly tracked: number;
  readonly stalled: number;
  /** Datagrams that wait in listeners. */
  readonly waiting: number;
  readonly counters: readonly (readonly [name: string, value: number])[];
  readonly slots: readonly SlotRow[];
}

const SLOTS_SHOWN = 64;

/** What there is to see now. O(shown slots). */
export function snapshotOf({ run, simulatedNs }: Session): Snapshot {
  const view = run.subject.trackerView;
  const { facts } = run;
  const nowNs = facts?.nowNs ?? 0n;
  const thresholdNs = facts?.thresholdNs ?? 0n;
  const tracked = view?.length ?? 0;
  return {
    steps: run.steps,
    simulatedNs,
    capacity: facts?.capacity ?? 0,
    tracked,
    stalled: view?.stallCount ?? 0,
    waiting: run.subject.listeners.reduce((sum, { waiting }) => sum + waiting, 0),
    counters: TRACKER_COUNTER_NAMES.flatMap((name, at): [string, number][] => {
      const value = view?.counterLow(at) ?? 0;
      return value === 0 ? [] : [[name, value]];
    }),
    slots: Array.from({ length: Math.min(SLOTS_SHOWN, tracked) }, (_, slot) => {
      if (view === null) throw new Error('a slot without a table');
      const last = view.lastBeatNs(slot);
      return {
        slot,
        pid: view.pid(slot),
        nonce: String(view.lastNonce(slot)),
        origin: view.origin(slot),
        ns: String(view.nsInode(slot) ?? 'unknown'),
        isStalled: view.stallEmitted(slot),
        age: thresholdNs === 0n || nowNs < last ? 0 : Number(((nowNs - last) * 100n) / thresholdNs) / 100,
      };
    }),
  };
}
