import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import { arbitraryInput } from '../targets/arbitrary-input.ts';
import { READERS, target } from './page-pairs.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/fuzz-format.md', import.meta.url), 'utf8');

describe('docs/fuzz-format.md', () => {
  it('tells the version of every target, and has a reader for each but the world', () => {
    for (const { name, formatVersion } of TARGETS) expect(DOCUMENT).toMatch(new RegExp(`${name}\\b.*, version ${formatVersion}\\b`));
    expect(new Set([...Object.keys(READERS), 'world'])).toEqual(new Set(TARGETS.map(({ name }) => name)));
  });

  it.each(Object.entries(READERS))('says of any bytes what they mean to %s', (name, [page, ours]) => {
    fc.assert(
      fc.property(fc.oneof(arbitraryInput(target(name)), fc.uint8Array({ maxLength: 200, size: 'max' })), (input) => {
        expect(page(input)).toBe(ours(input));
      }),
      { numRuns: 20 },
    );
  });

  it.each(['tracker-ops', 'observer-stream', 'bounded-index', 'trace-file'])('says where the work of an input for %s ends', (name) => {
    const [page, ours] = READERS[name];
    for (const byte of [0xd3, 0x80]) {
      const input = new Uint8Array(40_000).fill(byte, 12);
      expect(page(input) === ours(input)).toBe(true);
    }
  });
});
