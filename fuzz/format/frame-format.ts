import { NONCE_WRAP_THRESHOLD, STATUSES, crc32c, FRAME_LENGTH, type Frame } from '../../src/index.ts';
import { U32_MAX, U64_MAX } from '../../src/internal.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { coded, plainInteger, plainU64 } from './value-codes.ts';

const U32 = coded<number>([2, 0, 1, 3, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, U32_MAX], plainInteger(0, U32_MAX));
const U64 = coded<bigint>(
  [1n, 0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, NONCE_WRAP_THRESHOLD, U64_MAX - NONCE_WRAP_THRESHOLD, U64_MAX - 1n, U64_MAX],
  plainU64(),
);

/** What an input of the frame format stands for. */
export interface FrameInput {
  readonly frame: Frame;
  /** The number of a call with a wrong argument, to be counted round the list of them; null for none. */
  readonly misuse: number | null;
  /** Which bit of the encoded frame is turned, 0 to 255. */
  readonly bit: number;
}

const HAS_MISUSE = 0x80;

/** Reads an input of the frame format; see docs/fuzz-format.md. Takes any bytes. O(1). */
export function readFrameInput(bytes: Uint8Array): FrameInput {
  const reader = new ByteReader(bytes);
  const first = reader.u8();
  return {
    frame: {
      status: STATUSES[first & 3],
      pid: U32.read(reader),
      timestamp: U64.read(reader),
      nonce: U64.read(reader),
      payload: U32.read(reader),
    },
    misuse: (first & HAS_MISUSE) === 0 ? null : (first & 0x7f) >> 2,
    bit: reader.u8(),
  };
}

/** An input that stands for a frame. O(1). */
export function writeFrameInput(frame: Frame): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(STATUSES.indexOf(frame.status));
  U32.write(writer, frame.pid);
  U64.write(writer, frame.timestamp);
  U64.write(writer, frame.nonce);
  U32.write(writer, frame.payload);
  return writer.take();
}

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
  if ((repair & REPAIR.checksum) !== 0) setChecksum(bytes);
  return bytes;
}

/** An input that stands for a datagram as it is. O(bytes). */
export function writeDatagram(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(0, ...bytes);
}

function setChecksum(bytes: Uint8Array): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(CHECKSUM_AT, crc32c(bytes, CHECKSUM_AT), true);
}

/** The bit of `where` that says: the checksum fits the damaged bytes. */
const CHECKSUM_FITS = 0x80;
const DAMAGES = 40;

/**
 * A frame with one thing wrong: `where` from 0 to 31 has that byte changed by `how`, 32 to 39 set the length to `how`, cut at the end
 * or with zeros added. With {@link CHECKSUM_FITS} the checksum is right again. O(1).
 */
export function damageFrame(frame: Uint8Array, where: number, how: number): Uint8Array {
  const index = (where & 0x7f) % DAMAGES;
  if (index >= FRAME_LENGTH) {
    const resized = new Uint8Array(how);
    resized.set(frame.subarray(0, how));
    return resized;
  }
  const changed = frame.slice();
  changed[index] ^= how === 0 ? 0xff : how;
  if ((where & CHECKSUM_FITS) !== 0) setChecksum(changed);
  return changed;
}
