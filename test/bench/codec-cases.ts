import { decodeFrame, encodeFrame, FRAME_LENGTH, type Frame } from '../../src/index.ts';
import type { Batches, BenchCase } from './bench-case.ts';

const BATCH = 1024;

function framesToUse(): Frame[] {
  return Array.from({ length: 256 }, (_, at) => ({
    status: 'ok',
    pid: 2 + at,
    timestamp: 1_000_000_007n * BigInt(at),
    nonce: BigInt(at + 1),
    payload: at,
  }));
}

function encodeBatches(): Batches {
  const bytes = new Uint8Array(FRAME_LENGTH);
  const frames = framesToUse();
  const run = (): number => {
    for (let at = 0; at < BATCH; at++) encodeFrame(frames[at & 255], bytes);
    return BATCH;
  };
  return { run };
}

function decodeBatches(): Batches {
  const encoded = framesToUse().map((frame) => encodeFrame(frame));
  const run = (): number => {
    let refused = 0;
    for (let at = 0; at < BATCH; at++) if (typeof decodeFrame(encoded[at & 255]) === 'string') refused++;
    if (refused > 0) throw new Error(`the bench wanted whole frames and got ${refused} refusals`);
    return BATCH;
  };
  return { run };
}

/** The frame codec. */
export function codecCases(): BenchCase[] {
  return [
    { name: 'encode', what: 'a frame is written', make: encodeBatches },
    { name: 'decode', what: 'a datagram is read', make: decodeBatches },
  ];
}
