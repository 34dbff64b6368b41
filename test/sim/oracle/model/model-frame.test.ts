import { describe, expect, test } from 'vitest';
import { isMax } from '../../../../sim/oracle/model/codec.ts';
import { decodeModelFrame, encodeModelFrame, modelCrc32c } from '../../../../sim/oracle/model/index.ts';
import { frame, U64_MAX } from './support.ts';

/** `bytes` with the checksum made right. */
function sealed(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(28, modelCrc32c(bytes, 28), true);
  return bytes;
}

/** The frame with one byte set and the checksum made right. */
function withByte(at: number, value: number): Uint8Array {
  const bytes = encodeModelFrame(frame());
  bytes[at] = value;
  return sealed(bytes);
}

describe('encodeModelFrame()', () => {
  test('lays out the fields in little endian order', () => {
    const bytes = encodeModelFrame({
      status: 'critical',
      pid: 0x04030201,
      timestamp: 0x0807060504030201n,
      nonce: 0x1817161514131211n,
      payload: 0x24232221,
    });
    expect(Array.from(bytes.subarray(0, 28))).toEqual([
      0x56, 0x41, 2, 2, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x21, 0x22, 0x23, 0x24,
    ]);
  });

  test('returns bytes of its own each time', () => {
    const first = encodeModelFrame(frame());
    const copy = first.slice();
    encodeModelFrame(frame({ pid: 9 }));
    expect(first).toEqual(copy);
  });
});

describe('decodeModelFrame()', () => {
  test('gives back what was encoded, up to the ends of every range', () => {
    for (const given of [
      frame({ status: 'degraded', pid: 2, nonce: 0n }),
      frame({ pid: 2 ** 32 - 1, timestamp: U64_MAX - 1n, nonce: U64_MAX - 1n, payload: 2 ** 32 - 1 }),
      frame({ status: 'critical', nonce: 5n }),
      frame({ status: 'critical', nonce: U64_MAX }),
    ]) {
      expect(decodeModelFrame(encodeModelFrame(given))).toEqual(given);
    }
  });

  test('reads bytes that lie inside a larger buffer', () => {
    const larger = new Uint8Array(50);
    larger.set(encodeModelFrame(frame({ pid: 99 })), 5);
    expect(decodeModelFrame(larger.subarray(5, 37))).toEqual(frame({ pid: 99 }));
  });

  test('refuses each damage by its name', () => {
    const damagedSum = encodeModelFrame(frame());
    damagedSum[31] ^= 1;
    expect(decodeModelFrame(encodeModelFrame(frame()).subarray(0, 31))).toBe('bad-length');
    expect(decodeModelFrame(new Uint8Array(33))).toBe('bad-length');
    expect(decodeModelFrame(new Uint8Array(0))).toBe('bad-length');
    expect(decodeModelFrame(withByte(0, 0x57))).toBe('bad-magic');
    expect(decodeModelFrame(withByte(1, 0x57))).toBe('bad-magic');
    expect(decodeModelFrame(withByte(2, 1))).toBe('bad-version');
    expect(decodeModelFrame(damagedSum)).toBe('bad-crc');
    expect(decodeModelFrame(withByte(3, 4))).toBe('bad-status');
    expect(decodeModelFrame(withByte(3, 255))).toBe('bad-status');
    expect(decodeModelFrame(withByte(3, 3))).toBe('stall-on-wire');
    expect(decodeModelFrame(encodeModelFrame(frame({ pid: 0 })))).toBe('bad-pid');
    expect(decodeModelFrame(encodeModelFrame(frame({ pid: 1 })))).toBe('bad-pid');
    expect(decodeModelFrame(encodeModelFrame(frame({ timestamp: U64_MAX })))).toBe('bad-timestamp');
    expect(decodeModelFrame(encodeModelFrame(frame({ nonce: U64_MAX })))).toBe('bad-nonce');
    expect(decodeModelFrame(encodeModelFrame(frame({ nonce: U64_MAX, status: 'degraded' })))).toBe('bad-nonce');
  });

  test('names the first damage of several', () => {
    // Everything is wrong at first; then one field after the other is mended.
    const bytes = encodeModelFrame(frame({ pid: 0, timestamp: U64_MAX, nonce: U64_MAX }));
    bytes.set([0, 0, 9, 9]);
    bytes[28] ^= 1;
    expect(decodeModelFrame(bytes.subarray(0, 30))).toBe('bad-length');
    expect(decodeModelFrame(bytes)).toBe('bad-magic');
    bytes.set([0x56, 0x41]);
    expect(decodeModelFrame(bytes)).toBe('bad-version');
    bytes[2] = 2;
    expect(decodeModelFrame(bytes)).toBe('bad-crc');
    expect(decodeModelFrame(sealed(bytes))).toBe('bad-status');
    bytes[3] = 3;
    expect(decodeModelFrame(sealed(bytes))).toBe('stall-on-wire');
    bytes[3] = 0;
    expect(decodeModelFrame(sealed(bytes))).toBe('bad-pid');
    bytes[4] = 2;
    expect(decodeModelFrame(sealed(bytes))).toBe('bad-timestamp');
    bytes[8] = 0;
    expect(decodeModelFrame(sealed(bytes))).toBe('bad-nonce');
    bytes[3] = 2;
    expect(decodeModelFrame(sealed(bytes))).toMatchObject({ status: 'critical', pid: 2, nonce: U64_MAX });
  });
});

test('isMax() holds for the largest u64 alone', () => {
  expect([U64_MAX, U64_MAX - 1n, U64_MAX - 2n ** 32n, 2n ** 32n - 1n, 0n].map(isMax)).toEqual([true, false, false, false, false]);
});
