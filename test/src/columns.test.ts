import { describe, expect, it } from 'vitest';
import { bytesOf, Columns, doublesOf, wordsOf } from '../../src/columns.ts';

describe('Columns', () => {
  // Columns without memory of the owner's, and such as are each larger than a page, too.
  it.each([0, 1, 3, 20, 100, 2000, 5000].flatMap((length) => [[length, 0] as const, [length, 1] as const, [length, 0.4] as const]))(
    'are zero and apart, of %i entries each, with %f of their memory at first',
    (length, part) => {
      const bytes = Math.floor(part * (bytesOf(8, length, 2) + bytesOf(4, length, 2) + bytesOf(2, length) + bytesOf(1, length)));
      const owners = Array.from({ length: 40 }, () => {
        const columns = new Columns(bytes);
        return [
          columns.u64(length),
          columns.u64(length),
          columns.u32(length),
          columns.i32(length),
          columns.i16(length),
          columns.u8(length),
        ] as const;
      });
      const all = owners.flat();
      expect(all.map((column) => column.length)).toEqual(all.map(() => length));
      expect(all.every((column) => column.every((entry) => Number(entry) === 0))).toBe(true);
      for (const [at, column] of all.entries()) column.fill((column instanceof BigUint64Array ? BigInt(at & 127) : at & 127) as never);
      expect(all.every((column, at) => column.every((entry) => Number(entry) === (at & 127)))).toBe(true);
    },
  );

  it('are read as words and as doubles, wherever they lie', () => {
    const columns = new Columns(bytesOf(8, 8, 2));
    const [, column] = [columns.u64(8), columns.u64(8)];
    wordsOf(column).fill(0x1234_5678);
    expect(column[7]).toBe(0x1234_5678_1234_5678n);
    doublesOf(column)[3] = 1;
    expect(column[3]).toBe(0x3ff0_0000_0000_0000n);
    expect([wordsOf(column).length, doublesOf(column).length]).toEqual([16, 8]);
  });
});
