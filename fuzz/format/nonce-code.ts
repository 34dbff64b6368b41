import { NONCE_WRAP_THRESHOLD, REGULAR_NONCE_MAX, TERMINAL_NONCE, U64_MAX } from '../../src/index.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const WRAP_FROM = U64_MAX - NONCE_WRAP_THRESHOLD;
const U16_FORWARD = 14;
const U64_FOLLOWS = 15;

/** Nonces by code, from the last one that was said of the pid. */
const NONCES: readonly ((last: bigint) => bigint)[] = [
  (last) => BigInt.asUintN(64, last + 1n),
  (last) => BigInt.asUintN(64, last + 2n),
  (last) => last,
  (last) => BigInt.asUintN(64, last - 1n),
  () => 0n,
  () => 1n,
  () => NONCE_WRAP_THRESHOLD - 1n,
  () => NONCE_WRAP_THRESHOLD,
  () => WRAP_FROM - 1n,
  () => WRAP_FROM,
  () => WRAP_FROM + 1n,
  () => REGULAR_NONCE_MAX,
  () => TERMINAL_NONCE,
  () => 2n ** 63n,
];

/**
 * The nonce of a code from 0 to 15: 0 the next one; 1–13 what lies beside the last one and at the bounds of a nonce that starts
 * over; 14 a u16 forward; 15 the nonce itself. O(1).
 */
export function readNonce(reader: ByteReader, code: number, last: bigint): bigint {
  if (code === U64_FOLLOWS) return reader.u64();
  return code === U16_FORWARD ? BigInt.asUintN(64, last + BigInt(reader.u16())) : NONCES[code](last);
}

/** The code of a nonce: the first that says it. O(codes). */
export function nonceCode(nonce: bigint, last: bigint): number {
  const code = NONCES.findIndex((nonceOf) => nonceOf(last) === nonce);
  if (code >= 0) return code;
  return BigInt.asUintN(64, nonce - last) <= 0xffffn ? U16_FORWARD : U64_FOLLOWS;
}

/** Writes what follows the code of a nonce. O(1). */
export function writeNonceRest(writer: ByteWriter, code: number, nonce: bigint, last: bigint): void {
  if (code === U16_FORWARD) writer.u16(Number(BigInt.asUintN(64, nonce - last)));
  else if (code === U64_FOLLOWS) writer.u64(nonce);
}
