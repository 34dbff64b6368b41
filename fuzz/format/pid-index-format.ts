import { ByteReader } from './bytes.ts';
import { indexCells, PID_CODES, pidOfCode, readPid, skipPid } from './pid-code.ts';
import { CAPACITY } from './value-codes.ts';
import { lengthWithin, recordBounds, RecordScan } from './work-budget.ts';

/** Most operations of one input. */
const OPS_MAX = 4096;

const CAPACITY_MAX = 4096;

const OP_COST = 4;

/** Records by the upper four bits of their first byte: each kind has the codes from its own on. */
const KIND = { insert: 0, remove: 6, get: 9, take: 11, copy: 12, burst: 13, removeBurst: 15 } as const;

/** Carries out what an input stands for, operation by operation. */
export interface IndexSteps {
  insert(pid: number, slot: number): void;
  remove(pid: number): void;
  get(pid: number): void;
  take(): void;
  /** Goes on with a copy. */
  copy(): void;
}

/** Reads an input of the index format: a head with the capacity, then records; see docs/fuzz-format.md. Takes any bytes. */
export class IndexReader {
  readonly capacity: number;
  readonly #reader: ByteReader;
  readonly #cells: number;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
    this.capacity = Math.min(CAPACITY.read(this.#reader), CAPACITY_MAX);
    this.#cells = indexCells(this.capacity);
  }

  /** Has the operations carried out that the bytes stand for. Once. O(operations). */
  run(steps: IndexSteps): void {
    for (let left = OPS_MAX; left > 0 && !this.#reader.isAtEnd;) left -= this.#record(steps, left);
  }

  /** Reads the next record; of its operations at most `most` are carried out. How many they are. */
  #record(steps: IndexSteps, most: number): number {
    const reader = this.#reader;
    const first = reader.u8();
    const kind = first >> 4;
    const slot = first & 15;
    if (kind < KIND.remove) steps.insert(readPid(reader, this.#cells), slot);
    else if (kind < KIND.get) steps.remove(readPid(reader, this.#cells));
    else if (kind < KIND.take) steps.get(readPid(reader, this.#cells));
    else if (kind === KIND.take) steps.take();
    else if (kind === KIND.copy) steps.copy();
    else return this.#burst(kind < KIND.removeBurst, slot, steps, most);
    return 1;
  }

  /** Pids whose codes follow each other. */
  #burst(inserts: boolean, slot: number, steps: IndexSteps, most: number): number {
    const from = this.#reader.u8() % PID_CODES;
    const count = Math.min(most, 1 + (this.#reader.u8() & 127));
    for (let at = 0; at < count; at++) {
      const pid = pidOfCode((from + at) % PID_CODES, this.#cells);
      if (inserts) steps.insert(pid, slot + at);
      else steps.remove(pid);
    }
    return count;
  }
}

/** Passes over an input of the index format. */
class IndexScan extends RecordScan {
  /** All cells are looked at, once. */
  head(): number {
    return Math.min(CAPACITY.read(this.reader), CAPACITY_MAX) >> 4;
  }

  record(): number {
    const reader = this.reader;
    const kind = reader.u8() >> 4;
    if (kind < KIND.take) skipPid(reader);
    if (kind < KIND.burst) return OP_COST;
    reader.skip(1);
    return OP_COST * (1 + (reader.u8() & 127));
  }
}

/** How much of an input costs at most `work`; see {@link lengthWithin}. O(bytes). */
export function indexLengthWithin(bytes: Uint8Array, work: number): number {
  return lengthWithin(new IndexScan(bytes), work);
}

/** Where the records begin; see {@link recordBounds}. O(bytes). */
export function indexBounds(bytes: Uint8Array): number[] {
  return recordBounds(new IndexScan(bytes), bytes.length);
}
