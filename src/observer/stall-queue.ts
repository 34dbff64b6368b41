import { bytesOf, type Columns } from '../columns.ts';
import { BEAT_ORIGINS, type BeatOrigin } from '../tracker/origin.ts';
import { ABSENT } from '../tracker/pid-index.ts';
import type { StallVisitor } from '../tracker/stalls.ts';
import type { TrackerView } from '../tracker/tracker-view.ts';
import type { StallEvent } from './event.ts';
import type { StateVisitor } from './state-visitor.ts';

/** What a {@link StallQueue} holds; columns by place, in the order of the stalls. */
export interface StallQueueState {
  /** Pids. */
  readonly pids: Uint32Array;
  /** Last nonces, u64. */
  readonly lastNonces: BigUint64Array;
  /** Times of the last beats, nanoseconds, u64. */
  readonly lastBeatNs: BigUint64Array;
  /** 1 where the pid has beaten since it was drained, else 0. */
  readonly beaten: Uint8Array;
  /** By slot: the place of its stall; −1 for none. */
  readonly placeOf: Int16Array;
  /** Origins. */
  readonly origins: readonly BeatOrigin[];
  /** Inodes of pid namespaces, u64; null where none is known. */
  readonly nsInodes: readonly (bigint | null)[];
  /** The first place in use. */
  readonly head: number;
  /** The first place behind those in use. */
  readonly tail: number;
}

/** Bytes that the columns of a {@link StallQueue} for so many slots take. O(1). */
export function stallQueueBytes(capacity: number): number {
  return bytesOf(8, capacity, 2) + bytesOf(4, capacity) + bytesOf(2, capacity) + bytesOf(1, capacity);
}

/**
 * Stalls that were drained and wait for their poll. Holds one drain at most, which is at most one stall a slot: the
 * observer drains again only when it is empty.
 */
export class StallQueue {
  readonly #pids: Uint32Array;
  readonly #lastNonces: BigUint64Array;
  readonly #lastBeatNs: BigUint64Array;
  readonly #origins: BeatOrigin[];
  readonly #nsInodes: (bigint | null)[];
  /** 1 where the pid has beaten since it was drained, in the slot that it had then. */
  readonly #beaten: Uint8Array;
  /** By slot: the place here of the stall that the present drain took from it; −1 for none. */
  readonly #placeOf: Int16Array;
  readonly #view: TrackerView;
  #head = 0;
  #tail = 0;

  /** Adds a stall; a ready-made visitor for the tracker's drain. There is room for `capacity` stalls between two emptyings. */
  readonly push: StallVisitor = (pid, lastNonce, lastBeatNs, origin, nsInode) => {
    const at = this.#tail++;
    // The first of a drain: what an earlier one left of places would name other stalls.
    if (at === 0) this.#placeOf.fill(-1);
    this.#pids[at] = pid;
    this.#lastNonces[at] = lastNonce;
    this.#lastBeatNs[at] = lastBeatNs;
    this.#origins[at] = origin;
    this.#nsInodes[at] = nsInode;
    this.#beaten[at] = 0;
    const slot = this.#view.tracker.slotOf(pid);
    if (slot !== ABSENT) this.#placeOf[slot] = at;
  };

  /**
   * An empty queue for the stalls of a tracker, one a slot. Its columns are taken from `columns`, which has {@link stallQueueBytes} bytes
   * for them. O(capacity).
   */
  constructor(view: TrackerView, columns: Columns) {
    const { capacity } = view.tracker;
    this.#view = view;
    this.#lastNonces = columns.u64(capacity);
    this.#lastBeatNs = columns.u64(capacity);
    this.#pids = columns.u32(capacity);
    this.#beaten = columns.u8(capacity);
    this.#placeOf = columns.i16(capacity).fill(-1);
    this.#origins = new Array<BeatOrigin>(capacity).fill('socket-mode-only');
    this.#nsInodes = new Array<bigint | null>(capacity).fill(null);
  }

  /** Stalls that wait. O(1). */
  get length(): number {
    return this.#tail - this.#head;
  }

  /** Notes that `pid`, in `slot`, has beaten: that ends the silence for which it may be queued. O(1). */
  noteBeat(pid: number, slot: number): void {
    const at = this.#placeOf[slot];
    // The slot may have got another pid since, and the place another stall.
    if (at >= 0 && this.#pids[at] === pid) this.#beaten[at] = 1;
  }

  /**
   * Drops stalls from the front that are out of date: their pid has beaten since they were drained, in the slot that it had
   * then, or in the one that it has. The stall of a pid that lost its slot without a beat stays: nobody heard of it.
   * O(dropped × probe budget).
   */
  dropOutdated(): void {
    while (this.#head < this.#tail && this.#isOutdated()) this.#advance();
  }

  #isOutdated(): boolean {
    const at = this.#head;
    if (this.#beaten[at] === 1) return true;
    const slot = this.#view.tracker.slotOf(this.#pids[at]);
    return slot !== ABSENT && (this.#view.lastBeatNs(slot) !== this.#lastBeatNs[at] || this.#view.lastNonce(slot) !== this.#lastNonces[at]);
  }

  #advance(): void {
    this.#head++;
    if (this.#head === this.#tail) this.#head = this.#tail = 0;
  }

  /** The stall that has waited longest, now gone from the queue; null when none waits. O(1). */
  shift(): StallEvent | null {
    if (this.#head === this.#tail) return null;
    const at = this.#head;
    const event: StallEvent = {
      kind: 'stall',
      pid: this.#pids[at],
      lastNonce: this.#lastNonces[at],
      lastBeatNs: this.#lastBeatNs[at],
      origin: this.#origins[at],
      nsInode: this.#nsInodes[at],
    };
    this.#advance();
    return event;
  }

  /** Shows all that it holds, places that are not in use included: for comparing whole states. O(capacity). */
  show({ value }: StateVisitor): void {
    value(this.#head);
    value(this.#tail);
    for (let at = 0; at < this.#pids.length; at++) {
      value(this.#pids[at]);
      value(this.#lastNonces[at]);
      value(this.#lastBeatNs[at]);
      value(BEAT_ORIGINS.indexOf(this.#origins[at]));
      value(this.#nsInodes[at]);
      value(this.#beaten[at]);
      value(this.#placeOf[at]);
    }
  }

  /** All that changes in it, its columns as they are: for checkpoints. O(1). */
  get state(): StallQueueState {
    return {
      pids: this.#pids,
      lastNonces: this.#lastNonces,
      lastBeatNs: this.#lastBeatNs,
      beaten: this.#beaten,
      placeOf: this.#placeOf,
      origins: this.#origins,
      nsInodes: this.#nsInodes,
      head: this.#head,
      tail: this.#tail,
    };
  }

  /** Becomes what another one, of the same capacity, is: for checkpoints. O(capacity). */
  copyFrom({ state: other }: StallQueue): void {
    this.#pids.set(other.pids);
    this.#lastNonces.set(other.lastNonces);
    this.#lastBeatNs.set(other.lastBeatNs);
    this.#beaten.set(other.beaten);
    this.#placeOf.set(other.placeOf);
    for (let at = 0; at < other.origins.length; at++) {
      this.#origins[at] = other.origins[at];
      this.#nsInodes[at] = other.nsInodes[at];
    }
    this.#head = other.head;
    this.#tail = other.tail;
  }
}
