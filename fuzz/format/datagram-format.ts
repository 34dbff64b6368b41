import { crc32c, FRAME_LENGTH } from '../../src/index.ts';
import { ByteReader } from './byte-reader.ts';

/** Bits of the first byte: what is put right in the bytes behind it, so that chance gets past the checks. */
const REPAIR = { length: 1, magic: 2, status: 4, checksum: 8 } as const;

const MAGIC_AND_VERSION = [0x56, 0x41, 0x02] as const;
const STATUS_AT = 3;
const CHECKSUM_AT = 28;

/** A datagram from an input: its first byte says what of the others is put right. O(bytes). */
export function readDatagram(input: Uint8Array): Uint8Array {
  const reader = new ByteReader(input);
  const repair = reader.u8();
  const bytes = (repair & REPAIR.length) === 0 ? reader.rest() : reader.bytes(FRAME_LENGTH);
  if (bytes.length < FRAME_LENGTH) return bytes;
  if ((repair & REPAIR.magic) !== 0) bytes.set(MAGIC_AND_VERSION);
  if ((repair & REPAIR.status) !== 0) bytes[STATUS_AT] &= 3;
  if ((repair & REPAIR.checksum) !== 0) new DataView(bytes.buffer).setUint32(CHECKSUM_AT, crc32c(bytes, CHECKSUM_AT), true);
  return bytes;
}

/** An input that stands for a datagram as it is. O(bytes). */
export function writeDatagram(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(0, ...bytes);
}
