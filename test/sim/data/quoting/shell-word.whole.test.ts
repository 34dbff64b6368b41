import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellPath, shellWord } from '../../../../sim/data/quoting/shell-word.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const CHARACTER = fc
  .oneof(fc.integer({ min: 1, max: 0x7f }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

/** What a shell makes of words: its arguments. */
function argumentsOf(words: readonly string[]): string[] {
  const script = words.map((word) => `printf '%s\\0' ${word}\n`).join('');
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', maxBuffer: 1 << 24, timeout: 10_000 })
    .split('\0')
    .slice(0, -1);
}

describe('shellWord()', () => {
  it('is one word of sh, and that word is the text', () => {
    // No argument holds a NUL, nor half of a pair.
    const sayable = HOSTILE_TEXTS.filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
    const samples = fc.sample(fc.string({ unit: CHARACTER, maxLength: 8 }), 40);
    const texts = [...sayable, '', 'a', "'", '\n', 'a\n\n', '\n\n\u001b', '\u001b\n', '\u001b\nb', ...samples];
    expect(argumentsOf(texts.map(shellWord))).toEqual(texts);
  });

  it('leaves what is safe as it is, and shows what a terminal would obey', () => {
    expect(['findings/a-1.ndjson', '7', 'a b', "it's"].map(shellWord)).toEqual(['findings/a-1.ndjson', '7', "'a b'", "'it'\\''s'"]);
    for (const text of HOSTILE_TEXTS) expect(shellWord(text).replace(/\n+'$/, '')).not.toMatch(/(?!\p{Cs})\p{C}|\p{Zl}|\p{Zp}/u);
  });
});

describe('shellPath()', () => {
  it('is no option', () => {
    expect(['-x.ndjson', 'a/-x'].map(shellPath)).toEqual(['./-x.ndjson', 'a/-x']);
  });
});
