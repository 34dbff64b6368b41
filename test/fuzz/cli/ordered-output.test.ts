import { expect, it } from 'vitest';
import { OrderedOutput } from '../../../fuzz/cli/ordered-output.ts';

it('OrderedOutput puts what is written side by side into the order of the works', () => {
  const lines: string[] = [];
  const ordered = new OrderedOutput({
    write: (text) => lines.push(text),
    raw: () => {},
    isTerminal: false,
    hasColor: false,
    columns: 80,
  });
  const [first, second, third] = [0, 1, 2].map((place) => ordered.of(place));
  second.write('second');
  first.write('first');
  third.write('third');
  ordered.end(1);
  expect(lines).toEqual(['first']);
  first.write('first again');
  ordered.end(0);
  expect(lines).toEqual(['first', 'first again', 'second', 'third']);
  third.write('third again');
  ordered.end(2);
  expect(lines.slice(4)).toEqual(['third again']);
});
