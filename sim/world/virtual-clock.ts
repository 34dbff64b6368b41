import { U64_MAX } from '../data/spec/limits.ts';
import { toU64 } from '../data/u64-words.ts';

/** The observer's clock in a simulated world: follows the virtual time until the timeline tampers with it. */
export class VirtualClock {
  #offsetNs: bigint;
  /** Whether no reading can leave the range of u64, so that none needs to be looked at. */
  #isInside: boolean;
  /** The largest sound reading before the last change: until the next one the last, at `#lastTimeNs`, is the largest. */
  #largestNs = 0n;
  #frozenAtNs: bigint | null = null;
  #misreadNs: bigint | null = null;
  // The last answer, while nobody has tampered with the clock: each moment is read two or three times. A column of one entry: storing
  // a bigint there needs no write barrier of the garbage collector.
  #lastTimeNs = Number.NEGATIVE_INFINITY;
  readonly #lastReadingNs = new BigUint64Array(1);

  /** `startNs` is the reading at virtual time 0, u64. */
  constructor(startNs: bigint) {
    this.#offsetNs = startNs;
    this.#isInside = isInside(startNs);
  }

  /** What the clock reads at virtual time `timeNs`: u64, stopping at both ends of the range. O(1). */
  read(timeNs: number): bigint {
    if (timeNs === this.#lastTimeNs) return this.#lastReadingNs[0];
    this.#lastTimeNs = timeNs;
    let readingNs = this.#soundNs(timeNs);
    if (this.#misreadNs !== null) {
      readingNs = clamp(readingNs + this.#misreadNs);
      this.#misreadNs = null;
    }
    this.#lastReadingNs[0] = readingNs;
    return readingNs;
  }

  /** What it reads at virtual time `timeNs` where it is not misread. */
  #soundNs(timeNs: number): bigint {
    // Said to be a u64, the sum takes no bigint beside it.
    if (this.#isInside && this.#frozenAtNs === null) return BigInt.asUintN(64, this.#offsetNs + toU64(timeNs));
    return this.#frozenAtNs ?? clamp(this.#offsetNs + toU64(timeNs));
  }

  /** Before the clock is tampered with. */
  #forgetLast(): void {
    if (this.#lastTimeNs >= 0) {
      const lastNs = this.#soundNs(this.#lastTimeNs);
      if (lastNs > this.#largestNs) this.#largestNs = lastNs;
    }
    this.#lastTimeNs = Number.NEGATIVE_INFINITY;
  }

  /** Makes the next reading at another moment than the last, and it alone, off by so much. */
  misread(byNs: bigint): void {
    this.#forgetLast();
    this.#misreadNs = byNs;
  }

  /** Sets the clock forward, or backward by a negative amount. */
  jump(byNs: bigint): void {
    this.#forgetLast();
    this.#offsetNs += byNs;
    this.#isInside = isInside(this.#offsetNs);
    if (this.#frozenAtNs !== null) this.#frozenAtNs = clamp(this.#frozenAtNs + byNs);
  }

  /** Stops the clock at virtual time `timeNs`. */
  freeze(timeNs: number): void {
    const readingNs = this.read(timeNs);
    this.#forgetLast();
    this.#frozenAtNs = readingNs;
  }

  /** Lets a stopped clock run on, from the reading it would have had. */
  thaw(): void {
    this.#forgetLast();
    this.#frozenAtNs = null;
  }

  /** Ends all tampering: the clock runs on, and not behind its largest reading. */
  beginQuietPhase(timeNs: number): void {
    this.thaw();
    // Unclamped: a clock that was set back beyond 0 would stand there until it has made up for it.
    const readingNs = this.#offsetNs + toU64(timeNs);
    if (readingNs < this.#largestNs) this.jump(this.#largestNs - readingNs);
  }
}

/** Whether an offset and any virtual time, which is below 2^53, make a u64. */
function isInside(offsetNs: bigint): boolean {
  return offsetNs >= 0n && offsetNs <= 1n << 63n;
}

function clamp(ns: bigint): bigint {
  if (ns < 0n) return 0n;
  return ns > U64_MAX ? U64_MAX : ns;
}
