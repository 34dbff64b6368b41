import type { BeatOrigin, ObserverEvent, StallEvent, Status, Update } from '../../src/index.ts';
import type { ObserverView, TrackerView } from '../../src/internal.ts';
import type { DrainedStall, Exchange, NewOp, ObserverOp, SettledOp } from '../data/ops/op.ts';
import type { Accesses } from '../subject/array-meter.ts';
import type { ReadDatagram, SubjectListener } from '../subject/subject-listener.ts';
import type { UdpSubjectListener } from '../subject/udp-subject-listener.ts';
import type { ModelObserverOptions } from './model/index.ts';
import type { LedgerReading } from './ledger-reading.ts';
import { atMost, type ShadowTable } from './shadow-table.ts';
import type { SlotReading } from './slot-reading.ts';

/** One beat that reached the tracker in this step. */
export interface BeatFact {
  pid: number;
  /** The nonce as u32 halves: making and comparing bigints would cost more than all other fields together. */
  nonceHigh: number;
  nonceLow: number;
  /** The nonce as a bigint, made on request: for reasons. */
  readonly nonce: bigint;
  status: Status;
  origin: BeatOrigin;
  ns: bigint | null;
  generation: bigint | null;
  update: Update;
  /** The index of `update` in OUTCOMES. */
  outcomeCode: number;
  /** Whether it was inserted, refreshed, or began a new life. */
  readonly isAccepted: boolean;
}

/**
 * What the rules look at: the operation, what came of it, the ledger now (`view`) and as it was before (`shadow`).
 * One object for the whole run, filled anew each step. Rules change nothing in it.
 */
export interface StepFacts {
  readonly view: TrackerView;
  /** Null while a bare tracker is driven. */
  readonly observer: ObserverView | null;
  readonly listeners: readonly SubjectListener[];
  /** The same where they are UDP listeners; none elsewhere. */
  readonly udpListeners: readonly UdpSubjectListener[];
  /** What the poll read, in order. */
  readonly reads: readonly ReadDatagram[];
  /** How the tracker or the observer was made. */
  readonly settings: ObserverOp | NewOp;
  /** The observer's options with the defaults of the specification; null for a bare tracker. */
  readonly options: Required<ModelObserverOptions> | null;
  readonly shadow: ShadowTable;
  readonly capacity: number;
  /** Cells of the pid index: a power of two. */
  readonly cells: number;
  readonly window: number;
  readonly isStrict: boolean;
  /** Whether the pid index or the pids of the slots changed since the whole table was looked at last. */
  readonly isIndexNew: boolean;
  /** The time that the tracker was told; with an observer, its own time as it follows from the clock readings. */
  nowNs: bigint;
  /** The same as u32 halves. */
  nowHigh: number;
  nowLow: number;
  thresholdNs: bigint;
  /** Where a slot's last beat must lie for a silence of the threshold (at most) and of ten thresholds (below). */
  readonly stallLimit: TimeLimit;
  readonly evictionLimit: TimeLimit;
  /** Beats that reached the tracker, in order; the first `beatCount` entries count. */
  readonly beats: readonly BeatFact[];
  beatCount: number;
  /** The accepted beat, if there is one, and the slot that it is in now. */
  accepted: BeatFact | null;
  acceptedSlot: number;
  /** Whether that slot was its pid's before this step. */
  wasKnown: boolean;
  /** That slot as it is now; without meaning while no beat was accepted. */
  readonly stored: SlotReading;
  /** The scalars of the ledger as they are now; its counts as of the last step that read a datagram, had a beat, or took counts. */
  readonly now: LedgerReading;
  /** The slot's former pid where the accepted beat evicted one; −1 elsewhere. */
  victimPid: number;
  /** Whether stalls were drained in this step. */
  drained: boolean;
  /** Whether that drain had no slot to flag and flagged none, so that no rule on stalls has a slot to look at. */
  isQuietDrain: boolean;
  /** The stalls of a `drain` operation; null elsewhere. */
  drainReply: readonly DrainedStall[] | null;
  /** What a poll surfaced. */
  event: ObserverEvent | null;
  /** Datagrams read by the poll. */
  readCount: number;
  /** Whether a drain was due before this poll, and if so since when. */
  readonly wasDue: boolean;
  readonly dueSinceBefore: bigint;
  /** Whether the last drain did not wait for every listener to be found empty, as its time to catch up was over. */
  readonly wasCutShort: boolean;
  /** Datagrams read since a stall came out last or since the last drain, those of this step included but for a step in which one came out. */
  readonly readsBefore: number;
  /** Pids that were evicted with a stall that is still to come out. */
  readonly evictedUnsurfaced: ReadonlySet<number>;
  /** Stalls that waited for a poll before this step. */
  readonly pendingBefore: number;
  /** Whether the last beat had a victim taken out and put back. */
  readonly rolledBack: boolean;
  /** The operation with its reply where accesses are counted or custom rules are in force; elsewhere that which started the run's tracker. */
  readonly asked: Exchange;
  /** How often it read and wrote typed arrays of the production code; null where nobody counted. */
  readonly accesses: Accesses | null;
  /** What must be true once the world has settled; null but for the `settled` operation. */
  settled: SettledOp | null;
  /** The tracker's counters after the last step with beats, by index in TRACKER_COUNTER_NAMES: lower 32 bits. */
  readonly counters: Uint32Array;
  /** Whether a counter may be another than in `counters`. */
  readonly haveCountersMoved: boolean;
}

/** The latest last beat that makes a silence of some length at the present time; none can where `possible` is false. */
export interface TimeLimit {
  possible: boolean;
  high: number;
  low: number;
}

/** Whether the pid that a slot had before this step was marked as stalled, by a drain of this step at the latest. O(1). */
export function wasMarked({ shadow, drained, stallLimit }: StepFacts, slot: number): boolean {
  if (shadow.isStalled(slot)) return true;
  return drained && stallLimit.possible && atMost(shadow.beatHigh[slot], shadow.beatLow[slot], stallLimit.high, stallLimit.low);
}

/** Whether a poll surfaced a stall. O(1): `event?.kind` may be undefined, and a comparison that has met that is a call from then on. */
export function isStall(event: ObserverEvent | null): event is StallEvent {
  return event !== null && event.kind === 'stall';
}

/** A promise that is checked after a step. */
export interface Rule {
  /** Its name in findings: kebab-case, never changed once released. */
  readonly name: string;
  /** What must hold, as a sentence. */
  readonly sentence: string;
  /** Whether it reads nothing but the pid index and the pids of slots: then it is asked again only where these have changed. */
  readonly isOfIndex?: boolean;
  /** The reason why it does not hold now; null where it does. */
  readonly check: (facts: StepFacts) => string | null;
}
