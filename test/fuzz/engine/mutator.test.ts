import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_MUTATIONS, putBoundary } from '../../../fuzz/engine/byte-mutations.ts';
import { Mutator, putWord, type Material } from '../../../fuzz/engine/mutator.ts';
import { putOperand } from '../../../fuzz/engine/operands.ts';
import { mutateRecords, RECORD_MUTATIONS } from '../../../fuzz/engine/record-mutations.ts';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import type { Entropy } from '../../../sim/data/entropy/entropy.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';

const boundsOf = (bytes: Uint8Array): readonly number[] =>
  bytes.length < 2
    ? [bytes.length]
    : Array.from({ length: Math.ceil((bytes.length - 2) / 3) + 1 }, (_, at) => Math.min(bytes.length, 2 + 3 * at));

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const seed = fc.nat().map(String);

describe('Mutator.mutate()', () => {
  it('makes the same of the same draws, at most as long as was asked for, and leaves its input alone', () => {
    fc.assert(
      fc.property(bytes, bytes, seed, fc.integer({ min: 1, max: 50 }), (input, other, name, lengthMax) => {
        const before = Buffer.from(input);
        const once = (): readonly Buffer[] => {
          const mutator = new Mutator({ boundsOf, dictionary: [Uint8Array.of(1, 2, 3)] }, new SeededEntropy(name));
          const material = { other, operands: () => [{ left: 1, right: 2 }] };
          return Array.from({ length: 10 }, (_, at) => {
            mutator.note(at % 3 === 0);
            return mutator.mutate(input, material, lengthMax);
          });
        };
        const made = once();
        expect(once()).toEqual(made);
        expect(input).toEqual(before);
        expect(Math.max(...made.map(({ length }) => length))).toBeLessThanOrEqual(lengthMax);
      }),
    );
  });

  it('ends also where chance always says the same', () => {
    const always = (part: number): Entropy => {
      const entropy: Entropy = {
        int: (min, max) => min + Math.floor(part * (max - min)),
        u64: (min, max) => (part < 0.5 ? min : max),
        chance: () => part < 0.5,
        pick: (list) => list[Math.floor(part * (list.length - 1))],
        stream: () => entropy,
        draws: 0,
      };
      return entropy;
    };
    const parts = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);
    const same = fc.nat(255).chain((byte) => fc.nat(40).map((length) => Buffer.alloc(length, byte)));
    fc.assert(
      fc.property(parts, fc.oneof(bytes, same), same, fc.nat(50), fc.boolean(), (part, input, other, lengthMax, hasRecords) => {
        const mutator = new Mutator({ ...(hasRecords ? { boundsOf } : {}), dictionary: [Uint8Array.of(1)] }, always(part));
        const made = mutator.mutate(input, { other, operands: () => [] }, lengthMax);
        expect(made.length).toBeLessThanOrEqual(lengthMax);
      }),
    );
  });
});

describe('Mutator', () => {
  /** Of 3000 inputs that are made of one, how many are as it is. */
  function equalOf(
    target: Pick<FuzzTarget, 'boundsOf'>,
    { input, operands, lengthMax }: { input: Buffer; operands: Material['operands']; lengthMax: number },
  ): number {
    const made = Array.from({ length: 3000 }, (_, number) =>
      new Mutator(target, new SeededEntropy(String(number))).mutate(input, { other: input, operands }, lengthMax),
    );
    return made.filter((each) => each.equals(input)).length;
  }

  it.each([
    ['bytes', { operands: () => [] }],
    ['operands', { operands: () => [{ left: 1, right: 2 ** 40 }] }],
    ['records', { boundsOf, operands: () => [] }],
  ])('counts nothing as a change that leaves the %s as they were', (_what, { operands, ...target }) => {
    // Two changes may cancel each other.
    expect(equalOf(target, { input: Buffer.alloc(8, 0x55), operands, lengthMax: 64 })).toBeLessThan(30);
  });

  it('counts nothing as a change that is put in behind the longest length', () => {
    // Where changes are pushed out by others, more of them come to nothing.
    expect(equalOf({}, { input: Buffer.alloc(8, 0x55), operands: () => [], lengthMax: 8 })).toBeLessThan(80);
  });
});

