import { seedFault } from '../campaign/seeds.ts';
import type { Arguments, OptionSpec } from '../data/command-line/arguments.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { MAX_CAPACITY } from '../data/spec/limits.ts';
import { EVICTION_POLICIES } from '../data/spec/names.ts';
import { moduleIn, useScenarios } from '../world/custom-modules.ts';
import { findScenario, type ScenarioRef } from '../world/run-settings.ts';
import type { Knobs } from '../world/scenarios/scenario.ts';
import { present } from '../data/present.ts';

// Options that say what is run: a scenario, its seed, and what the seed does not decide.

/** What the seed does not decide; see {@link readKnobs}. */
export const KNOB_OPTIONS = {
  capacity: { value: 'N', help: `slots of the tracker, 0 to ${MAX_CAPACITY}; default as drawn` },
  policy: { value: 'POLICY', help: 'strict or balanced; default as drawn' },
  window: { value: 'N', help: `slots that an eviction pass reads, 1 to ${MAX_CAPACITY}; default as drawn` },
  for: { value: 'DURATION', help: 'virtual time of a run, such as 60s' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** A scenario under a seed, where a trace FILE will do as well. */
export const SCENARIO_OPTIONS = {
  scenario: {
    value: 'NAME',
    help: 'a scenario (see list), a scenario file, or a module of your own (./mine.mjs), in place of FILE',
    needs: 'seed',
  },
  seed: { value: 'SEED', help: 'its seed', needs: 'scenario' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Reads {@link KNOB_OPTIONS}. Throws a {@link UsageError}. */
export function readKnobs(given: Arguments): Knobs {
  const capacity = given.integer('capacity', 0, MAX_CAPACITY);
  const policy = given.oneOf('policy', EVICTION_POLICIES);
  const window = given.integer('window', 1, MAX_CAPACITY);
  const forNs = given.durationNs('for');
  return present({ capacity, policy, window, forNs });
}

/** The seed of `--seed`; 1 if there is none. Throws a {@link UsageError}. */
export function readSeed(given: Arguments): string {
  const seed = given.text('seed') ?? '1';
  const fault = seedFault(seed);
  if (fault !== null) given.fail('seed', fault, seed);
  return seed;
}

/** The names of scenarios, those of modules made known. Throws a {@link UsageError}. */
export async function scenarioNames(texts: readonly string[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const text of texts) {
    const module = moduleIn(text);
    names.push(...(module === null ? [text] : await useScenarios(module.path, module.name)));
  }
  return names;
}

/** The scenario of a name, in a file, or in a module that has one alone. Throws a {@link UsageError}, in the name of `command`. */
export async function scenarioNamed(command: string, text: string): Promise<ScenarioRef> {
  const names = await scenarioNames([text]);
  if (names.length > 1) throw new UsageError(`${command}: ${text} has ${names.join(', ')}: name one of them, such as ${text}#${names[0]}`);
  const scenario = await findScenario(names[0]);
  if (isRefusal(scenario)) throw new UsageError(`${command}: ${scenario.refused}`);
  return scenario;
}
