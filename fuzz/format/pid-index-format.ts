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

/** One operation on an index of pids. */
export type IndexOp =
  | { readonly kind: 'insert'; readonly pid: number; readonly slot: number }
  | { readonly kind: 'remove' | 'get'; readonly pid: number }
  | { readonly kind: 'take' }
  | { readonly kind: 'copy' };

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

  /** Reads the next record and appends what it stands for to `ops`; false at the end of the bytes. O(record). */
  record(ops: IndexOp[]): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.u8();
    const kind = first >> 4;
    const slot = first & 15;
    if (kind < KIND.remove) ops.push({ kind: 'insert', pid: readPid(reader, this.#cells), slot });
    else if (kind < KIND.get) ops.push({ kind: 'remove', pid: readPid(reader, this.#cells) });
    else if (kind < KIND.take) ops.push({ kind: 'get', pid: readPid(reader, this.#cells) });
    else if (kind === KIND.take) ops.push({ kind: 'take' });
    else if (kind === KIND.copy) ops.push({ kind: 'copy' });
    else this.#burst(kind < KIND.removeBurst, slot, ops);
    return true;
  }

  /** Pids whose codes follow each other. */
  #burst(inserts: boolean, slot: number, ops: IndexOp[]): void {
    const from = this.#reader.u8() % PID_CODES;
    const count = 1 + (this.#reader.u8() & 127);
    for (let at = 0; at < count; at++) {
      const pid = pidOfCode((from + at) % PID_CODES, this.#cells);
      ops.push(inserts ? { kind: 'insert', pid, slot: slot + at } : { kind: 'remove', pid });
    }
  }
}

/** The operations that the bytes stand for. O(operations). */
export function indexOps(reader: IndexReader): readonly IndexOp[] {
  const ops: IndexOp[] = [];
  while (ops.length < OPS_MAX && reader.record(ops));
  return ops.length > OPS_MAX ? ops.slice(0, OPS_MAX) : ops;
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