describe('BYTE_MUTATIONS', () => {
  it('come to every kind of change, and leave their input alone', () => {
    const input = Buffer.from('abcd5fgh');
    const other = Buffer.from('ABCDEFGH');
    const made = new Set<string>();
    for (const mutation of BYTE_MUTATIONS) {
      for (let number = 0; number < 2000; number++) made.add(mutation(input, new SeededEntropy(String(number)), other).toString('latin1'));
    }
    expect(input.toString()).toBe('abcd5fgh');
    for (const [what, text] of [
      ['removed', /^abfgh$/],
      ['put in', /^abcd[^]5fgh$/],
      ['put in of the other', /^abcCDEd5fgh$/],
      ['doubled', /^abcd5bcdfgh$/],
      ['copied', /^abcd5abc$/],
      ['a bit turned', /^abcd5fgi$/],
      ['set', /^abc[\x80-\xff]5fgh$/],
      ['swapped', /^fbcd5agh$/],
      ['added', /^abcd5fgy$/],
      ['taken of the other', /^abCDEfgh$/],
    ] as const)
      expect([what, [...made].some((each) => text.test(each))]).toEqual([what, true]);
  });

  it('have nothing to change where there is nothing, but to put bytes in', () => {
    const nothing = Buffer.alloc(0);
    expect(BYTE_MUTATIONS.filter((mutation) => mutation(nothing, new SeededEntropy('7'), nothing) !== nothing)).toHaveLength(2);
  });
});

describe('putOperand()', () => {
  const madeOf = (input: readonly number[], left: number, right: number): ReadonlySet<string> =>
    new Set(
      Array.from({ length: 200 }, (_, number) =>
        putOperand(Buffer.from(input), [{ left, right }], new SeededEntropy(String(number))).join(' '),
      ),
    );

  it.each([
    ['a byte, wherever it stands', [7, 9, 7], 7, 100, ['100 9 7', '101 9 7', '99 9 7', '7 9 100', '7 9 101', '7 9 99']],
    ['the operand on the other side', [1, 2, 9], 100, 9, ['1 2 100', '1 2 101', '1 2 99']],
    ['two bytes, the least first', [0, 1, 2, 5], 513, 772, ['0 4 3 5', '0 5 3 5', '0 3 3 5']],
    ['two bytes, the greatest first', [9, 2, 1, 9], 513, 772, ['9 3 4 9', '9 3 5 9', '9 3 3 9']],
    ['the ends of a width', [255, 3], 255, 0, ['0 3', '1 3']],
    ['the difference, added to any byte, where neither is there', [50, 60], 7, 9, ['52 60', '53 60', '51 60', '48 60', '49 60', '47 60']],
    ['the same for what is no integer of such a width', [50], -1, 4, ['55', '56', '54', '45', '46', '44']],
  ])('writes %s', (_what, input, left, right, expected) => {
    const made = madeOf(input, left, right);
    expect(expected.filter((each) => !made.has(each))).toEqual([]);
    if (input.length > 2) expect(made.size).toBe(expected.length);
  });

  it('changes nothing where no comparison asks for anything, or there are no bytes', () => {
    const input = Buffer.of(1);
    expect(putOperand(input, [], new SeededEntropy('7'))).toBe(input);
    expect(putOperand(Buffer.alloc(0), [{ left: 1, right: 2 }], new SeededEntropy('7'))).toHaveLength(0);
  });
});

describe('mutateRecords()', () => {
  it('keeps the head, and makes the rest of whole records or of a few new bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, seed, (input, other, name) => {
        const entropy = new SeededEntropy(name);
        const made = mutateRecords(entropy.pick(RECORD_MUTATIONS), input, other, boundsOf, entropy);
        const head = Math.min(2, input.length);
        expect(made.subarray(0, head)).toEqual(input.subarray(0, head));
      }),
    );
  });

  it('comes to every kind of change', () => {
    const input = Buffer.from('##aaabbbccc');
    const other = Buffer.from('##xxxyyy');
    const made = new Set<string>();
    for (const mutation of RECORD_MUTATIONS) {
      for (let number = 0; number < 600; number++)
        made.add(mutateRecords(mutation, input, other, boundsOf, new SeededEntropy(String(number))).toString());
    }
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

describe('RECORD_MUTATIONS', () => {
  it('have nothing to change where there is no record, but to put some in, or take them over', () => {
    const head = Buffer.from('#');
    const other = Buffer.from('##xxx');
    const acting = RECORD_MUTATIONS.filter((mutation) => mutateRecords(mutation, head, other, boundsOf, new SeededEntropy('7')) !== head);
    expect(acting).toHaveLength(3);
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
      made.add(putBoundary(Buffer.alloc(8, 0x55), new SeededEntropy(String(number)), Buffer.alloc(0)).toString('hex'));
    expect([...made].every((hex) => hex.length === 16)).toBe(true);
    for (const hex of ['ffffffffffffffff', '0000000000000000', '5580555555555555', '5555ff7f55555555', '55557fff55555555']) {
      expect([hex, made.has(hex)]).toEqual([hex, true]);
    }
  });
});
