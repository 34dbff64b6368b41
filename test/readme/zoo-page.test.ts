import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_BOOK } from '../../sim/zoo/rule-book.ts';
import { COMMON_MODE_MUTANTS } from '../../sim/zoo/common-mode-mutants.ts';
import { JUDGE_MUTANTS } from '../../sim/zoo/oracle-mutants.ts';
import { ZOO } from '../../sim/zoo/mutants.ts';
import { withTables, zooTables } from './zoo-tables.ts';

const page = readFileSync(new URL('../../docs/zoo.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \| ([^|]*) \|/gm)].map(([, name, sentence, third]) => ({
  name,
  sentence,
  third,
}));
const names = RULE_BOOK.flatMap(({ judge, rules }) => rules.map(({ name }) => `${judge}/${name}`));

describe('docs/zoo.md', () => {
  it.each(Object.entries(ZOO))('has every bug of the part %s, with its sentence, in order', (part, mutants) => {
    const section = page.slice(page.indexOf(`\n### ${part}\n`)).split('\n### ')[1];
    const told = [...section.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|/gm)].map(([, name, sentence]) => [name, sentence]);
    expect(told.slice(0, mutants.length)).toEqual(mutants.map(({ name, sentence }) => [name, sentence]));
  });

  it('tells by which rule each was found, and names no rule that there is not', () => {
    const bugs = new Set(Object.values(ZOO).flatMap((mutants) => mutants.map(({ name }) => name)));
    const found = rows.filter(({ name }) => bugs.has(name)).map(({ third }) => third.replace(/, \d+ more$/, ''));
    expect(found).toHaveLength(bugs.size);
    expect(page).toContain(`\n## ${bugs.size} bugs\n`);
    for (const rule of found) expect(names).toContain(rule);
  });

  it('has no common-mode bug that comparing with the model finds: the model would not share it', () => {
    const shared = new Set(COMMON_MODE_MUTANTS.map(({ name }) => name));
    expect(rows.filter(({ name, third }) => shared.has(name) && third.startsWith('model/'))).toEqual([]);
  });

  it('has every broken judge with its sentence, and every rule in its family', () => {
    expect(rows.filter(({ name }) => /-(?:blind|inverted)$/.test(name)).map(({ name, sentence }) => [name, sentence])).toEqual(
      JUDGE_MUTANTS.map(({ name, sentence }) => [name, sentence]),
    );
    for (const { name, rules } of RULE_BOOK) {
      expect(page).toMatch(new RegExp(`^\\| ${name} \\| \\d+ \\| .+ \\|$`, 'm'));
      for (const rule of rules) expect(page).toContain(`| ${name} | ${rule.name} |`);
    }
  });
});

describe('withTables()', () => {
  const text =
    '# a\n\n| bug | b |\n|---|--:|\n| old | 1 |\n\n| | now |\n|---|---|\n| kept | 2 |\n\n| bug | c |\n|---|---|\n| old | 3 |\n| old | 4 |\n';
  it('puts rows into the tables of its kind, in order, and leaves all else', () => {
    expect(withTables(text, new Map([['bug', [[['new', '5']], [['x', 'y']]]]]))).toBe(
      '# a\n\n| bug | b |\n|---|--:|\n| new | 5 |\n\n| | now |\n|---|---|\n| kept | 2 |\n\n| bug | c |\n|---|---|\n| x | y |\n',
    );
  });

  it('refuses a page that has another number of them', () => {
    expect(() => withTables(text, new Map([['bug', [[]]]]))).toThrow('the page has 2 tables of bug, 1 to fill');
    expect(() => withTables(text, new Map([['bug', [[], [], []]]]))).toThrow('the page has 2 tables of bug, 3 to fill');
  });

  it('fits docs/zoo.md', () => {
    const bugs = Object.values(ZOO)
      .flat()
      .map(({ name }) => ({ name, found: [] }));
    for (const told of [{ judges: [] }, { ablation: [] }, { campaigns: [], bugs }])
      expect(withTables(page, zooTables(told))).not.toBe(page);
  });
});
