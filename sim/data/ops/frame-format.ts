import { STATUSES } from '../spec/names.ts';
import type { Frame } from '../../../src/index.ts';
import type { Fields } from './fields.ts';

/** A frame as JSON has it. */
export interface FrameJson {
  readonly status: string;
  readonly pid: number;
  readonly timestamp: string;
  readonly nonce: string;
  readonly payload: number;
}

/** Reads a frame's keys: types and ranges alone, so that a frame which decoding refuses can be written down. O(1). */
export function readFrame(fields: Fields): Frame {
  return {
    status: fields.oneOf('status', STATUSES),
    pid: fields.u32('pid'),
    timestamp: fields.u64('timestamp'),
    nonce: fields.u64('nonce'),
    payload: fields.u32('payload'),
  };
}

/** A frame as JSON. O(1). */
export function frameJson(frame: Frame): FrameJson {
  const { status, pid, timestamp, nonce, payload } = frame;
  return { status, pid, timestamp: String(timestamp), nonce: String(nonce), payload };
}
