import { expect, it } from 'vitest';
import { formatTable } from '../../../sim/report/table.ts';

const HEAD = ['target', 'execs', 'verdict'];
const ROWS = [
  ['world', '12,345', 'ok'],
  ['frame-decode', '7', 'FOUND'],
];

it('has two blanks between columns, and one where they do not fit', () => {
  const wide = ['target         execs  verdict', 'world         12,345  ok', 'frame-decode       7  FOUND'];
  expect(formatTable(HEAD, ROWS).split('\n')).toEqual(wide);
  expect(formatTable(HEAD, ROWS, 29).split('\n')).toEqual(wide);
  expect(formatTable(HEAD, ROWS, 28).split('\n')).toEqual([
    'target        execs verdict',
    'world        12,345 ok',
    'frame-decode      7 FOUND',
  ]);
  const painted = [ROWS[0], [...ROWS[1].slice(0, 2), '\u001B[31mFOUND\u001B[39m']];
  expect(formatTable(HEAD, painted, 29).split('\n')[2]).toBe('frame-decode       7  \u001B[31mFOUND\u001B[39m');
});
