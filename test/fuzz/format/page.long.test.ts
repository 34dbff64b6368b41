import { describe, expect, it } from 'vitest';
import { corpusInputs } from '../targets/corpus-inputs.ts';
import { READERS } from './page-pairs.ts';

describe.each(Object.entries(READERS))('docs/fuzz-format.md', (name, [page, ours]) => {
  it(`says of every byte at every place of a head and the first records what it means to ${name}`, () => {
    for (let code = 0; code < 256; code++) {
      for (let at = 0; at < 24; at++) {
        const input = Uint8Array.from({ length: 60 }, (_byte, place) => (place === at ? code : (place * 37) % 11));
        expect(page(input)).toBe(ours(input));
      }
    }
  });

  it(`says of every filed input what it means to ${name}`, () => {
    const inputs = corpusInputs(name);
    expect(inputs.length).toBeGreaterThan(0);
    for (const { bytes } of inputs) expect(page(bytes)).toBe(ours(bytes));
  });
});
