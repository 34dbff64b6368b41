import { describe, expect, it } from 'vitest';
import { outputOf, paint } from '../../../../sim/data/command-line/output.ts';

const terminal = { write: () => true, isTTY: true, columns: 80 };
const file = { write: () => true };

describe('outputOf()', () => {
  it.each([
    ['a terminal', terminal, {}, true, true],
    ['a file', file, {}, false, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, true, false],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false, false],
    ['a file with FORCE_COLOR', file, { FORCE_COLOR: '1' }, false, true],
    ['a dumb terminal with FORCE_COLOR', terminal, { TERM: 'dumb', FORCE_COLOR: '' }, false, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, true, false],
    ['both', file, { FORCE_COLOR: '3', NO_COLOR: '1' }, false, true],
  ])('knows of %s whether lines may be drawn anew, and whether there is colour', (_, stream, env, isTerminal, hasColor) => {
    const output = outputOf(stream, env);
    expect(output).toMatchObject({ isTerminal, hasColor });
    expect(paint(output, 'red', 'text')).toBe(hasColor ? '\u001b[31mtext\u001b[39m' : 'text');
  });
});
