import { expect, it } from 'vitest';
import { LazyList } from '../../../../sim/data/lazy-list.ts';
import { jsonPieces } from '../../../../sim/data/quoting/json-pieces.ts';
import { jsonText } from '../../../../sim/data/quoting/printable.ts';

it.each([0, 1, 255, 256, 257, 1000])('jsonPieces() writes what jsonText() does, a list of %d member by member', (length) => {
  let made = 0;
  const list = new LazyList(length, function* () {
    for (made = 0; made < length; made++) yield { run: made, text: '##[error]\u202e', none: undefined };
  });
  const value = { none: undefined, first: ['::'], list, last: null };
  const text = `${jsonText(value)}\n`;
  const pieces: string[] = [];
  for (const piece of jsonPieces(value)) {
    // Of the list there is never more than a part.
    if (pieces.push(piece) === 4) expect(made).toBeLessThan(257);
  }
  expect(pieces.join('')).toBe(text);
  expect([...jsonPieces({})].join('')).toBe('{}\n');
});
