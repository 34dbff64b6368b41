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
export function indexOps(reader: IndexReader): readonly IndexOp[] {
  const ops: IndexOp[] = [];
  while (ops.length < OPS_MAX && reader.record(ops));
  return ops.slice(0, OPS_MAX);
}

/** Bytes of the longest beginning that costs at most `work`: 4 for an operation, and 1 for 16 slots, as they are all looked at. O(bytes). */
export function indexLengthWithin(bytes: Uint8Array, work: number): number {
  const reader = new IndexReader(bytes);
  const opsMax = (work - (reader.capacity >> 4)) >> 2;
  let length = reader.at;
  for (const ops: IndexOp[] = []; reader.record(ops) && ops.length <= opsMax;) length = reader.at;
  return length;
}

/** Where the records begin, and the end; what lies behind the end of the work counts as one. O(bytes). */
export function indexBounds(bytes: Uint8Array): number[] {
  const reader = new IndexReader(bytes);
  const bounds = [reader.at];
  const ops: IndexOp[] = [];
  while (reader.record(ops) && ops.length <= OPS_MAX) bounds.push(reader.at);
  return withEnd(bounds, bytes.length);
}
