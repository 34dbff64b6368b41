import { describe, expect, it } from 'vitest';
import { ablationExit, formatAblation } from '../../../sim/zoo/ablation-report.ts';
import { formatTrials, trialsExit } from '../../../sim/zoo/oracle-trials-report.ts';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { RULE_BOOK } from '../../../sim/zoo/rule-book.ts';
import { ablate, worthOfFamilies, worthOfRules, worthWithoutModel, type Ablation } from '../../../sim/zoo/ablation.ts';
import { JUDGE_MUTANTS, withHidden } from '../../../sim/zoo/oracle-mutants.ts';
import type { DetectionOrder, MutantRunner } from '../../../sim/zoo/mutant-runner.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS, ZOO } from '../../../sim/zoo/mutants.ts';
import { SILENT } from '../../support/outputs.ts';

function bug(name: string, change: Partial<Mutant> = {}): Mutant {
  return { name, sentence: 'something is wrong', edits: [], ...change };
}

/** A runner for which each bug is found by the first of its rules that is not left out; null stops the campaign. */
function runnerOf(finders: Readonly<Record<string, readonly string[] | null>>, asked: DetectionOrder[] = []): MutantRunner {
  const model = RULE_BOOK.find(({ name }) => name === 'model')?.rules.map(({ name }) => name) ?? [];
  return {
    each: async (mutants: readonly Mutant[], work: (mutant: Mutant, detect: unknown) => Promise<unknown>) =>
      Promise.all(
        mutants.map((mutant) =>
          work(mutant, async (order: DetectionOrder) => {
            asked.push(order);
            const rules = finders[mutant.name];
            if (rules === null) return null;
            const off = new Set(order.without?.flatMap((name) => (name === 'model' ? model : [name])));
            const rule = rules.find((name) => !off.has(name));
            const detection = { judge: 'any', rule, op: null, reason: '', scenario: 's', seed: '1', runs: 1, steps: 1 };
            return { detection: rule === undefined ? null : detection, ms: 1, shrunkTo: null };
          }),
        ),
      ),
  } as unknown as MutantRunner;
}

async function ablations(finders: Readonly<Record<string, readonly string[]>>, asked: DetectionOrder[] = []): Promise<Ablation[]> {
  const all = await ablate(
    runnerOf(finders, asked),
    Object.keys(finders).map((name) => bug(name)),
    ['1', '2'],
  );
  return all.filter((ablation) => ablation !== null);
}

describe('ablate()', () => {
  it('switches off whoever found a bug: the family, the rule, the model, the model and the rule', async () => {
    const finders = { shadowed: ['event', 'nonce-advances', 'origin-pinned'], alone: ['nonce-advances'], found: ['event'] };
    const asked: DetectionOrder[] = [];
    const [shadowed, alone, found] = await ablations(finders, asked);
    expect(shadowed).toMatchObject({
      finder: 'event',
      withoutFamily: 'nonce-advances',
      withoutRule: 'nonce-advances',
      withoutModel: 'nonce-advances',
      withoutModelAndRule: 'origin-pinned',
    });
    expect(alone).toMatchObject({ finder: 'nonce-advances', withoutFamily: null, withoutRule: null, withoutModelAndRule: null });
    expect(found).toMatchObject({ finder: 'event', withoutFamily: null, withoutRule: null, withoutModel: null });
    // Nothing is run whose answer follows: without event alone; without the model and nonce-advances · without nonce-advances · without event.
    expect(asked.map(({ without = [] }) => without.length).filter((count) => count > 0)).toHaveLength(2 + 1 + 1);
    expect(worthOfRules(['event', 'nonce-advances'], [shadowed, alone, found])).toEqual([
      { name: 'event', first: 2, lost: ['found'] },
      { name: 'nonce-advances', first: 1, lost: ['alone'] },
    ]);
    expect(worthOfFamilies(['model'], [shadowed, alone, found])).toEqual([{ name: 'model', first: 2, lost: ['found'] }]);
    expect(worthWithoutModel(['nonce-advances'], [shadowed, alone, found])).toEqual([
      { name: 'nonce-advances', first: 2, lost: ['alone'] },
    ]);
  });

  it('gives a broken generator the seeds of a whole campaign, and knows nothing of a campaign that was stopped', async () => {
    const asked: DetectionOrder[] = [];
    const runner = runnerOf({ generator: ['goals-reached'], stopped: null }, asked);
    const all = await ablate(runner, [bug('generator', { order: 'by-scenario' }), bug('stopped')], ['7', '8']);
    expect(asked.map(({ seeds }) => seeds.length)).toEqual(expect.arrayContaining([12, 2]));
    expect(all.map((ablation) => ablation?.finder)).toEqual(['goals-reached', undefined]);
  });
});

