import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RULE_BOOK } from '../../../sim/zoo/rule-book.ts';
import { readFixedTraces } from '../../../sim/findings/corpus/filed-traces.ts';
import { hunt, recordOps } from '../../../sim/zoo/detection.ts';
import { JUDGE_MUTANTS } from '../../../sim/zoo/oracle-mutants.ts';
import { loadMutant, misfitOf, mutated, plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { editsOf, type Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS, MUTANTS_BY_GROUP, ZOO } from '../../../sim/zoo/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist');

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'sim'], { cwd: ROOT });
}, 60_000);

const TINY = { name: 'm', sentence: 's', file: 'src/f.js', pattern: 'a', replacement: '$&b' };

describe('mutated()', () => {
  it('replaces the one place, whatever stands in the replacement', () => expect(mutated('xax', 'src/f.js', TINY)).toBe('x$&bx'));
  it('leaves other files alone', () => expect(mutated('xax', 'src/g.js', TINY)).toBe('xax'));
  it('refuses a pattern that stands nowhere', () =>
    expect(() => mutated('xx', 'src/f.js', TINY)).toThrow('mutant m: its pattern stands 0 times in src/f.js, once is needed'));
  it('refuses a pattern that stands twice', () => expect(() => mutated('aa', 'src/f.js', TINY)).toThrow(/2 times/));
  it('makes a second change to the same file, and one to another', () => {
    const and = [
      { file: 'src/f.js', pattern: 'y', replacement: 'z' },
      { file: 'src/g.js', pattern: 'y', replacement: 'w' },
    ];
    expect(mutated('xay', 'src/f.js', { ...TINY, and })).toBe('x$&bz');
    expect(mutated('xay', 'src/g.js', { ...TINY, and })).toBe('xaw');
  });
});

