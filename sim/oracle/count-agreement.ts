import type { ModelTally } from './model/index.ts';
import type { CountReading } from './ledger-reading.ts';

/**
 * Compares counts as they were read with those of a tally, and remembers when they were the same: mostly one count has changed since,
 * in both, and to compare all takes 700 instructions.
 */
export class CountAgreement {
  #reading: CountReading | null = null;
  #tally: ModelTally<string> | null = null;
  #moves = 0;
  #changes = 0;

  /** The first place at which they differ; −1 if none does. O(1) where at most one count has changed since they were the same, else O(length). */
  firstDifferent(reading: CountReading, tally: ModelTally<string>): number {
    const { counts } = reading;
    if (!this.#isKnown(reading, tally)) {
      for (let at = 0; at < counts.length; at++) if (counts[at] !== tally.counts[at]) return at;
    }
    this.#reading = reading;
    this.#tally = tally;
    this.#moves = reading.moves;
    this.#changes = tally.changes;
    return -1;
  }

  /** Whether both are the same still, as what has changed since says alone. */
  #isKnown(reading: CountReading, tally: ModelTally<string>): boolean {
    if (reading !== this.#reading || tally !== this.#tally) return false;
    const moves = reading.moves - this.#moves;
    if (moves !== tally.changes - this.#changes || moves > 1) return false;
    // Where the one that moved is the model's again, the one that changed in the tally is the same.
    return moves === 0 || reading.counts[reading.lastMoved] === tally.counts[reading.lastMoved];
  }
}
