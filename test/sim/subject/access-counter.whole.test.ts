import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

// What was compiled, in a process of its own: the tests' own loader knows nothing of a second load.
const PROGRAM = `
const sim = ${JSON.stringify(new URL('../../../dist/sim/', import.meta.url).href)};
const { PRODUCTION } = await import(sim + 'subject/production.js');
const { productionAgain } = await import(sim + 'subject/production-under-test.js');
const { SeededRun } = await import(sim + 'world/seeded-run.js');
const { SCENARIOS } = await import(sim + 'world/scenarios/index.js');
const again = await productionAgain(null);
const told = [PRODUCTION, again, null].map((counts) => SCENARIOS.filter(({ name }) => name.endsWith('-direct')).map((scenario) => {
  const seeded = new SeededRun(scenario, '1', { counts, stepsMax: 700 });
  const accesses = [];
  for (const { op } of seeded.steps()) accesses.push(seeded.run.facts?.accesses ?? null);
  return { digest: seeded.run.digest, finding: seeded.run.finding?.reason ?? null, accesses };
}));
console.log(JSON.stringify({ isAnother: again.Tracker !== PRODUCTION.Tracker, told }));`;

interface Told {
  readonly digest: string;
  readonly finding: unknown;
  readonly accesses: readonly ({ readonly index: number; readonly columns: number } | null)[];
}

describe('AccessCounter', () => {
  it('counts the same of the code that runs and of the code loaded once more, and changes nothing', () => {
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { encoding: 'utf8', timeout: 20_000 });
    const { isAnother, told } = JSON.parse(text) as { readonly isAnother: boolean; readonly told: readonly (readonly Told[])[] };
    const [own, again, none] = told;
    expect(isAnother).toBe(true);
    expect(again).toEqual(own);
    expect(own.map(({ digest }) => digest)).toEqual(none.map(({ digest }) => digest));
    for (const { accesses, finding } of own) {
      expect(finding).toBeNull();
      expect(accesses.filter((counted) => counted !== null && counted.index > 0 && counted.columns > 0).length).toBeGreaterThan(5);
    }
    expect(none.every(({ accesses }) => accesses.every((counted) => counted === null))).toBe(true);
  });
});