describe('misfitOf() and plantMutant()', () => {
  function compiled(): string {
    const folder = mkdtempSync(join(tmpdir(), 'compiled-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const room of ['src', 'sim']) mkdirSync(join(folder, room));
    writeFileSync(join(folder, 'src/f.js'), 'xax\n//# sourceMappingURL=f.js.map');
    writeFileSync(join(folder, 'sim/g.js'), 'xax');
    return folder;
  }

  it('tell a mutant that fits from one that does not', () => {
    const folder = compiled();
    expect(misfitOf(TINY, folder)).toBeNull();
    expect(misfitOf({ ...TINY, pattern: 'q' }, folder)).toBe('mutant m: its pattern stands 0 times in src/f.js, once is needed');
    expect(misfitOf({ ...TINY, file: 'src/h.js' }, folder)).toBe('mutant m: there is no file src/h.js');
  });

  it('copy the harness for a mutant of the harness alone, and take the copy away again', () => {
    const folder = compiled();
    const inSource = plantMutant(TINY, folder);
    const inHarness = plantMutant({ ...TINY, file: 'sim/g.js' }, folder);
    expect([inSource.isWhole, existsSync(join(inSource.folder, 'sim'))]).toEqual([false, false]);
    expect([inHarness.isWhole, existsSync(join(inHarness.folder, 'sim/g.js'))]).toEqual([true, true]);
    inSource.dispose();
    inHarness.dispose();
    expect([existsSync(inSource.folder), existsSync(inHarness.folder)]).toEqual([false, false]);
  });

  it('leave nothing behind of a mutant that does not fit', () => {
    expect(() => plantMutant({ ...TINY, pattern: 'q' }, compiled())).toThrow(/0 times/);
  });
});

describe('MUTANTS', () => {
  it('have names and sentences of their own, and are at least forty', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(new Set(MUTANTS.map(({ sentence }) => sentence)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    for (const { name, sentence } of MUTANTS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[^A-Z].{15,}[^.]$/);
    }
  });

  it('change the production code alone, each in its own way', () => {
    const changes = MUTANTS.map((mutant) => JSON.stringify(editsOf(mutant)));
    expect(new Set(changes).size).toBe(MUTANTS.length);
    for (const mutant of MUTANTS) for (const { file } of editsOf(mutant)) expect(file).toMatch(/^src\//);
  });

  it.each([...Object.entries(ZOO), ['judges', JUDGE_MUTANTS] as const])(
    'of %s fit what is compiled, and what they make can be read',
    (_part, mutants) => {
      expect(mutants.flatMap((mutant) => misfitOf(mutant, COMPILED) ?? [])).toEqual([]);
      expect(mutants.flatMap(unreadable)).toEqual([]);
    },
  );

  /** The files of a mutant that are no modules any more, each with the reason. */
  function unreadable(mutant: Mutant): string[] {
    const reader = createInstrumenter({ esModules: true });
    return [...new Set(editsOf(mutant).map(({ file }) => file))].flatMap((file) => {
      try {
        reader.instrumentSync(mutated(readFileSync(join(COMPILED, file), 'utf8'), file, mutant), file);
        return [];
      } catch (error) {
        return [`${mutant.name}: ${file}: ${String(error)}`];
      }
    });
  }

  it('that cannot be read are noticed', () => {
    const broken = { ...MUTANTS[0], replacement: '+ ;' };
    expect(unreadable(broken)).toEqual([expect.stringContaining('SyntaxError')]);
  });

  it('are of each part', () => {
    for (const mutants of Object.values(MUTANTS_BY_GROUP)) expect(mutants.length).toBeGreaterThanOrEqual(10);
  });
});

describe('hunt()', () => {
  async function withMutant<T>(name: string, look: (production: Awaited<ReturnType<typeof loadMutant>>['production']) => T): Promise<T> {
    const { production, dispose } = await loadMutant(MUTANTS.find((mutant) => mutant.name === name) as Mutant, COMPILED);
    onTestFinished(dispose);
    return look(production);
  }

  // A share of the zoo, small enough for every test run: a bug or two of each part, found by the ordinary scenarios.
  it.each([
    ['last-beat-by-high-word', 'invariant'],
    ['reach-one-short', 'invariant'],
    ['pid-limit-inclusive', 'model'],
    ['first-reading-is-a-jump', 'model'],
    ['stall-on-wire-accepted', 'model'],
  ])('finds %s', async (name, judge) => {
    const caught = await withMutant(name, (production) => hunt(['1'], { production }));
    expect(caught).toMatchObject({ judge, seed: '1' });
  });

  it('replays filed traces after the campaign, and says which of them gives another reply', async () => {
    const filed = await readFixedTraces();
    const { name, trace } = filed.find((each) => each.name === 'order-of-refusals.ndjson') ?? filed[0];
    const steps = trace.steps.map((step, at) => (at === 2 ? { ...step, expect: { update: 'refreshed' } } : step));
    const changed = [...filed, { name: `changed-${name}`, trace: { ...trace, steps } }];
    expect(hunt([], { filed })).toBeNull();
    expect(hunt([], { filed: changed })).toMatchObject({ judge: 'expect', rule: 'reply-as-recorded', scenario: `changed-${name}` });
    expect(hunt([], { filed: changed, without: new Set(['reply-as-recorded']) })).toBeNull();
  });

  it('takes a harness that breaks for a finding only where the harness was changed', () => {
    const onOp = (): void => {
      throw new RangeError('too many operations');
    };
    expect(() => hunt(['1'], { onOp })).toThrow('too many operations');
    expect(hunt(['1'], { onOp, isHarnessChanged: true })).toMatchObject({ judge: 'harness', rule: 'never-breaks', seed: '1' });
    expect(hunt(['1'], { onOp, isHarnessChanged: true, without: new Set(['never-breaks']) })).toBeNull();
  });

  it('ends a run that does not come to its end, after a number of operations', async () => {
    const without = new Set(RULE_BOOK.flatMap(({ rules }) => rules.map(({ name }) => name)).filter((name) => name !== 'never-hangs'));
    without.add('never-throws');
    const caught = await withMutant('next-listener-past-the-end', (production) => hunt(['1'], { production, without }));
    expect(caught).toMatchObject({
      judge: 'no-throw',
      rule: 'never-hangs',
      reason: expect.stringMatching(/^not over after \d+ operations$/),
    });
  }, 60_000);

  it('tells where it was, and the operations that lead there', async () => {
    await withMutant('reach-one-short', (production) => {
      const told: string[] = [];
      const caught = hunt(['1'], { production, onOp: (scenario, seed, step) => told.push(`${scenario} ${seed} ${step}`) });
      expect(told.at(-1)).toBe(`${caught?.scenario} 1 ${(caught?.steps ?? 0) - 1}`);
      expect(recordOps(caught?.scenario ?? '', '1', { production })).toHaveLength(caught?.steps ?? 0);
    });
  });
});
