import { resolve } from 'node:path';
import { UsageError } from '../data/command-line/usage-error.ts';
import { didYouMean } from '../data/did-you-mean.ts';
import { importModule, type Exports } from '../data/import-module.ts';
import { INHERITED } from '../data/inherited.ts';
import type { Form } from '../data/value-form.ts';
import { show } from '../data/ops/refusal.ts';
import { customRules, setCustomRules, type CustomGoal, type CustomRule } from '../oracle/custom-rules.ts';
import { GOALS } from '../oracle/goals.ts';
import { RULE_GROUPS } from '../oracle/rules.ts';
import { GOAL, RULE, SCENARIO, scenarioFault } from './custom-forms.ts';
import { addCustomScenarios } from './scenarios/custom-scenarios.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Modules of a user's own, by their whole paths. */
export interface CustomModules {
  /** Each exports `rules`, `goals`, or both: arrays. */
  readonly rules: readonly string[];
  /** Each exports `scenario`, or `scenarios`: an array. */
  readonly scenarios: readonly string[];
}

/** How modules were named on the command line, which lines to paste name again. */
const given = { rules: [] as string[], scenarios: new Map<string, string>() };

/** What to name again in a line to paste: each `--rules` of this command. */
export function rulesGiven(): readonly string[] {
  return given.rules;
}

/** Names none of the modules again that were given so far, for a process that does one thing after another. */
export function forgetGiven(): void {
  given.rules.length = 0;
  given.scenarios.clear();
}

/** The whole paths of all modules in force. */
export function modulesInForce(): readonly string[] {
  const { rules, scenarios } = named();
  return [...rules, ...scenarios];
}

/** The whole paths of all modules of rules in force. */
export function rulesInForce(): readonly string[] {
  return named().rules;
}

/** What stands after `--scenario` for a scenario: its name, or the module that it was named by. */
export function scenarioArgument(name: string): string {
  return given.scenarios.get(name) ?? name;
}

