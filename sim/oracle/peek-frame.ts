import type { Status } from '../../src/index.ts';
import type { BeatFact } from './facts.ts';

const STATUS_BY_CODE: readonly Status[] = ['ok', 'degraded', 'critical', 'stall'];

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** Reads pid, nonce and status where a frame has them, and judges nothing: the observer has decoded it already. O(1). */
export function peekFrame(bytes: Uint8Array, into: BeatFact): void {
  into.status = STATUS_BY_CODE[bytes[3] & 3];
  into.pid = word(bytes, 4);
  into.nonceLow = word(bytes, 16);
  into.nonceHigh = word(bytes, 20);
}
