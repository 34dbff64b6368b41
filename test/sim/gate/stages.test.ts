import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { gateStages, skippedStages } from '../../../sim/gate/stages.ts';

const ROOT = join(import.meta.dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
const facts = { root: ROOT, freshSeed: 'abc', budgetMs: 170_000, cores: 2 };

describe('gateStages()', () => {
  it('are everything, in order, each a script of the package', () => {
    expect(gateStages(facts).map(({ name }) => name)).toEqual([
      'types',
      'format',
      'lint',
      'fuzz regression',
      'unused',
      'corpus',
      'short runs',
      'tests',
      'fixed seeds',
      'zoo',
      'fresh seeds',
    ]);
    for (const stage of [...gateStages(facts), ...gateStages({ ...facts, budgetMs: 1_800_000 })])
      expect(Object.keys(scripts)).toContain(stage.script(1000, 'file')[0]);
  });

  it('ask a tracker from elsewhere where they can, its clauses too, and name those that do not', () => {
    const followed = { ...facts, tracker: './mine.mjs' };
    const stages = gateStages(followed);
    expect(stages.map(({ name }) => name)).toEqual(['types', 'conformance', 'fuzz regression', 'corpus', 'fixed seeds', 'fresh seeds']);
    for (const { script } of stages.slice(1)) {
      expect(script(1000, 'file').slice(-2)).toEqual(['--tracker', './mine.mjs']);
      expect(Object.keys(scripts)).toContain(script(1000, 'file')[0]);
    }
    expect(skippedStages(followed)).toEqual(['format', 'lint', 'unused', 'short runs', 'tests', 'zoo']);
    const all = new Set(gateStages(facts).map(({ name }) => name));
    expect(new Set([...stages.map(({ name }) => name), ...skippedStages(followed)])).toEqual(all.add('conformance'));
  });

  it('explore every domain to its own depth, whatever time there is: what that says is the same everywhere', () => {
    const [short, long] = [facts, { ...facts, budgetMs: 1_800_000 }].map((of) => gateStages(of).find(({ name }) => name === 'short runs'));
    expect(short?.script(1000, 'file')).toEqual(['varta-sim', '--', 'explore']);
    expect(long?.script(80_000, 'file')).toEqual(short?.script(1000, 'file'));
    const end = { code: 14, signal: null, startFault: null, isCut: false, elapsedMs: 5, output: 'exit 14 · memory was over\n' };
    expect(short?.judge(end, null).exit).toBe(EXIT.inconclusive);
    expect(short?.judge({ ...end, code: 10 }, null).exit).toBe(EXIT.safety);
    expect(short?.judge({ ...end, code: 0, output: 'ok · every sequence\n' }, null)).toMatchObject({
      exit: EXIT.ok,
      note: 'ok · every sequence',
    });
  });

  it('run the zoo from more base seeds and fuzz when there is time', () => {
    const night = gateStages({ ...facts, budgetMs: 1_800_000 });
    expect(night.find(({ name }) => name === 'zoo')?.script(1000, 'file')).toEqual(['zoo', '--']);
    const fuzzing = (cores: number): string | undefined =>
      gateStages({ ...facts, budgetMs: 1_800_000, cores })
        .find(({ name }) => name === 'fuzzing')
        ?.script(80_000, 'file')
        .join(' ');
    expect(fuzzing(2)).toBe('fuzz -- --time 18000ms --workers 2 --seed abc');
    // More workers than targets are of no use, and more than 64 are refused.
    expect(fuzzing(128)).toBe('fuzz -- --time 72000ms --workers 8 --seed abc');
  });

  it('end with fresh seeds, which take what is left and end before they are made to', () => {
    const last = gateStages(facts).at(-1);
    expect([last?.name, last?.fills]).toEqual(['fresh seeds', true]);
    expect(last?.script(60_000, 'file').join(' ')).toBe('sim -- --seed abc --soak 57500ms --timeout 20s --out file');
  });

  it('are never good when their process ends with 70', () => {
    const end = { code: 70, signal: null, startFault: null, isCut: false, elapsedMs: 5, output: '' };
    for (const { judge } of gateStages({ ...facts, budgetMs: 1_800_000 })) expect(judge(end, null).exit).not.toBe(EXIT.ok);
  });
});
