import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TestSpecification, Vitest } from 'vitest/node';
import { LONGEST, LongestFirst } from './longest-first.ts';

const ROOT = join(import.meta.dirname, '../..');

it('knows files that are there', () => {
  expect(LONGEST.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('puts them first, the longest ahead, in their group alone', async () => {
  const sizes: Readonly<Record<string, number>> = { 'test/a.whole.test.ts': 9, 'test/b.test.ts': 1 };
  const cache = { getFileTestResults: () => undefined, getFileStats: (key: string) => ({ size: sizes[key.split(':')[1]] ?? 2 }) };
  const file = (path: string, groupOrder: number): TestSpecification =>
    ({ moduleId: join(ROOT, path), project: { name: String(groupOrder), config: { sequence: { groupOrder } } } }) as TestSpecification;
  const [longest, next] = LONGEST;
  const wanted = [
    file('test/b.test.ts', 0),
    file(longest, 1),
    file(next, 1),
    file('test/a.whole.test.ts', 1),
    file('test/c.whole.test.ts', 1),
  ];
  const sorted = await new LongestFirst({ config: { root: ROOT }, cache } as unknown as Vitest).sort([...wanted].reverse());
  expect(sorted).toEqual(wanted);
});
