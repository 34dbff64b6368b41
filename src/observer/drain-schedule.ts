import type { StateVisitor } from './state-visitor.ts';

/**
 * When stalls are drained. A drain falls due when the drain interval has passed since the last one. It is done once every
 * listener was found empty since then, so that what waits there is read before silence is judged; and at the latest once
 * the catch-up time is over, so that no flood can put it off. Times are nanoseconds of the observer's own time, u64.
 */
export class DrainSchedule {
  /** When stalls were drained last; 0 before the first drain. */
  lastDrainNs = 0n;
  /** Drains so far. */
  drains = 0;
  /** Whether a drain is due and was not done yet. */
  isDue = false;
  /** When the last drain to fall due did so; 0 before the first. */
  dueSinceNs = 0n;
  /** By listener: 1 where it was found empty since the drain fell due; without meaning while none is due. */
  readonly foundEmpty: Uint8Array;
  #emptyCount = 0;
  readonly #intervalNs: bigint;
  readonly #catchUpNs: bigint;

  /** `listeners` is an integer of at least 0. O(listeners). */
  constructor(intervalNs: bigint, catchUpNs: bigint, listeners: number) {
    this.#intervalNs = intervalNs;
    this.#catchUpNs = catchUpNs;
    this.foundEmpty = new Uint8Array(listeners);
  }

  /** Looks whether a drain falls due at `nowNs`, which never falls from call to call. O(1), when it does O(listeners). */
  look(nowNs: bigint): void {
    if (this.isDue || BigInt.asUintN(64, nowNs - this.lastDrainNs) < this.#intervalNs) return;
    this.isDue = true;
    this.dueSinceNs = nowNs;
    this.foundEmpty.fill(0);
    this.#emptyCount = 0;
  }

  /** Whether a drain is due and the catch-up time since it fell due is over. O(1). */
  isOverdue(nowNs: bigint): boolean {
    return this.isDue && BigInt.asUintN(64, nowNs - this.dueSinceNs) >= this.#catchUpNs;
  }

  /** Whether a drain is due and every listener was found empty since it fell due. O(1). */
  get isCaughtUp(): boolean {
    return this.isDue && this.#emptyCount === this.foundEmpty.length;
  }

  /** Notes that `listener` had nothing to read. O(1). */
  noteEmpty(listener: number): void {
    if (!this.isDue || this.foundEmpty[listener] === 1) return;
    this.foundEmpty[listener] = 1;
    this.#emptyCount++;
  }

  /** Notes a drain at `nowNs`. O(1). */
  noteDrain(nowNs: bigint): void {
    this.lastDrainNs = nowNs;
    this.drains++;
    this.isDue = false;
  }

  /** Shows all that it holds: for comparing whole states. O(listeners). */
  show({ value, count }: StateVisitor): void {
    value(this.lastDrainNs);
    count(this.drains);
    value(this.isDue ? 1 : 0);
    value(this.dueSinceNs);
    for (const isEmpty of this.foundEmpty) value(isEmpty);
    value(this.#emptyCount);
  }

  /** Listeners that were found empty. O(1). */
  get emptyCount(): number {
    return this.#emptyCount;
  }

  /** Becomes what `other`, for as many listeners, is: for checkpoints. O(listeners). */
  copyFrom(other: DrainSchedule): void {
    this.lastDrainNs = other.lastDrainNs;
    this.drains = other.drains;
    this.isDue = other.isDue;
    this.dueSinceNs = other.dueSinceNs;
    this.foundEmpty.set(other.foundEmpty);
    this.#emptyCount = other.emptyCount;
  }
}
