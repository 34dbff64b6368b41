import { describe, expect, it } from 'vitest';
import { resolveScenarios } from '../../../sim/world/run-settings.ts';
import { seedFault, seedsFrom } from '../../../sim/campaign/seeds.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';

describe('seedsFrom()', () => {
  it('counts whole numbers up, also beyond 2^53', () => {
    expect(seedsFrom('0', 3)).toEqual(['0', '1', '2']);
    expect(seedsFrom('9007199254740993', 2)).toEqual(['9007199254740993', '9007199254740994']);
  });

  it('numbers any other text from the second on', () => {
    expect(seedsFrom('3cd823e', 3)).toEqual(['3cd823e', '3cd823e.2', '3cd823e.3']);
    expect(seedsFrom('007', 2)).toEqual(['007', '007.2']);
  });
});

describe('seedFault()', () => {
  it('takes printable ASCII without spaces, up to 200 characters', () => {
    expect([seedFault('1'), seedFault('~'.repeat(200)), seedFault('-!é'.slice(0, 2))]).toEqual([null, null, null]);
  });

  it('says what is wrong with anything else', () => {
    expect(seedFault('')).toBe('must have 1 to 200 characters, got 0');
    expect(seedFault('a'.repeat(201))).toBe('must have 1 to 200 characters, got 201');
    for (const text of ['a b', 'é', '\n', '\u0000']) expect(seedFault(text)).toBe('must be printable ASCII without spaces');
  });
});

describe('resolveScenarios()', () => {
  it('finds every scenario by its name, and rejects for others and for files that are none', async () => {
    const found = await resolveScenarios(SCENARIOS.map(({ name }) => ({ name, fileText: null })));
    expect(found.every((scenario, at) => scenario === SCENARIOS[at])).toBe(true);
    expect(found).toHaveLength(SCENARIOS.length);
    await expect(resolveScenarios([{ name: 'nowhere', fileText: null }])).rejects.toThrow('there is no scenario nowhere');
    await expect(resolveScenarios([{ name: 'x.json', fileText: '{' }])).rejects.toThrow('x.json');
  });
});
