import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { momentCode, readMoment, writeMomentRest, type Step } from './moment-code.ts';
import { nonceCode, readNonce, writeNonceRest } from './nonce-code.ts';
import { indexCells } from './pid-code.ts';

/**
 * What the records of an input have said so far, from which the next ones go on: it is the same in reading and in writing,
 * and knows nothing of what the production code replied.
 */
export class Said {
  nowNs = 0n;
  thresholdNs = 0n;
  /** Cells of the index of pids, a power of two. */
  cells = 2;
  readonly #steps: readonly Step[];
  readonly #nonces = new Map<number, bigint>();

  /** `steps` are the times that a code can say. */
  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** A new table begins: nobody has said a nonce. O(pids). */
  startTable(capacity: number): void {
    this.cells = indexCells(capacity);
    this.#nonces.clear();
  }

  /** Reads the rest of a moment and goes there. O(1). */
  readNow(reader: ByteReader, code: number): bigint {
    this.nowNs = readMoment(reader, code, this.#steps, this.nowNs, this.thresholdNs);
    return this.nowNs;
  }

  /** Writes the first byte of a record, `kind` above the code of the moment, and what the moment needs; goes there. O(steps). */
  writeKindAndNow(writer: ByteWriter, kind: number, now: bigint): void {
    const code = momentCode(now, this.#steps, this.nowNs, this.thresholdNs);
    writer.u8((kind << 4) | code);
    writeMomentRest(writer, code, now, this.nowNs);
    this.nowNs = now;
  }

  /** Reads the rest of a nonce of `pid`, and keeps it as the last. O(1). */
  readNonce(reader: ByteReader, code: number, pid: number): bigint {
    return this.#keep(pid, readNonce(reader, code, this.#last(pid)));
  }

  /** The nonce that a beat of `pid` has that says none. O(1). */
  nextNonce(pid: number): bigint {
    return this.#keep(pid, BigInt.asUintN(64, this.#last(pid) + 1n));
  }

  /** The code of a nonce of `pid`. O(codes). */
  nonceCode(nonce: bigint, pid: number): number {
    return nonceCode(nonce, this.#last(pid));
  }

  /** Writes what follows the code of a nonce, and keeps the nonce as the last. O(1). */
  writeNonceRest(writer: ByteWriter, code: number, nonce: bigint, pid: number): void {
    writeNonceRest(writer, code, nonce, this.#last(pid));
    this.#keep(pid, nonce);
  }

  #last(pid: number): bigint {
    return this.#nonces.get(pid) ?? 0n;
  }

  #keep(pid: number, nonce: bigint): bigint {
    this.#nonces.set(pid, nonce);
    return nonce;
  }
}
