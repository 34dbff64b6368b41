import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mutator, SeededCorpus, putBoundary, putWord } from '../../../fuzz/engine/mutator.ts';
import { mutateRecords } from '../../../fuzz/engine/record-mutations.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';

const boundsOf = (bytes: Uint8Array): readonly number[] =>
  bytes.length < 2
    ? [bytes.length]
    : Array.from({ length: Math.ceil((bytes.length - 2) / 3) + 1 }, (_, at) => Math.min(bytes.length, 2 + 3 * at));

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const seed = fc.nat().map(String);

describe('SeededCorpus.mutate()', () => {
  it('draws nothing from Math.random', () => {
    const random = Math.random;
    Math.random = () => {
      throw new Error('drawn from Math.random');
    };
    try {
      const corpus = new SeededCorpus(new SeededEntropy('7'));
      corpus.putBuffer(Buffer.from('an input to splice'));
      corpus.putBuffer(Buffer.from('and another 0123'));
      for (let times = 0; times < 2000; times++) corpus.mutate(Buffer.from('some input 42 as long as this'));
    } finally {
      Math.random = random;
    }
    expect(new SeededCorpus(new SeededEntropy('7')).rand(0)).toBe(0);
  });

  it('counts leading zeros as jsfuzz does', () => {
    const words = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    for (const word of words) {
      const corpus = new SeededCorpus(new SeededEntropy('7'));
      corpus.rand = () => word;
      const theirs = Object.getPrototypeOf(SeededCorpus.prototype) as SeededCorpus;
      expect(corpus.Exp2()).toBe(theirs.Exp2.call(corpus));
    }
  });
});

describe('Mutator.mutate()', () => {
  it('makes the same of the same draws, at most as long as was asked for, and leaves its input alone', () => {
    fc.assert(
      fc.property(bytes, bytes, seed, fc.integer({ min: 1, max: 50 }), (input, other, name, lengthMax) => {
        const before = Buffer.from(input);
        const once = (): readonly Buffer[] => {
          const mutator = new Mutator({ boundsOf, dictionary: [Uint8Array.of(1, 2, 3)] }, new SeededEntropy(name));
          mutator.learn(input);
          return Array.from({ length: 10 }, () => mutator.mutate(input, other, lengthMax));
        };
        const made = once();
        expect(once()).toEqual(made);
        expect(input).toEqual(before);
        expect(Math.max(...made.map(({ length }) => length))).toBeLessThanOrEqual(lengthMax);
      }),
    );
  });
});

describe('mutateRecords()', () => {
  it('keeps the head, and makes the rest of whole records or of a few new bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, seed, (input, other, name) => {
        const made = mutateRecords(input, other, boundsOf, new SeededEntropy(name));
        const head = Math.min(2, input.length);
        expect(made.subarray(0, head)).toEqual(input.subarray(0, head));
      }),
    );
  });

  it('comes to every kind of change', () => {
    const input = Buffer.from('##aaabbbccc');
    const other = Buffer.from('##xxxyyy');
    const made = new Set<string>();
    for (let number = 0; number < 4000; number++)
      made.add(mutateRecords(input, other, boundsOf, new SeededEntropy(String(number))).toString());
    const expected = [
      ['removed', '##aaaccc'],
      ['doubled', '##aaabbbbbbccc'],
      ['swapped', '##cccbbbaaa'],
      ['moved', '##bbbaaaccc'],
      ['taken over', '##aaaxxxbbbccc'],
      ['crossed over', '##aaayyy'],
    ];
    for (const [what, text] of expected) expect([what, made.has(text)]).toEqual([what, true]);
  });
});

describe('putWord()', () => {
  it('puts a word beside or over what is there', () => {
    fc.assert(
      fc.property(bytes, seed, (input, name) => {
        const made = putWord(input, [Buffer.from('word')], new SeededEntropy(name));
        expect(made.includes('word')).toBe(true);
        expect(made.length - input.length).toBeLessThanOrEqual(4);
        expect(made.length).toBeGreaterThanOrEqual(input.length);
      }),
    );
  });
});

describe('putBoundary()', () => {
  it('writes the ends of every width in either order, and changes no length', () => {
    const made = new Set<string>();
    for (let number = 0; number < 20_000; number++)
      made.add(putBoundary(Buffer.alloc(8, 0x55), new SeededEntropy(String(number))).toString('hex'));
    expect([...made].every((hex) => hex.length === 16)).toBe(true);
    for (const hex of ['ffffffffffffffff', '0000000000000000', '5580555555555555', '5555ff7f55555555', '55557fff55555555']) {
      expect([hex, made.has(hex)]).toEqual([hex, true]);
    }
    expect(putBoundary(Buffer.alloc(0), new SeededEntropy('7'))).toEqual(Buffer.alloc(0));
  });
});
