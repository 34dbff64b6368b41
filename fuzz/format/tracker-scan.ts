import { skipBeat, skipMoment } from './coding-context.ts';
import { skipPid } from './pid-code.ts';
import { BURST_MAX, KIND, RARE, THRESHOLD_FOLLOWS } from './tracker-format.ts';
import { CAPACITY, skipPolicyAndWindow, START, THRESHOLD } from './value-codes.ts';
import { lengthWithin, recordBounds, stepCost, RecordScan } from './work-budget.ts';

/** Passes over an input of the tracker format. */
class TrackerScan extends RecordScan {
  #stepCost = 0;

  head(): number {
    const cost = this.#new();
    THRESHOLD.skip(this.reader);
    START.skip(this.reader);
    return cost;
  }

  record(): number {
    const reader = this.reader;
    const first = reader.u8();
    const kind = first >> 4;
    const low = first & 15;
    if (kind < KIND.record) {
      skipMoment(reader, low);
      skipPid(reader);
    } else if (kind < KIND.drain) {
      if ((skipBeat(reader, low) & THRESHOLD_FOLLOWS) !== 0) THRESHOLD.skip(reader);
    } else if (kind < KIND.read) {
      skipMoment(reader, low);
      if (kind === KIND.drainWith) THRESHOLD.skip(reader);
    } else if (kind === KIND.get) {
      skipPid(reader);
    } else if (kind === KIND.burst) {
      skipMoment(reader, low);
      reader.skip(1);
      return (1 + (reader.u8() % BURST_MAX)) * this.#stepCost;
    } else if (kind === KIND.rare) {
      return this.#rare(low);
    } else if (kind === KIND.misuse) {
      return 0;
    }
    return this.#stepCost;
  }

  #rare(low: number): number {
    const reader = this.reader;
    if (low < RARE.decode) return this.#new();
    if (low >= RARE.threshold) {
      THRESHOLD.skip(reader);
      return 0;
    }
    if (low < RARE.encode) reader.skip(reader.u8());
    else {
      skipPid(reader);
      // Timestamp, nonce and payload.
      reader.skip(20);
    }
    return this.#stepCost;
  }

  #new(): number {
    this.#stepCost = stepCost(CAPACITY.read(this.reader));
    skipPolicyAndWindow(this.reader);
    return this.#stepCost;
  }
}

/** Where the records begin; see {@link recordBounds}. O(bytes). */
export function trackerBounds(bytes: Uint8Array): number[] {
  return recordBounds(new TrackerScan(bytes), bytes.length);
}

/** How much of an input costs at most `work`; see {@link lengthWithin}. O(bytes). */
export function trackerLengthWithin(bytes: Uint8Array, work: number): number {
  return lengthWithin(new TrackerScan(bytes), work);
}
