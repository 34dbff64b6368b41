import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatComplaint } from './rule.ts';
import { TIDY_RULES } from './rules.ts';
import { readTree } from './tree.ts';

const tree = readTree(fileURLToPath(new URL('../../', import.meta.url)));

describe('the project', () => {
  it('is read whole', () => {
    for (const path of ['package.json', 'package-lock.json', 'src/index.ts', 'sim/cli/main.ts', 'test/tidy/tidy.test.ts']) {
      expect([...tree.keys()]).toContain(path);
    }
  });

  it.each(TIDY_RULES.map((rule) => [rule.name, rule] as const))('holds %s', (_name, rule) => {
    expect(rule.check(tree).map((complaint) => formatComplaint(rule, complaint))).toEqual([]);
  });
});
