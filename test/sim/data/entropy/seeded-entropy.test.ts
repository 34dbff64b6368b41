import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratio } from '../../../../sim/data/entropy/entropy.ts';
import { mixSeed, SeededEntropy } from '../../../../sim/data/entropy/seeded-entropy.ts';
import { U64_MAX } from '../../../../src/internal.ts';

const U32_MAX = 0xffff_ffff;

function draws(seed: string, count = 4): number[] {
  const entropy = new SeededEntropy(seed);
  return Array.from({ length: count }, () => entropy.int(0, U32_MAX));
}

/** Pearson's statistic of counts that should be the same. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}

describe('SeededEntropy', () => {
  it.each([
    ['1', [1933411245, 2256922399, 2962931751, 3186876374]],
    ['42', [4080514893, 3688301654, 2377405887, 785698585]],
    ['3cd823e1f0a94b7d6c2e5f8091a2b3c4d5e6f708', [2117399828, 1453095960, 3985980460, 3222685955]],
  ])('draws for seed %s what it has always drawn', (seed, values) => {
    expect(draws(seed)).toEqual(values);
  });

  it('draws the same for the same seed and stream, whatever was drawn elsewhere', () => {
    const one = new SeededEntropy('7');
    const other = new SeededEntropy('7');
    for (let draw = 0; draw < 50; draw++) other.int(0, 9);
    other.stream('flood').u64(0n, U64_MAX);
    const [a, b] = [one.stream('fleet'), other.stream('fleet')];
    for (let draw = 0; draw < 100; draw++) expect(a.int(0, U32_MAX)).toBe(b.int(0, U32_MAX));
  });

  it('gives streams of other names, other depths and other seeds other draws', () => {
    const root = new SeededEntropy('7');
    const streams = [
      root,
      root.stream('a'),
      root.stream('b'),
      root.stream('a').stream('a'),
      root.stream('a').stream('b'),
      root.stream('b').stream('a'),
      root.stream(''),
      new SeededEntropy('7', 'ab'),
      root.stream('ab'),
      new SeededEntropy('8').stream('a'),
    ];
    const firsts = streams.map((stream) => stream.u64(0n, U64_MAX));
    // A stream of the root and a generator with that path are one and the same by name.
    expect(new Set(firsts).size).toBeGreaterThanOrEqual(streams.length - 1);
  });

  it('counts the draws of a stream for itself', () => {
    const root = new SeededEntropy('7');
    const stream = root.stream('a');
    stream.int(0, 1);
    stream.u64(0n, 1n);
    stream.chance(ratio(1, 2));
    stream.pick([1, 2]);
    expect([root.draws, stream.draws]).toEqual([0, 4]);
  });

  it('draws nothing where the answer is certain', () => {
    const entropy = new SeededEntropy('7');
    expect([
      entropy.int(5, 5),
      entropy.u64(5n, 5n),
      entropy.chance(ratio(0, 9)),
      entropy.chance(ratio(9, 9)),
      entropy.pick(['only']),
    ]).toEqual([5, 5n, false, true, 'only']);
    expect(entropy.draws).toBe(0);
  });

  it('starts neighbouring seeds far apart: half of the bits differ, and no first draw comes twice', () => {
    const firsts = Array.from({ length: 1001 }, (_, seed) => draws(String(seed), 1)[0]);
    let bits = 0;
    for (let seed = 0; seed < 1000; seed++) bits += bitsSet((firsts[seed] ^ firsts[seed + 1]) >>> 0);
    expect(bits / 1000).toBeGreaterThan(15.5);
    expect(bits / 1000).toBeLessThan(16.5);
    expect(new Set(firsts).size).toBe(1001);
  });

  it('leaves no trend from seed to seed: neighbours correlate by less than 0.1', () => {
    const unit = Array.from({ length: 1001 }, (_, seed) => draws(String(seed), 1)[0] / U32_MAX - 0.5);
    let product = 0;
    for (let seed = 0; seed < 1000; seed++) product += unit[seed] * unit[seed + 1];
    expect(Math.abs(product / 1000) * 12).toBeLessThan(0.1);
  });

  it('spreads int() evenly over ranges that are no power of two', () => {
    for (const [seed, span] of [
      ['1', 6],
      ['2', 10],
      ['3', 100],
    ] as const) {
      const entropy = new SeededEntropy(seed);
      const counts = new Array<number>(span).fill(0);
      for (let draw = 0; draw < 200 * span; draw++) counts[entropy.int(0, span - 1)]++;
      expect(chiSquare(counts)).toBeLessThan(span + 5 * Math.sqrt(2 * span));
    }
  });

  it('spreads u64() evenly over the top and the bottom of its range', () => {
    const entropy = new SeededEntropy('4');
    const top = new Array<number>(16).fill(0);
    const bottom = new Array<number>(16).fill(0);
    for (let draw = 0; draw < 4000; draw++) {
      const value = entropy.u64(0n, U64_MAX);
      top[Number(value >> 60n)]++;
      bottom[Number(value & 15n)]++;
    }
    expect(chiSquare(top)).toBeLessThan(45);
    expect(chiSquare(bottom)).toBeLessThan(45);
  });

  it('spreads int() beyond 2^32 over its whole range', () => {
    const entropy = new SeededEntropy('5');
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 3000; draw++) counts[Math.floor(entropy.int(0, 10 * 2 ** 40 - 1) / 2 ** 40)]++;
    expect(chiSquare(counts)).toBeLessThan(32);
  });

  it('spreads pick() evenly, and chance() as its ratio says', () => {
    const entropy = new SeededEntropy('6');
    const counts = new Map([
      ['a', 0],
      ['b', 0],
      ['c', 0],
    ]);
    let hits = 0;
    for (let draw = 0; draw < 3000; draw++) {
      const member = entropy.pick(['a', 'b', 'c']);
      counts.set(member, counts.get(member)! + 1);
      hits += Number(entropy.chance(ratio(1, 10)));
    }
    expect(chiSquare([...counts.values()])).toBeLessThan(20);
    expect(Math.abs(hits - 300)).toBeLessThan(82);
  });

  it('stays inside any range of safe integers', () => {
    const range = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()).filter(([a, b]) => Math.abs(a - b) < Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(fc.string(), range, (seed, [a, b]) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const value = new SeededEntropy(seed).int(min, max);
        return Number.isSafeInteger(value) && value >= min && value <= max;
      }),
    );
  });

  it('stays inside any range of u64', () => {
    const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
    fc.assert(
      fc.property(fc.string(), u64, u64, (seed, a, b) => {
        const [min, max] = a < b ? [a, b] : [b, a];
        const value = new SeededEntropy(seed).u64(min, max);
        return value >= min && value <= max;
      }),
    );
  });

  it('reaches both ends of small ranges, below and around 2^32', () => {
    const entropy = new SeededEntropy('9');
    const seen = new Set<number | bigint>();
    for (let draw = 0; draw < 200; draw++) {
      seen.add(entropy.int(-2, 1));
      seen.add(entropy.u64(10n, 13n));
      seen.add(entropy.int(2 ** 32 + 5, 2 ** 32 + 6));
    }
    expect([...seen].map(Number).sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 10, 11, 12, 13, 2 ** 32 + 5, 2 ** 32 + 6]);
  });

  it('refuses a range that is none, and a list without members', () => {
    const entropy = new SeededEntropy('1');
    for (const [min, max] of [
      [2, 1],
      [0.5, 2],
      [0, Number.NaN],
      [0, 2 ** 53],
      [-(2 ** 52), 2 ** 52],
    ]) {
      expect(() => entropy.int(min, max)).toThrow(RangeError);
    }
    expect(() => entropy.u64(2n, 1n)).toThrow(RangeError);
    expect(() => entropy.pick([])).toThrow('must have at least one member');
    expect(entropy.draws).toBe(0);
  });
});

describe('mixSeed()', () => {
  it('gives 32 hex digits for any text, and others for another', () => {
    const texts = ['', '0', '1', '10', '01', 'a', 'b', 'ab', 'ba', '\u0000', '\u0000\u0000', 'é', '1\u0000a', '1a\u0000'];
    const mixed = texts.map(mixSeed);
    for (const hash of mixed) expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(mixed).size).toBe(texts.length);
  });

  it('changes half of its bits when one character of a long text changes', () => {
    let bits = 0;
    for (let at = 0; at < 40; at++) {
      const changed = `${'a'.repeat(at)}b${'a'.repeat(39 - at)}`;
      const [one, other] = ['a'.repeat(40), changed].map((text) =>
        mixSeed(text)
          .match(/.{8}/g)!
          .map((word) => Number.parseInt(word, 16)),
      );
      one.forEach((word, lane) => (bits += bitsSet((word ^ other[lane]) >>> 0)));
    }
    expect(bits / 40).toBeGreaterThan(56);
    expect(bits / 40).toBeLessThan(72);
  });

  it('counts the draws of every stream by its name, whoever made it', () => {
    const root = new SeededEntropy('7', 'world');
    const fleet = root.stream('fleet');
    const jitter = fleet.stream('jitter');
    const link = root.stream('link');
    fleet.int(0, 9);
    for (let draw = 0; draw < 3; draw++) jitter.chance(ratio(1, 2));
    link.u64(0n, U64_MAX);
    // What is certain is not drawn.
    link.int(4, 4);
    const counts = [
      ['world', 0],
      ['fleet', 1],
      ['fleet/jitter', 3],
      ['link', 1],
    ];
    for (const stream of [root, fleet, jitter]) {
      expect(stream.streams.map(({ name, draws: made }) => [name, made])).toEqual(counts);
    }
  });
});
