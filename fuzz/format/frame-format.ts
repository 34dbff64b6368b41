import { NONCE_WRAP_THRESHOLD, STATUSES, U32_MAX, U64_MAX, type Frame } from '../../src/index.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { coded, plainInteger, plainU64 } from './coded.ts';

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