describe('the report of an ablation', () => {
  it('is 13 while a family of the whole zoo is needed by no bug, or a bug is not found', async () => {
    const some = await ablations({ alone: ['nonce-advances'] });
    expect(ablationExit(some, false, true)).toBe(EXIT.goals);
    expect(ablationExit(some, false, false)).toBe(EXIT.ok);
    expect(ablationExit(some, true, false)).toBe(EXIT.inconclusive);
    expect(ablationExit(await ablations({ lost: [] }), true, false)).toBe(EXIT.goals);
    const needed = Object.fromEntries(RULE_BOOK.map(({ rules }, at) => [`bug ${at}`, [rules[0].name]]));
    expect(ablationExit(await ablations(needed), false, true)).toBe(EXIT.ok);
  });

  it('names what is lost without each, and whom no bug needs', async () => {
    const text = formatAblation(await ablations({ alone: ['nonce-advances'], lost: [] }), EXIT.goals, 1000, SILENT);
    expect(text).toMatch(/^beats +1 +1: alone$/m);
    expect(text).toMatch(/^beats +nonce-advances +1 +1: alone +1 +1: alone$/m);
    expect(text).toContain('not needed  scans: without it every bug is found all the same');
    expect(text).toContain('not found  lost: something is wrong');
    expect(text).toMatch(/exit 13 · 2 planted bugs, judges switched off for each, in 1\.0 s$/);
  });
});

describe('JUDGE_MUTANTS', () => {
  it('break at least one judge of each family that sits in a campaign', () => {
    // Deaths end the process of a run; delays and what is forbidden are promises of scenario files, which the zoo does not run.
    const outside = new Set(['deaths', 'delays', 'forbidden']);
    const families = RULE_BOOK.map(({ name }) => name).filter((name) => !outside.has(name));
    expect([...new Set(JUDGE_MUTANTS.map(({ family }) => family))].sort()).toEqual([...families].sort());
    expect(new Set(JUDGE_MUTANTS.map(({ name }) => name)).size).toBe(JUDGE_MUTANTS.length);
  });

  it('hide bugs that there are, and change other places than these', () => {
    const bugs = Object.values(ZOO).flat();
    for (const judge of JUDGE_MUTANTS) {
      if (judge.hides === null) continue;
      const hidden = bugs.find(({ name }) => name === judge.hides);
      expect(hidden?.name).toBe(judge.hides);
      expect(withHidden(judge, hidden ?? MUTANTS[0]).edits).toEqual([...judge.edits, ...(hidden ?? MUTANTS[0]).edits]);
    }
  });

  it('are told with what came of each, red or not noticed', () => {
    const [blind, inverted] = [JUDGE_MUTANTS.find(({ hides }) => hides !== null), JUDGE_MUTANTS.find(({ hides }) => hides === null)];
    if (blind === undefined || inverted === undefined) throw new Error('there is none of one kind');
    const trials = [
      { judge: blind, isNoticed: true, got: null },
      { judge: inverted, isNoticed: false, got: null },
    ];
    expect([trialsExit(trials, false), trialsExit(trials.slice(0, 1), false), trialsExit([], true)]).toEqual([13, 0, 14]);
    const text = formatTrials(trials, EXIT.goals, 1000, SILENT);
    expect(text).toMatch(/-blind .* green +red$/m);
    expect(text).toMatch(/-inverted .* sound code .* NOT NOTICED$/m);
    expect(text).toMatch(/exit 13 · 1 of 2 broken judges noticed in 1\.0 s$/);
  });
});
