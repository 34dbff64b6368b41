import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { U64_MAX } from '../../../../src/internal.ts';
import { BytesEntropy } from '../../../../sim/data/entropy/bytes-entropy.ts';
import { ratio } from '../../../../sim/data/entropy/entropy.ts';

function over(...bytes: number[]): BytesEntropy {
  return new BytesEntropy(Uint8Array.from(bytes));
}

/** Bytes that a draw takes. */
function taken(draw: (entropy: BytesEntropy) => unknown): number {
  const entropy = new BytesEntropy(new Uint8Array(32).fill(1));
  draw(entropy);
  let left = 0;
  while (!entropy.exhausted) {
    entropy.int(0, 255);
    left++;
  }
  return 32 - left;
}

describe('BytesEntropy', () => {
  it('takes as few bytes as the range needs', () => {
    expect(taken((entropy) => entropy.int(3, 3))).toBe(0);
    expect(taken((entropy) => entropy.int(0, 255))).toBe(1);
    expect(taken((entropy) => entropy.int(0, 256))).toBe(2);
    expect(taken((entropy) => entropy.int(-100, 65_435))).toBe(2);
    expect(taken((entropy) => entropy.int(0, 0xffff_ffff))).toBe(4);
    expect(taken((entropy) => entropy.u64(0n, U64_MAX))).toBe(8);
    expect(taken((entropy) => entropy.u64(7n, 8n))).toBe(1);
    expect(taken((entropy) => entropy.chance(ratio(1, 200)))).toBe(1);
    expect(taken((entropy) => entropy.chance(ratio(0, 200)))).toBe(0);
    expect(taken((entropy) => entropy.pick([1, 2, 3]))).toBe(1);
  });

  it('answers with the bytes themselves, the first one highest', () => {
    expect(over(5).int(0, 255)).toBe(5);
    expect(over(1, 2).int(0, 65_535)).toBe(0x0102);
    expect(over(1, 2, 3, 4, 5, 6, 7, 8).u64(0n, U64_MAX)).toBe(0x0102_0304_0506_0708n);
    expect(over(255, 255, 255, 255, 255, 255, 255, 255).u64(0n, U64_MAX)).toBe(U64_MAX);
    expect(over(2).pick(['a', 'b', 'c'])).toBe('c');
  });

  it('folds bytes beyond the range into it', () => {
    expect(over(7).int(10, 12)).toBe(11);
    expect(over(1, 255, 255, 255, 255).u64(0n, 1n << 32n)).toBeLessThanOrEqual(1n << 32n);
  });

  it('gives its smallest answer once the bytes are used up, for ever', () => {
    const entropy = over();
    expect(entropy.exhausted).toBe(true);
    for (let draw = 0; draw < 1000; draw++) {
      expect([entropy.int(-5, 5), entropy.u64(9n, U64_MAX), entropy.pick(['a', 'b']), entropy.int(2 ** 40, 2 ** 50)]).toEqual([
        -5,
        9n,
        'a',
        2 ** 40,
      ]);
    }
  });

  it('lets nothing happen by chance once the bytes are used up, nor while they are 0', () => {
    expect([over().chance(ratio(1, 2)), over(0).chance(ratio(1, 2)), over(0).chance(ratio(254, 255))]).toEqual([false, false, false]);
    expect([over(1).chance(ratio(1, 2)), over(255).chance(ratio(1, 256)), over(254).chance(ratio(1, 256))]).toEqual([true, true, false]);
    expect([over().chance(ratio(2, 2)), over(255).chance(ratio(0, 2))]).toEqual([true, false]);
  });

  it('lets streams share the bytes in order of drawing, whatever their names', () => {
    const root = over(1, 2, 3, 4);
    const [a, b] = [root.stream('a'), root.stream('b')];
    expect([b.int(0, 255), a.int(0, 255), root.int(0, 255), b.int(0, 255)]).toEqual([1, 2, 3, 4]);
    expect([root.exhausted, a.exhausted, b.draws]).toEqual([true, true, 2]);
  });

  it('stays inside every range, whatever the bytes', () => {
    const range = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()).filter(([a, b]) => Math.abs(a - b) < Number.MAX_SAFE_INTEGER);
    const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), range, u64, u64, (bytes, [a, b], c, d) => {
        const entropy = new BytesEntropy(Uint8Array.from(bytes));
        const int = entropy.int(Math.min(a, b), Math.max(a, b));
        const wide = entropy.u64(c < d ? c : d, c < d ? d : c);
        return int >= Math.min(a, b) && int <= Math.max(a, b) && wide >= (c < d ? c : d) && wide <= (c < d ? d : c);
      }),
    );
  });
});
