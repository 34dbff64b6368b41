import type { Clock } from '../observer/clock.ts';

/** The system's monotonic clock, counted from the moment this object was made. */
export class MonotonicClock implements Clock {
  readonly #startNs = process.hrtime.bigint();

  /** Nanoseconds since construction, u64; never falls. O(1). */
  now(): bigint {
    return BigInt.asUintN(64, process.hrtime.bigint() - this.#startNs);
  }
}
