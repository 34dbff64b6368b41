import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/vlp/crc32c.ts';

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffff_ffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f6_3b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffff_ffffn);
}

describe('crc32c()', () => {
  it('gives the published check value', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('gives the published value of 32 zero bytes', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('agrees with the division done bit by bit', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => crc32c(bytes) === bitByBit(bytes)));
  });

  it('looks at the first bytes alone when told a length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, some) => {
        const length = Math.min(some, bytes.length);
        return crc32c(bytes, length) === crc32c(bytes.slice(0, length));
      }),
    );
  });
});
