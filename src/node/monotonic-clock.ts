import { argumentError } from '../check.ts';
import type { Clock } from '../observer/clock.ts';
import { hrtimeNs } from './hrtime.ts';

/**
 * A monotonic clock, counted from the moment this object was made. The system's own stands still while a Linux machine is
 * suspended.
 */
export class MonotonicClock implements Clock {
  readonly #read: () => bigint;
  readonly #startNs: bigint;

  /** Reads the system's clock, or what is given: nanoseconds since any fixed moment. Throws TypeError for what is no function. */
  constructor(read: () => bigint = hrtimeNs) {
    if (typeof read !== 'function') throw argumentError('create MonotonicClock', 'read must be a function', read, false);
    this.#read = read;
    this.#startNs = read();
  }

  /** Nanoseconds since construction, u64; 0 where the clock lies before that. Never falls if the clock does not. O(1). */
  now(): bigint {
    const elapsedNs = this.#read() - this.#startNs;
    return elapsedNs < 0n ? 0n : BigInt.asUintN(64, elapsedNs);
  }
}
