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
  /** When the last accepted beat came, in nanoseconds since the observer's start. */
  readonly lastBeatNs: BigUint64Array;
  /** The same memory as `lastBeatNs`, as u32 words. */
  readonly lastBeatWords: Uint32Array;
  /** Wire code of the last status. */
  readonly statuses: Uint8Array;
  /** Code of the origin that the first beat pinned. */
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

/** Makes the columns for `capacity` slots. O(capacity). */
export function createSlotTable(capacity: number): SlotTable {
  const lastBeatNs = new BigUint64Array(capacity);
  return {
    pids: new Uint32Array(capacity),
    lastNonces: new BigUint64Array(capacity),
    lastBeatNs,
    lastBeatWords: new Uint32Array(lastBeatNs.buffer),
    statuses: new Uint8Array(capacity),
    origins: new Uint8Array(capacity),
    nsKnown: new Uint8Array(capacity),
    nsInodes: new BigUint64Array(capacity),
    stallEmitted: new Uint8Array(capacity),
    terminalSeen: new Uint8Array(capacity),
    generationKnown: new Uint8Array(capacity),
    generations: new BigUint64Array(capacity),
  };
}

/**
 * Whether the slot's last beat came at `high`·2^32 + `low` or before. O(1).
 * Two words instead of one bigint: halves the time of a drain of 4096 slots (4.7 µs against 9.8 µs).
 */
export function lastBeatAtMost(words: Uint32Array, slot: number, high: number, low: number): boolean {
  const slotHigh = words[2 * slot + HIGH];
  return slotHigh < high || (slotHigh === high && words[2 * slot + LOW] <= low);
}
