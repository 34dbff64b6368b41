import { U64_MAX } from '../data/spec/limits.ts';
import { toU64 } from '../data/u64-words.ts';

/** The observer's clock in a simulated world: follows the virtual time until the timeline tampers with it. */
export class VirtualClock {
  #offsetNs: bigint;
  #largestNs = 0n;
  #frozenAtNs: bigint | null = null;
  #misreadNs = 0n;
  // The last answer, while nobody has tampered with the clock: each moment is read two or three times.
  #lastTimeNs = Number.NEGATIVE_INFINITY;
  #lastReadingNs = 0n;

  /** `startNs` is the reading at virtual time 0, u64. */
  constructor(startNs: bigint) {
    this.#offsetNs = startNs;
  }

  /** What the clock reads at virtual time `timeNs`: u64, stopping at both ends of the range. O(1). */
  read(timeNs: number): bigint {
    if (timeNs === this.#lastTimeNs) return this.#lastReadingNs;
    const soundNs = this.#frozenAtNs ?? clamp(this.#offsetNs + toU64(timeNs));
    const readingNs = this.#misreadNs === 0n ? soundNs : clamp(soundNs + this.#misreadNs);
    this.#misreadNs = 0n;
    if (soundNs > this.#largestNs) this.#largestNs = soundNs;
    this.#lastTimeNs = timeNs;
    this.#lastReadingNs = readingNs;
    return readingNs;
  }

  /** Makes the next reading at another moment than the last, and it alone, off by so much. */
  misread(byNs: bigint): void {
    this.#lastTimeNs = -1;
    this.#misreadNs = byNs;
  }

  /** Sets the clock forward, or backward by a negative amount. */
  jump(byNs: bigint): void {
    this.#lastTimeNs = -1;
    this.#offsetNs += byNs;
    if (this.#frozenAtNs !== null) this.#frozenAtNs = clamp(this.#frozenAtNs + byNs);
  }

  /** Stops the clock at virtual time `timeNs`. */
  freeze(timeNs: number): void {
    this.#frozenAtNs = this.read(timeNs);
    this.#lastTimeNs = -1;
  }

  /** Lets a stopped clock run on, from the reading it would have had. */
  thaw(): void {
    this.#frozenAtNs = null;
    this.#lastTimeNs = -1;
  }

  /** Ends all tampering: the clock runs on, and not behind its largest reading. */
  beginQuietPhase(timeNs: number): void {
    this.thaw();
    // Unclamped: a clock that was set back beyond 0 would stand there until it has made up for it.
    const readingNs = this.#offsetNs + toU64(timeNs);
    if (readingNs < this.#largestNs) this.jump(this.#largestNs - readingNs);
  }
}

function clamp(ns: bigint): bigint {
  if (ns < 0n) return 0n;
  return ns > U64_MAX ? U64_MAX : ns;
}
