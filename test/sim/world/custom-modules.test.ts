import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { customRules, setCustomRules } from '../../../sim/oracle/custom-rules.ts';
import {
  forgetGiven,
  loadNamedModules,
  moduleIn,
  rulesGiven,
  scenarioArgument,
  useRules,
  useScenarios,
} from '../../../sim/world/custom-modules.ts';
import { isGiven } from '../../../sim/data/inherited.ts';
import { missedCustomGoals, missedGoals } from '../../../sim/world/scenarios/missed-goals.ts';
import { findScenario, resolveScenarios } from '../../../sim/world/run-settings.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
afterEach(() => {
  setCustomRules({ rules: [], goals: [] });
  delete process.env['VARTA_SIM_MODULES'];
  forgetGiven();
});

let files = 0;
function put(text: string): string {
  const path = join(folder, `m${files++}.mjs`);
  writeFileSync(path, text);
  return path;
}

async function complaint(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message.replaceAll(folder, '')}`;
  }
  return '';
}

const RULE = "{ name: 'a-rule', sentence: 'it holds', check: () => null }";
const GOAL = "{ name: 'a-goal', sentence: 'it is there', reached: () => true }";
const scenario = (name: string, more = ''): string => `{ name: '${name}', claim: 'it holds', build: () => ({ config: {} }), ${more} }`;

describe('useRules()', () => {
  it('puts rules and goals in force, and names them again', async () => {
    const path = put(`export const rules = [${RULE}]; export const goals = [${GOAL}];`);
    await useRules(path);
    expect(customRules().rules.map(({ name }) => name)).toEqual(['a-rule']);
    expect(customRules().goals.map(({ name }) => name)).toEqual(['a-goal']);
    expect(rulesGiven()).toContain(path);
    await useRules(path);
    expect(customRules().rules).toHaveLength(1);
    expect(missedCustomGoals([{ goals: [] }])).toEqual(['a-goal']);
    expect(missedCustomGoals([{ goals: [], customGoals: ['a-goal'] }])).toEqual([]);
  });

  it.each<readonly [string, string]>([
    ['export const rules = [', 'cannot be loaded: '],
    ["throw new Error('not today')", 'cannot be loaded: Error: not today'],
    ["import 'no-such-package'", 'cannot be loaded: Error: Cannot find package'],
    ['export const rule = 1', 'must export rules, goals or both, each an array, got rule'],
    ['', 'must export rules, goals or both, each an array, got nothing'],
    ['export const rules = 5', 'each an array, got rules'],
    ['export const rules = [null]', 'a rule must have a name in lower case with hyphens, such as my-rule, got undefined'],
    ["export const rules = [{ name: 'Mine' }]", 'got "Mine"'],
    ["export const rules = [{ name: 'mine' }]", 'the rule mine must say in its sentence what must hold, got undefined'],
    ["export const rules = [{ name: 'mine', sentence: 'x' }]", 'the rule mine must have a function check, or a function start'],
    [`export const rules = [${RULE}, ${RULE}]`, 'there is another rule of the name a-rule'],
    ["export const rules = [{ name: 'nonce-advances', sentence: 'x', check() {} }]", 'there is another rule of the name nonce-advances'],
    ["export const goals = [{ name: 'table-full', sentence: 'x', reached() {} }]", 'there is another goal of the name table-full'],
    ["export const goals = [{ name: 'mine', sentence: 'x' }]", 'the goal mine.reached must be a function, got undefined'],
    [`export const rules = [{ ...${RULE}, start() {} }]`, 'the rule a-rule must have a function check, or a function start'],
    [`export const rules = [{ ...${RULE}, isOfIndx: true }]`, 'the rule a-rule has no key "isOfIndx"; there are'],
  ])('says of %j in one sentence what is wrong', async (text, sentence) => {
    const told = await complaint(useRules(put(text)));
    expect(told).toContain(sentence);
    expect(told).toMatch(/^UsageError: [^\n]+$/);
    expect(process.env['VARTA_SIM_MODULES']).toBeUndefined();
  });

  it('says which file is not there', async () => {
    expect(await complaint(useRules(join(folder, 'none.mjs')))).toBe('UsageError: there is no file /none.mjs');
  });
});

describe('useScenarios()', () => {
  it('makes scenarios known by name, one or all of a module', async () => {
    const one = put(`export const scenario = ${scenario('mine-one', "goals: ['table-full']")};`);
    expect(await useScenarios(one, null)).toEqual(['mine-one']);
    expect(scenarioArgument('mine-one')).toBe(one);
    expect(await findScenario('mine-one')).toEqual({ name: 'mine-one', fileText: null });
    expect(await resolveScenarios([{ name: 'mine-one', fileText: null }])).toMatchObject([{ claim: 'it holds' }]);
    expect(missedGoals('mine-one', [{ goals: new Array<number>(200).fill(0) }])).toEqual(['table-full']);
    const two = put(`export const scenarios = [${scenario('mine-two')}, ${scenario('mine-three')}];`);
    expect(await useScenarios(two, 'mine-three')).toEqual(['mine-three']);
    expect(scenarioArgument('mine-two')).toBe(`${two}#mine-two`);
    expect(await complaint(useScenarios(two, 'mine-four'))).toContain('has no scenario "mine-four"; it has mine-two, mine-three');
  });

  it.each<readonly [string, string]>([
    [`export const rules = [${RULE}]`, 'must export scenario, or scenarios, an array, got rules'],
    [`export const scenario = { name: 'mine', claim: 'x' }`, 'the scenario mine.build must be a function, got undefined'],
    [
      `export const scenario = ${scenario('mine', "goal: ['table-full']")}`,
      'has no key "goal"; there are name, drawnAs, claim, goals, build; did you mean "goals"?',
    ],
    [
      `export const scenario = ${scenario('mine', 'build: () => nothing')}`,
      'cannot be built under seed 1: it threw ReferenceError: nothing is not defined, at ',
    ],
    [`export const scenario = ${scenario('herd')}`, 'there is another scenario of the name herd'],
    [`export const scenario = ${scenario('mine', "goals: ['never-heard-of']")}`, 'names a goal that there is not: "never-heard-of"'],
    [`export const scenario = { name: 'mine', build() {} }`, 'the scenario mine must say in its claim what must hold'],
  ])('says of %j in one sentence what is wrong', async (text, sentence) => {
    expect(await complaint(useScenarios(put(text), null))).toContain(sentence);
  });
});

describe('loadNamedModules()', () => {
  it('loads in another process what this one was given', async () => {
    const path = put(`export const rules = [${RULE}];`);
    expect(isGiven('modules')).toBe(false);
    await useRules(path);
    setCustomRules({ rules: [], goals: [] });
    await loadNamedModules();
    expect(customRules().rules).toHaveLength(1);
  });
});

describe('moduleIn()', () => {
  it('takes what ends like a module, with a name behind it or not', () => {
    expect(moduleIn('./a.mjs')).toEqual({ path: './a.mjs', name: null });
    expect(moduleIn('./a.ts#mine')).toEqual({ path: './a.ts', name: 'mine' });
    expect([moduleIn('herd'), moduleIn('a.json'), moduleIn('.mjs')]).toEqual([null, null, null]);
  });
});
