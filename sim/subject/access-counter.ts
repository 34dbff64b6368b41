import type { Observer, Tracker } from '../../src/index.ts';
import type { Op } from '../data/ops/op.ts';
import { ArrayMeter, type Accesses } from './array-meter.ts';
import type { Openers } from './production.ts';
import type { ReadDatagram } from './subject-listener.ts';
import { Twin, type TwinParts } from './twin.ts';

/** Beats and polls before the first metered twin: one for each slot, so many at least. Between two of them it is so many times as many. */
const BEFORE_MIN = 64;
const TIMES_BETWEEN = 12;
/** Beats and polls that a metered twin follows. */
const METERED_OPERATIONS = 16;

/**
 * Counts what operations do to the typed arrays of the production code: now and then a copy of what is driven, whose arrays count, does
 * them, too. Code that has met such an array is compiled for all kinds of objects ever after, and takes twice as long. So the copy may be
 * of the same code loaded once more.
 */
export class AccessCounter {
  readonly #parts: TwinParts;
  readonly #openers: Openers;
  /** Follows where {@link #isFollowing}; null until it did for the first time. Making it anew each time took 2 percent of a campaign. */
  #twin: Twin | null = null;
  #isFollowing = false;
  readonly #meter = new ArrayMeter();
  #left: number;
  readonly #between: number;

  /** For what has `capacity` slots and was started as `parts` say; `openers` opens it. */
  constructor(parts: TwinParts, openers: Openers, capacity: number) {
    this.#parts = parts;
    this.#openers = openers;
    this.#left = Math.max(BEFORE_MIN, capacity);
    this.#between = TIMES_BETWEEN * this.#left;
  }

  /** After each operation of `original`: what it read and wrote; null where nobody counted. O(capacity) where a copy is made. */
  follow(op: Op, reads: readonly ReadDatagram[], original: Tracker | Observer): Accesses | null {
    const accesses = this.#twin === null || !this.#isFollowing ? null : this.#accessesOf(this.#twin, op, reads);
    if ((op.op === 'poll' || op.op === 'record') && --this.#left === 0) this.#turn(original);
    return accesses;
  }

  #accessesOf(twin: Twin, op: Op, reads: readonly ReadDatagram[]): Accesses {
    this.#meter.start();
    twin.follow(op, reads);
    return this.#meter.read();
  }

  #turn(original: Tracker | Observer): void {
    this.#isFollowing = !this.#isFollowing;
    this.#left = this.#isFollowing ? METERED_OPERATIONS : this.#between;
    if (this.#isFollowing) (this.#twin ??= this.#metered()).copyFrom(original, this.#openers);
  }

  #metered(): Twin {
    const twin = this.#meter.equip(() => new Twin(this.#parts));
    const view = new this.#parts.production.TrackerView('record' in twin.driven ? twin.driven : twin.driven.tracker.tracker);
    this.#meter.nameIndex(() => [view.cellPid(0), view.cellSlot(0), view.cellReach(0), view.cellPasses(0)]);
    return twin;
  }
}
