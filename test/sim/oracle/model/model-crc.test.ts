import { expect, test } from 'vitest';
import { modelCrc32c } from '../../../../sim/oracle/model/index.ts';

/** One bit at a time, straight from the definition. */
function bitwise(bytes: Uint8Array): number {
  let register = 0xffffffff;
  for (const byte of bytes) {
    register ^= byte;
    for (let bit = 0; bit < 8; bit++) register = (register >>> 1) ^ (register & 1 ? 0x82f63b78 : 0);
  }
  return ~register >>> 0;
}

test('modelCrc32c() gives the check value of CRC-32C', () => {
  expect(modelCrc32c(new TextEncoder().encode('123456789'), 9)).toBe(0xe3069283);
  expect(modelCrc32c(new Uint8Array(0), 0)).toBe(0);
});

test('modelCrc32c() agrees with the bitwise definition at every length', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, at) => (at * at * 37 + at * 11 + 200) % 256);
  for (let length = 0; length <= bytes.length; length++) {
    expect(modelCrc32c(bytes, length)).toBe(bitwise(bytes.subarray(0, length)));
  }
});
