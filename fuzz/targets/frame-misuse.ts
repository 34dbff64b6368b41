import type { encodeFrame, Frame, frameChecksums } from '../../src/index.ts';
import type { Refusal } from './refused.ts';

/** The part of the production code that takes frames and may refuse them. */
export interface FrameCalls {
  readonly encodeFrame: typeof encodeFrame;
  readonly frameChecksums: typeof frameChecksums;
}

/** A call with one argument that is wrong, and what must be said of it. */
export interface FrameMisuse {
  readonly call: (calls: FrameCalls, frame: Frame, out: Uint8Array) => void;
  readonly refusal: Refusal;
}

const BEYOND = 2n ** 64n;
const U32 = 'must be an integer from 0 to 2^32 - 1';
const U64 = 'must be a bigint from 0 to 2^64 - 1';
const STATUSES = 'must be one of ok, degraded, critical, stall';

function field(key: keyof Frame, value: unknown, error: Refusal['error'], rule: string, got: string): FrameMisuse {
  return {
    // What a caller without the compiler's help could pass.
    call: (calls, frame, out) => void calls.encodeFrame({ ...frame, [key]: value }, out),
    refusal: { error, text: `Cannot encode frame: ${key} ${rule}, got ${got}` },
  };
}

/** Calls that must be refused and write nothing. */
export const FRAME_MISUSES: readonly FrameMisuse[] = [
  field('pid', -1, 'RangeError', U32, '-1'),
  field('pid', 2 ** 32, 'RangeError', U32, '4294967296'),
  field('pid', 2.5, 'RangeError', U32, '2.5'),
  field('pid', 2n, 'TypeError', U32, '2n'),
  field('timestamp', -1n, 'RangeError', U64, '-1n'),
  field('timestamp', BEYOND, 'RangeError', U64, '18446744073709551616n'),
  field('timestamp', 2, 'TypeError', U64, '2'),
  field('nonce', -1n, 'RangeError', U64, '-1n'),
  field('nonce', BEYOND, 'RangeError', U64, '18446744073709551616n'),
  field('nonce', '1', 'TypeError', U64, '"1"'),
  field('payload', -1, 'RangeError', U32, '-1'),
  field('payload', 2 ** 32, 'RangeError', U32, '4294967296'),
  field('payload', Number.NaN, 'RangeError', U32, 'NaN'),
  field('status', 'fine', 'RangeError', STATUSES, '"fine"'),
  field('status', 0, 'TypeError', STATUSES, '0'),
  {
    call: (calls, frame, out) => void calls.encodeFrame(frame, out.subarray(1)),
    refusal: { error: 'RangeError', text: 'Cannot encode frame: out must have 32 bytes, got 31' },
  },
  {
    call: (calls, _frame, out) => void calls.frameChecksums(out.subarray(1)),
    refusal: { error: 'RangeError', text: 'Cannot compare checksums: a frame has 32 bytes, got 31' },
  },
];
