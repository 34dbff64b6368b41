import type { encodeFrame, Frame, frameChecksums } from '../../src/index.ts';

/** The part of the production code that takes frames and may refuse them. */
export interface FrameCalls {
  readonly encodeFrame: typeof encodeFrame;
  readonly frameChecksums: typeof frameChecksums;
}

/** A call with one argument that is wrong. */
interface FrameMisuse {
  readonly name: string;
  readonly call: (calls: FrameCalls, frame: Frame, out: Uint8Array) => void;
}

const BEYOND = 2n ** 64n;

function field(name: string, key: keyof Frame, value: unknown): FrameMisuse {
  return {
    name,
    // What a caller without the compiler's help could pass.
    call: (calls, frame, out) => void calls.encodeFrame({ ...frame, [key]: value }, out),
  };
}

/** Calls that must be refused with a TypeError or RangeError, and write nothing. */
export const FRAME_MISUSES: readonly FrameMisuse[] = [
  field('negative-pid', 'pid', -1),
  field('pid-beyond-u32', 'pid', 2 ** 32),
  field('pid-of-fraction', 'pid', 2.5),
  field('pid-as-bigint', 'pid', 2n),
  field('negative-timestamp', 'timestamp', -1n),
  field('timestamp-beyond-u64', 'timestamp', BEYOND),
  field('timestamp-as-number', 'timestamp', 2),
  field('negative-nonce', 'nonce', -1n),
  field('nonce-beyond-u64', 'nonce', BEYOND),
  field('nonce-of-text', 'nonce', '1'),
  field('negative-payload', 'payload', -1),
  field('payload-beyond-u32', 'payload', 2 ** 32),
  field('payload-not-a-number', 'payload', Number.NaN),
  field('unknown-status', 'status', 'fine'),
  field('status-as-number', 'status', 0),
  { name: 'short-out', call: (calls, frame, out) => void calls.encodeFrame(frame, out.subarray(1)) },
  { name: 'checksums-of-short-frame', call: (calls, _frame, out) => void calls.frameChecksums(out.subarray(1)) },
];
