import { NS_INODES } from './table-code.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const NAMED_FROM = 3;
const U64_FOLLOWS = 7;

/** A namespace of a code from 0 to 7: 0–2 unknown, 3–6 one of the list, 7 the inode itself. O(1). */
export function readNs(reader: ByteReader, code: number): bigint | null {
  if (code === U64_FOLLOWS) return reader.u64();
  return code < NAMED_FROM ? null : NS_INODES[code - NAMED_FROM];
}

/** The code of a namespace. O(1). */
export function nsCode(ns: bigint | null): number {
  if (ns === null) return 0;
  const place = NS_INODES.indexOf(ns);
  return place < 0 ? U64_FOLLOWS : NAMED_FROM + place;
}

/** Writes what follows the code of a namespace. O(1). */
export function writeNsRest(writer: ByteWriter, code: number, ns: bigint | null): void {
  if (code === U64_FOLLOWS) writer.u64(ns ?? 0n);
}
