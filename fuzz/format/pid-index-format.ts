import { withEnd } from './work-budget.ts';
import { ByteReader } from './bytes.ts';
import { indexCells, PID_CODES, pidOfCode, readPid } from './pid-code.ts';
import { CAPACITY } from './value-codes.ts';

/** Most operations of one input. */
const OPS_MAX = 4096;

const CAPACITY_MAX = 4096;

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

  /** Bytes read so far. */
  get at(): number {
    return this.#reader.at;
  }

  /** Reads the next record and appends what it stands for to `ops`; false at the end of the bytes. O(record). */
  record(ops: IndexOp[]): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.u8();
    const kind = first >> 4;
    const slot = first & 15;
    if (kind < 6) ops.push({ kind: 'insert', pid: readPid(reader, this.#cells), slot });
    else if (kind < 9) ops.push({ kind: 'remove', pid: readPid(reader, this.#cells) });
    else if (kind < 11) ops.push({ kind: 'get', pid: readPid(reader, this.#cells) });
    else if (kind === 11) ops.push({ kind: 'take' });
    else if (kind === 12) ops.push({ kind: 'copy' });
    else this.#burst(kind < 15, slot, ops);
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
export function* indexOps(reader: IndexReader): Generator<IndexOp, void, void> {
  let count = 0;
  const ops: IndexOp[] = [];
  while (reader.record(ops)) {
    for (const op of ops) {
      if (count++ === OPS_MAX) return;
      yield op;
    }
    ops.length = 0;
  }
}

/** Where the records begin, and the end; what lies behind the end of the work counts as one. O(bytes). */
export function indexBounds(bytes: Uint8Array): number[] {
  const reader = new IndexReader(bytes);
  const bounds = [reader.at];
  const ops: IndexOp[] = [];
  while (reader.record(ops) && ops.length <= OPS_MAX) bounds.push(reader.at);
  return withEnd(bounds, bytes.length);
}
