import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hunt } from '../../../sim/zoo/hunt.ts';
import { loadMutant, mutated } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist/src');

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'src'], { cwd: ROOT });
}, 60_000);

describe('mutated()', () => {
  const mutant = { name: 'm', sentence: 's', file: 'f.js', pattern: 'a', replacement: '$&b' };
  it('replaces the one place, whatever stands in the replacement', () => expect(mutated('xax', mutant)).toBe('x$&bx'));
  it('refuses a pattern that stands nowhere', () =>
    expect(() => mutated('xx', mutant)).toThrow('mutant m: its pattern stands 0 times in f.js, once is needed'));
  it('refuses a pattern that stands twice', () => expect(() => mutated('aa', mutant)).toThrow(/2 times/));
  it('makes a second change', () => expect(mutated('xay', { ...mutant, and: { pattern: 'y', replacement: 'z' } })).toBe('x$&bz'));
});

describe('MUTANTS', () => {
  it('have names and sentences of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(new Set(MUTANTS.map(({ sentence }) => sentence)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s still fits the compiled source', (_name, mutant) => {
    expect(mutated(readFileSync(join(COMPILED, mutant.file), 'utf8'), mutant)).not.toBe('');
  });

  // A share of the zoo, small enough for every test run: one bug of each part, found by the ordinary scenarios.
  it.each(['stall-after-threshold', 'tombstones-kept', 'remainder-lost', 'auth-unchecked'])(
    '%s is found by the ordinary scenarios',
    async (name) => {
      const mutant = MUTANTS.find((candidate) => candidate.name === name);
      if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
      const { production, dispose } = await loadMutant(mutant, COMPILED);
      try {
        expect(hunt(production, ['1'])?.finding).toBeDefined();
      } finally {
        dispose();
      }
    },
    60_000,
  );
});
