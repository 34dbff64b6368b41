import { decodeFrame, encodeFrame, FRAME_LENGTH, type Frame } from '../../src/index.ts';
import type { BenchCase } from './bench-case.ts';

const BATCH = 1024;

/** The frame codec. */
export function codecCases(): BenchCase[] {
  const bytes = new Uint8Array(FRAME_LENGTH);
  const frames: Frame[] = Array.from({ length: 256 }, (_, at) => ({
    status: 'ok',
    pid: 2 + at,
    timestamp: 1_000_000_007n * BigInt(at),
    nonce: BigInt(at + 1),
    payload: at,
  }));
  const encoded = frames.map((frame) => encodeFrame(frame));
  const encode = (): number => {
    for (let at = 0; at < BATCH; at++) encodeFrame(frames[at & 255], bytes);
    return BATCH;
  };
  const decode = (): number => {
    let refused = 0;
    for (let at = 0; at < BATCH; at++) if (typeof decodeFrame(encoded[at & 255]) === 'string') refused++;
    if (refused > 0) throw new Error(`the bench wanted whole frames and got ${refused} refusals`);
    return BATCH;
  };
  return [
    { name: 'encode', what: 'a frame is written', batch: encode },
    { name: 'decode', what: 'a datagram is read', batch: decode },
  ];
}
