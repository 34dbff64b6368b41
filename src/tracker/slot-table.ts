import { bytesOf, Columns, doublesOf, wordsOf } from '../columns.ts';
import { HIGH_WORD, LOW_WORD } from '../u64.ts';

// Constants of this module's own: an imported one is read from memory at each use.
const HIGH = HIGH_WORD;
const LOW = LOW_WORD;

/**
 * The ledger's slots as columns, one entry a slot, sized once. The slots below the tracker's length are in use;
 * what stands in the others has no meaning.
 */
export interface SlotTable {
  /** The pid that the slot is for. */
  readonly pids: Uint32Array;
  /** Nonce of the last accepted beat; with `lastWords` of the last regular one, 0 where there was none. */
  readonly lastNonces: BigUint64Array;
  /** When the last accepted beat came, as `record` was told: nanoseconds. */
  readonly lastBeatNs: BigUint64Array;
  /** The same memory as `lastBeatNs`, as u32 words. */
  readonly lastBeatWords: Uint32Array;
  /** The same memory once more, as doubles: see {@link firstSilent}. */
  readonly lastBeatDoubles: Float64Array;
  /** Wire code of the last status. */
  readonly statuses: Uint8Array;
  /** Code of the pinned origin: that of the first beat, or of the last takeover. */
  readonly origins: Uint8Array;
  /** 1 where the sender's namespace is known. */
  readonly nsKnown: Uint8Array;
  /** Inode of the sender's pid namespace; 0 where it is not known. */
  readonly nsInodes: BigUint64Array;
  /** 1 where the stall of the present silence was handed out already. */
  readonly stallEmitted: Uint8Array;
  /** 1 where a terminal frame was accepted since the last regular one; 0 everywhere unless the tracker's `lastWords` is on. */
  readonly terminalSeen: Uint8Array;
  /** 1 where the generation of the sender's process is known; 0 everywhere unless the tracker's `pinGeneration` is on. */
  readonly generationKnown: Uint8Array;
  /** Generation of the sender's process; 0 where it is not known. */
  readonly generations: BigUint64Array;
}

/** Bytes of the columns for `capacity` slots. O(1). */
export function slotTableBytes(capacity: number): number {
  return bytesOf(8, capacity, 4) + bytesOf(4, capacity) + bytesOf(1, capacity, 6);
}

/** Makes the columns for `capacity` slots, of `columns`, which has {@link slotTableBytes} bytes for them. O(capacity). */
export function createSlotTable(capacity: number, columns = new Columns(slotTableBytes(capacity))): SlotTable {
  const lastBeatNs = columns.u64(capacity);
  return {
    lastNonces: columns.u64(capacity),
    lastBeatNs,
    lastBeatWords: wordsOf(lastBeatNs),
    lastBeatDoubles: doublesOf(lastBeatNs),
    nsInodes: columns.u64(capacity),
    generations: columns.u64(capacity),
    pids: columns.u32(capacity),
    statuses: columns.u8(capacity),
    origins: columns.u8(capacity),
    nsKnown: columns.u8(capacity),
    stallEmitted: columns.u8(capacity),
    terminalSeen: columns.u8(capacity),
    generationKnown: columns.u8(capacity),
  };
}

/** Which slots {@link firstSilent} looks for: those whose stall was not handed out, those whose stall was, or both. */
export const FLAGS = { clear: 0, set: 1, any: 2 } as const;
const ANY = FLAGS.any;

const scratch = new Float64Array(1);
const scratchWords = new Uint32Array(scratch.buffer);

/**
 * The first slot from `from` on, below `to`, whose last beat came at `high`·2^32 + `low` or before, and whose stall flag is as
 * `flag` says, one of {@link FLAGS}; `to` if there is none. O(to − from).
 *
 * Below 2^63, times compare as doubles as their bits do as integers: one read and one comparison a slot where words need two
 * of each, which takes a drain of 4096 slots from 8.0 to 4.6 µs, four slots a turn to 2.4 µs. What is no number, or negative,
 * is above nothing; so where the doubles cannot tell, the words do.
 */
export function firstSilent(slots: SlotTable, from: number, to: number, high: number, low: number, flag: number): number {
  const { stallEmitted, lastBeatWords, lastBeatDoubles } = slots;
  let slot = from;
  while (slot < to) {
    const end = Math.min(slot + 4, to);
    for (; slot < end; slot++) {
      if (lastBeatAtMost(lastBeatWords, slot, high, low) && (flag === ANY || stallEmitted[slot] === flag)) return slot;
    }
    const limit = toDouble(high, low);
    while (
      slot + 3 < to &&
      lastBeatDoubles[slot] > limit &&
      lastBeatDoubles[slot + 1] > limit &&
      lastBeatDoubles[slot + 2] > limit &&
      lastBeatDoubles[slot + 3] > limit
    ) {
      slot += 4;
    }
  }
  return to;
}

/** The double with the bits of a time; above 2^63 no number, with which no time compares. */
function toDouble(high: number, low: number): number {
  scratchWords[HIGH] = high;
  scratchWords[LOW] = low;
  return high < 0x8000_0000 ? scratch[0] : Number.NaN;
}

function lastBeatAtMost(words: Uint32Array, slot: number, high: number, low: number): boolean {
  const slotHigh = words[2 * slot + HIGH];
  return slotHigh < high || (slotHigh === high && words[2 * slot + LOW] <= low);
}
