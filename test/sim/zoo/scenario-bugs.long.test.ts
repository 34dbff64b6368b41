import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { SCENARIO_BUGS, SCENARIO_SEEDS } from '../../../sim/zoo/scenario-bugs.ts';

const COMPILED = join(import.meta.dirname, '../../../dist');
const seeds = Array.from({ length: SCENARIO_SEEDS }, (_, at) => String(at + 1));
const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');

describe('SCENARIO_BUGS', () => {
  it('names a bug for each scenario, and no others', () => {
    expect(Object.keys(SCENARIO_BUGS)).toEqual(SCENARIOS.map(({ name }) => name));
    const bugs = MUTANTS.map(({ name }) => name);
    expect(Object.values(SCENARIO_BUGS).filter((names) => names.length === 0)).toEqual([]);
    expect(
      Object.values(SCENARIO_BUGS)
        .flat()
        .filter((name) => !bugs.includes(name)),
    ).toEqual([]);
  });

  it('stands in docs/scenarios.md', () => {
    for (const [name, bugs] of Object.entries(SCENARIO_BUGS))
      expect(page).toContain(`| ${name} | ${bugs.map((bug) => `\`${bug}\``).join(', ')} |\n`);
  });
});

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  it.each(SCENARIO_BUGS[name] ?? [])('finds %s', async (bug) => {
    const mutant = MUTANTS.find((each) => each.name === bug);
    if (mutant === undefined) throw new Error(`there is no bug ${bug}`);
    const { production, dispose } = await loadMutant(mutant, COMPILED);
    try {
      expect(seeds.some((seed) => simulate(scenario, seed, { production }).finding !== null)).toBe(true);
    } finally {
      dispose();
    }
  });
});
