import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readZooRequest, ZOO_SPEC } from '../../../sim/cli/zoo-options.ts';
import { readArguments } from '../../../sim/data/command-line/arguments.ts';
import { MUTANTS, MUTANTS_BY_GROUP, ZOO } from '../../../sim/zoo/mutants.ts';
import { RARE_BUGS } from '../../../sim/zoo/rare-bugs.ts';

const namesOf = (...args: readonly string[]): string[] =>
  readZooRequest(readArguments(ZOO_SPEC, args)).groups.flatMap(({ mutants }) => mutants.map(({ name }) => name));

describe('RARE_BUGS', () => {
  it('are bugs, and among them all that docs/zoo.md says are found after more than three hundred thousand operations', () => {
    const names = new Set(Object.values(ZOO).flatMap((mutants) => mutants.map(({ name }) => name)));
    expect([...RARE_BUGS].filter((name) => !names.has(name))).toEqual([]);
    const rows = [...readFileSync('docs/zoo.md', 'utf8').matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]+ \| [\d,]+ \| ([\d,]+) \|/gm)];
    expect(rows.length).toBeGreaterThan(200);
    const late = rows.filter(([, , steps]) => Number(steps.replaceAll(',', '')) > 300_000).map(([, name]) => name);
    const known = MUTANTS.map(({ name }) => name);
    expect(late.filter((name) => known.includes(name) && !RARE_BUGS.has(name))).toEqual([]);
  });

  it('are dealt out by --rare, where all others are always planted', () => {
    const parts = [1, 2, 3].map((part) => namesOf('--quick', '--rare', `${part}/3`));
    const all = Object.values(MUTANTS_BY_GROUP).flatMap((mutants) => mutants.map(({ name }) => name));
    const timesOf = (name: string): number => parts.filter((part) => part.includes(name)).length;
    expect(all.filter((name) => timesOf(name) !== (RARE_BUGS.has(name) ? 1 : 3))).toEqual([]);
    expect(() => namesOf('--rare', '4/3')).toThrow('--rare must be a shard and their number, such as 1/2');
  });
});
