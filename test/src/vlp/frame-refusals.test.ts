import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, FRAME_REFUSALS, type FrameRefusal } from '../../../src/vlp/frame.ts';
import { frameBytes, reseal } from '../support/frames.ts';

/** Ways to spoil a good frame, in the order in which they must be seen. A spoiled field is sealed; a spoiled seal is not. */
const FAULTS: readonly (readonly [FrameRefusal, (bytes: Uint8Array) => void])[] = [
  ['bad-magic', (bytes) => (bytes[1] ^= 0x01)],
  ['bad-version', (bytes) => (bytes[2] = 0x01)],
  ['bad-crc', (bytes) => (bytes[28] ^= 0x01)],
  ['bad-status', (bytes) => (bytes[3] = 4)],
  ['stall-on-wire', (bytes) => (bytes[3] = 3)],
  ['bad-pid', (bytes) => bytes.fill(0, 4, 8)],
  ['bad-timestamp', (bytes) => bytes.fill(0xff, 8, 16)],
  ['bad-nonce', (bytes) => bytes.fill(0xff, 16, 24)],
];

function spoil(faults: readonly number[]): Uint8Array {
  const bytes = frameBytes();
  // The later fault first: bad-status and stall-on-wire share a byte, and the earlier one must stand.
  const fields = faults.filter((at) => FAULTS[at][0] !== 'bad-crc').reverse();
  for (const at of fields) FAULTS[at][1](bytes);
  reseal(bytes);
  if (faults.some((at) => FAULTS[at][0] === 'bad-crc')) bytes[28] ^= 0x01;
  return bytes;
}

describe('decodeFrame() refusals', () => {
  it('are listed in the order of the checks', () => {
    expect(FRAME_REFUSALS).toEqual(['bad-length', ...FAULTS.map(([refusal]) => refusal)]);
  });

  it.each(FAULTS.map(([refusal], at) => [refusal, at] as const))('say %s for that fault alone', (refusal, at) => {
    expect(decodeFrame(spoil([at]))).toBe(refusal);
  });

  const pairs = FAULTS.flatMap((_, first) => FAULTS.slice(first + 1).map((__, more) => [first, first + 1 + more] as const));
  it.each(pairs.map(([first, second]) => [FAULTS[first][0], FAULTS[second][0], first, second] as const))(
    'say %s where there is also %s',
    (refusal, _other, first, second) => {
      expect(decodeFrame(spoil([first, second]))).toBe(refusal);
    },
  );

  it('say bad-length for any length but 32, whatever the bytes', () => {
    for (let length = 0; length < 80; length++) {
      if (length === 32) continue;
      const bytes = new Uint8Array(length);
      bytes.set(frameBytes().subarray(0, Math.min(32, length)));
      expect(decodeFrame(bytes)).toBe('bad-length');
    }
  });

  it('say bad-magic for either byte of the magic', () => {
    for (const at of [0, 1]) {
      const bytes = frameBytes();
      bytes[at] ^= 0xff;
      expect(decodeFrame(reseal(bytes))).toBe('bad-magic');
    }
  });

  it('say bad-crc for any single flipped bit behind the version', () => {
    for (let bit = 24; bit < 256; bit++) {
      const bytes = frameBytes();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(decodeFrame(bytes)).toBe('bad-crc');
    }
  });

  it.each([
    ['bad-pid', { pid: 0 }],
    ['bad-pid', { pid: 1 }],
    ['bad-timestamp', { timestamp: 2n ** 64n - 1n }],
    ['bad-nonce', { nonce: 2n ** 64n - 1n }],
    ['bad-nonce', { nonce: 2n ** 64n - 1n, status: 'degraded' }],
    ['stall-on-wire', { status: 'stall', nonce: 2n ** 64n - 1n }],
  ] as const)('say %s for the fields %o', (refusal, fields) => {
    expect(decodeFrame(frameBytes(fields))).toBe(refusal);
  });

  it('come just outside the legal range: pid 2, timestamp and nonce 2^64 - 2 are frames', () => {
    expect(decodeFrame(frameBytes({ pid: 2, timestamp: 2n ** 64n - 2n, nonce: 2n ** 64n - 2n }))).toBeTypeOf('object');
  });

  it('are words of the list for any bytes; nothing is ever thrown', () => {
    const nearFrame = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
      bytes.set([0x56, 0x41, 0x02]);
      bytes[3] &= 7;
      return reseal(bytes);
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100, size: 'max' }), nearFrame), (bytes) => {
        const read = decodeFrame(bytes);
        if (typeof read === 'string') expect(FRAME_REFUSALS).toContain(read);
        else expect(encodeFrame(read)).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});
