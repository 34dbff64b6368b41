import { U64_MAX } from './model-types.ts';

/** How near to the top the last nonce, and how near to 0 the new one, must be for a wrap. */
const WRAP_DISTANCE = 2n ** 20n;

/** What a nonce is after the last accepted one, both u64: `forward`, a `wrap` past the top, or `stale`. */
export function judgeNonce(last: bigint, nonce: bigint): 'forward' | 'wrap' | 'stale' {
  if (nonce > last) return 'forward';
  return last >= U64_MAX - WRAP_DISTANCE && nonce < WRAP_DISTANCE ? 'wrap' : 'stale';
}
