import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOMAIN_FORMS } from '../../sim/explore/domains/index.ts';
import { RULE_BOOK } from '../../sim/zoo/rule-book.ts';
import { MUTANTS } from '../../sim/zoo/mutants.ts';
import { exploreRows, exploreSentence, type ExploredJson } from './explore-table.ts';

const page = readFileSync(new URL('../../docs/explore.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('\n## What it finds'));
const rows = [...section.matchAll(/^\| (`[a-z0-9-]+`) \| (.*) \|$/gm)].map(([, name, others]) => [name, ...others.split(' | ')]);

describe('docs/explore.md', () => {
  it('has bugs of the production code, in their order, and counts them', () => {
    const names = MUTANTS.map(({ name }) => `\`${name}\``);
    expect(rows.map(([name]) => name)).toEqual(names.filter((name) => rows.some(([told]) => told === name)));
    // Those that were planted after the last count may be missing.
    expect(rows.length).toBeGreaterThan(100);
    expect(page).toContain(exploreSentence(rows));
  });

  it('names no rule and no domain that there is not', () => {
    const rules = RULE_BOOK.flatMap(({ judge, rules: all }) => all.map(({ name }) => `${judge}/${name}`));
    const domains = DOMAIN_FORMS.map(({ domain }) => domain);
    const told = rows.flatMap(([, breaks]) => (breaks === 'not found' ? [] : [breaks.split('/').slice(0, 2).join('/')]));
    expect(told.filter((rule) => !rules.includes(rule))).toEqual([]);
    expect(rows.map(([, , domain]) => domain).filter((domain) => domain !== '-' && !domains.includes(domain))).toEqual([]);
  });
});

describe('exploreRows()', () => {
  const explored = MUTANTS.map(({ name }) => ({ name, found: null as ExploredJson['explored'][number]['found'], states: 1200 }));
  explored[0] = { ...explored[0], found: { signature: 'a/b/c', domain: 'tracker', operations: 3 } };
  explored[1] = { ...explored[1], found: { signature: 'a/b/c', domain: null, operations: null } };
  const zooPage = MUTANTS.slice(0, 2)
    .map(({ name }) => `| \`${name}\` | x | 4 |`)
    .join('\n');

  it('marks what is shorter than what shrinking leaves, and says what is not known', () => {
    const [first, second, third] = exploreRows({ explored }, zooPage);
    expect(first.slice(1)).toEqual(['a/b/c', 'tracker', '**3**', '1,200', '4']);
    expect(second.slice(1)).toEqual(['a/b/c', '-', '-', '-', '4']);
    expect(third.slice(1)).toEqual(['not found', '-', '-', '1,200', '-']);
  });

  it('refuses a bug that there is not', () =>
    expect(() => exploreRows({ explored: [{ ...explored[0], name: 'none' }] }, zooPage)).toThrow('there is no bug none'));
});
