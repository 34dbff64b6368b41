import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFrame,
  encodeFrame,
  FRAME_LENGTH,
  frameChecksums,
  REGULAR_NONCE_MAX,
  TERMINAL_NONCE,
  type Frame,
} from '../../../src/vlp/frame.ts';
import { STATUSES } from '../../../src/vlp/status.ts';
import { frame, frameBytes } from '../support/frames.ts';
import { thrown } from '../support/thrown.ts';
import { anyU64, NOT_U32, NOT_U64 } from '../support/u64-arbitrary.ts';

const anyU32 = fc.oneof(fc.nat(0xffff_ffff), fc.constantFrom(0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff));
const anyFrame: fc.Arbitrary<Frame> = fc.record({
  status: fc.constantFrom(...STATUSES),
  pid: anyU32,
  timestamp: anyU64,
  nonce: anyU64,
  payload: anyU32,
});

function isLawful({ status, pid, timestamp, nonce }: Frame): boolean {
  return status !== 'stall' && pid > 1 && timestamp < 2n ** 64n - 1n && (nonce < 2n ** 64n - 1n || status === 'critical');
}

describe('encodeFrame()', () => {
  it('lays the fields out in little endian at their places', () => {
    const bytes = encodeFrame({
      status: 'critical',
      pid: 0x04030201,
      timestamp: 0x0807060504030201n,
      nonce: 0x1817161514131211n,
      payload: 0x24232221,
    });
    const hex = Buffer.from(bytes).toString('hex');
    expect(hex.slice(0, 56)).toBe('5641' + '02' + '02' + '01020304' + '0102030405060708' + '1112131415161718' + '21222324');
    const { computed, stored } = frameChecksums(bytes);
    expect(hex.slice(56)).toBe(Buffer.from(Uint32Array.of(computed).buffer).toString('hex'));
    expect(stored).toBe(computed);
  });

  it('writes into the given bytes, also where they lie inside a larger buffer', () => {
    const around = new Uint8Array(FRAME_LENGTH + 10).fill(0xee);
    const out = around.subarray(5, 5 + FRAME_LENGTH);
    expect(encodeFrame(frame(), out)).toBe(out);
    expect(out).toEqual(frameBytes());
    expect([...around.subarray(0, 5), ...around.subarray(-5)]).toEqual(Array.from({ length: 10 }, () => 0xee));
  });

  it.each(NOT_U32)('refuses the pid or payload %o', (value, kind) => {
    for (const field of ['pid', 'payload']) {
      const error = thrown(() => encodeFrame({ ...frame(), [field]: value }));
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(new RegExp(`^Cannot encode frame: ${field} must be an integer from 0 to 2\\^32 - 1, got `));
    }
  });

  it.each(NOT_U64)('refuses the timestamp or nonce %o', (value, kind) => {
    for (const field of ['timestamp', 'nonce']) {
      const error = thrown(() => encodeFrame({ ...frame(), [field]: value }));
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(new RegExp(`^Cannot encode frame: ${field} must be a bigint from 0 to 2\\^64 - 1, got `));
    }
  });

  it('refuses a status that it does not know', () => {
    const wrongWord = thrown(() => encodeFrame({ ...frame(), status: 'dead' as 'ok' }));
    expect(wrongWord).toBeInstanceOf(RangeError);
    expect(wrongWord.message).toBe('Cannot encode frame: status must be one of ok, degraded, critical, stall, got "dead"');
    expect(thrown(() => encodeFrame({ ...frame(), status: 0 as unknown as 'ok' }))).toBeInstanceOf(TypeError);
  });

  it('refuses to write into bytes of another length', () => {
    const error = thrown(() => encodeFrame(frame(), new Uint8Array(31)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('Cannot encode frame: out must have 32 bytes, got 31');
  });
});

describe('decodeFrame()', () => {
  it('reads back every lawful frame, and refuses every other that encodeFrame() wrote', () => {
    fc.assert(
      fc.property(anyFrame, (sent) => {
        const read = decodeFrame(encodeFrame(sent));
        if (isLawful(sent)) expect(read).toEqual(sent);
        else expect(read).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a critical frame with a terminal or a regular nonce', () => {
    for (const nonce of [TERMINAL_NONCE, REGULAR_NONCE_MAX, 0n, 1n]) {
      expect(decodeFrame(frameBytes({ status: 'critical', nonce }))).toEqual(frame({ status: 'critical', nonce }));
    }
  });

  it('takes nonce 0, where nonces start over', () => {
    expect(decodeFrame(frameBytes({ nonce: 0n }))).toEqual(frame({ nonce: 0n }));
  });

  it('keeps no hold on the bytes', () => {
    const bytes = frameBytes();
    const read = decodeFrame(bytes);
    bytes.fill(0);
    expect(read).toEqual(frame());
  });
});

describe('frameChecksums()', () => {
  it('shows the stored checksum beside the computed one', () => {
    const bytes = frameBytes();
    bytes[31] ^= 0x80;
    const { computed, stored } = frameChecksums(bytes);
    expect((computed ^ stored) >>> 0).toBe(0x8000_0000);
  });

  it('refuses bytes that are no frame in length', () => {
    const error = thrown(() => frameChecksums(new Uint8Array(33)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('Cannot compare checksums: a frame has 32 bytes, got 33');
  });
});
