import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../fuzz/targets/index.ts';
import { corpusInputs, corpusNames } from '../fuzz/targets/corpus-inputs.ts';

/** Longest that one input may be, bytes, and all of them together. */
const INPUT_BYTES_MAX = 8192;
const CORPUS_BYTES_MAX = 1_000_000;

describe('corpus/fuzz', () => {
  it('has a folder for each target, and none besides', () => {
    expect(corpusNames()).toEqual(TARGETS.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1)));
  });

  it('is small', () => {
    const sizes = corpusNames().flatMap((target) => corpusInputs(target).map(({ bytes }) => bytes.length));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(INPUT_BYTES_MAX);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(CORPUS_BYTES_MAX);
  });
});

describe.each(TARGETS.map(({ name }) => name))('corpus/fuzz/%s', (name) => {
  it('names every input by its content', () => {
    const inputs = corpusInputs(name);
    expect(inputs.length).toBeGreaterThan(5);
    for (const input of inputs) expect(input.name).toBe(createHash('sha256').update(input.bytes).digest('hex').slice(0, 16));
  });
});