/** The module that a text names, and which of its scenarios: `./mine.mjs`, `./mine.mjs#name`. Null for a text that names none. */
export function moduleIn(text: string): { readonly path: string; readonly name: string | null } | null {
  const match = /^(.+\.[cm]?[jt]s)(?:#(.*))?$/.exec(text);
  return match === null ? null : { path: match[1], name: match[2] ?? null };
}

/** Puts the rules and goals of a module in force; see {@link useCustomModules}. */
export async function useRules(path: string): Promise<void> {
  await useCustomModules({ rules: [resolve(path)], scenarios: [] });
  given.rules.push(path);
}

/** The names of the scenarios that a text names as {@link moduleIn} says, made known. Throws a {@link UsageError}. */
export async function useScenarios(path: string, name: string | null): Promise<readonly string[]> {
  const [names] = await useCustomModules({ rules: [], scenarios: [resolve(path)] });
  for (const each of names) given.scenarios.set(each, names.length === 1 ? path : `${path}#${each}`);
  if (name === null) return names;
  if (!names.includes(name)) throw new UsageError(`${path} has no scenario ${show(name)}; it has ${names.join(', ')}`);
  return [name];
}

/**
 * Loads modules, and puts their rules, goals and scenarios in force for this process and those that it starts from now on. The names of
 * the scenarios, by module. Throws a {@link UsageError} for a module that cannot be loaded, or that exports something else.
 */
export async function useCustomModules({ rules, scenarios }: CustomModules): Promise<readonly (readonly string[])[]> {
  const before = named();
  const fresh = (paths: readonly string[], known: readonly string[]): string[] => paths.filter((path) => !known.includes(path));
  for (const path of fresh(rules, before.rules)) await loadRules(path);
  const names: (readonly string[])[] = [];
  for (const path of scenarios) names.push(await loadScenarios(path));
  const all: CustomModules = {
    rules: [...before.rules, ...fresh(rules, before.rules)],
    scenarios: [...before.scenarios, ...fresh(scenarios, before.scenarios)],
  };
  if (all.rules.length + all.scenarios.length > 0) process.env[INHERITED.modules] = JSON.stringify(all);
  return names;
}

/** Loads the modules that the command which started this process was given. */
export async function loadNamedModules(): Promise<void> {
  const { rules, scenarios } = named();
  for (const path of rules) await loadRules(path);
  for (const path of scenarios) await loadScenarios(path);
}

function named(): CustomModules {
  const text = process.env[INHERITED.modules];
  return text === undefined ? { rules: [], scenarios: [] } : (JSON.parse(text) as CustomModules);
}

/** Seeds that a scenario is asked to build a plan of as it is loaded: most mistakes are the same under each. */
const SEEDS_BUILT = ['1', '2', '3', '4'];

async function loadRules(path: string): Promise<void> {
  const { rules = [], goals = [], ...others } = await importModule(path);
  if (!Array.isArray(rules) || !Array.isArray(goals) || rules.length + goals.length === 0)
    throw new UsageError(`${path} must export rules, goals or both, each an array${exportsOf({ rules, goals, ...others })}`);
  const known = customRules();
  checkNames(path, 'rule', rules, [...Object.values(RULE_GROUPS).flatMap((group) => group.rules), ...known.rules]);
  checkNames(path, 'goal', goals, [...Object.keys(GOALS).map((name) => ({ name })), ...known.goals]);
  for (const rule of rules as Exports[]) check(path, RULE, rule, `the rule ${String(rule['name'])}`);
  for (const goal of goals as Exports[]) check(path, GOAL, goal, `the goal ${String(goal['name'])}`);
  setCustomRules({ rules: [...known.rules, ...(rules as CustomRule[])], goals: [...known.goals, ...(goals as CustomGoal[])] });
}

async function loadScenarios(path: string): Promise<readonly string[]> {
  const { scenario, scenarios = scenario === undefined ? [] : [scenario], ...others } = await importModule(path);
  if (!Array.isArray(scenarios) || scenarios.length === 0)
    throw new UsageError(`${path} must export scenario, or scenarios, an array${exportsOf({ scenario, scenarios, ...others })}`);
  checkNames(path, 'scenario', scenarios, SCENARIOS, 'claim');
  for (const entry of scenarios as Scenario[]) {
    const { name, goals = [] } = entry;
    check(path, SCENARIO, entry, `the scenario ${name}`);
    const goal = goals.find((one) => !goalNames().includes(one));
    if (goal !== undefined)
      throw new UsageError(`${path}: the scenario ${name} names a goal that there is not: ${show(goal)}${didYouMean(goal, goalNames())}`);
    for (const seed of SEEDS_BUILT) {
      const fault = scenarioFault(entry, seed);
      if (fault !== null) throw new UsageError(`${path}: ${fault}`);
    }
  }
  addCustomScenarios(scenarios as Scenario[]);
  return (scenarios as Scenario[]).map(({ name }) => name);
}

function goalNames(): readonly string[] {
  return [...Object.keys(GOALS), ...customRules().goals.map(({ name }) => name)];
}

function check(path: string, form: Form, value: unknown, called: string): void {
  const fault = form(value, called);
  if (fault !== null) throw new UsageError(`${path}: ${fault}`);
}

/** What a module exports, as the end of a sentence. */
function exportsOf(exported: Exports): string {
  const names = Object.keys(exported).filter((name) => exported[name] !== undefined && !isEmpty(exported[name]));
  return names.length === 0 ? ', got nothing' : `, got ${names.join(', ')}`;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Checks that each has a name of its own and a sentence. */
function checkNames(
  path: string,
  what: string,
  entries: readonly unknown[],
  known: readonly { readonly name: string }[],
  sentence: string = 'sentence',
): void {
  const taken = new Set(known.map(({ name }) => name));
  for (const entry of entries) {
    const { name, [sentence]: text } = (typeof entry === 'object' && entry !== null ? entry : {}) as Exports;
    if (typeof name !== 'string' || !NAME.test(name) || name.length > 60)
      throw new UsageError(`${path}: a ${what} must have a name in lower case with hyphens, such as my-${what}, got ${show(name)}`);
    if (taken.has(name)) throw new UsageError(`${path}: there is another ${what} of the name ${name}`);
    if (typeof text !== 'string' || text.trim() === '')
      throw new UsageError(`${path}: the ${what} ${name} must say in its ${sentence} what must hold, got ${show(text)}`);
    taken.add(name);
  }
}
