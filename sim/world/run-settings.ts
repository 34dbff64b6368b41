import { normalize } from 'node:path';
import { didYouMean } from '../data/did-you-mean.ts';
import { isRefusal, type Refusal } from '../data/ops/refusal.ts';
import type { CheckLevel } from '../oracle/oracle.ts';
import { PremiseCounts } from '../oracle/premise-counts.ts';
import type { parseScenario } from './scenario-file/index.ts';
import { customScenarios } from './scenarios/custom-scenarios.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Knobs, Scenario } from './scenarios/scenario.ts';
import type { SeededRunOptions } from './seeded-run.ts';
import { jsonText } from '../data/quoting/printable.ts';

/** One scenario, by its name in SCENARIOS or among those of modules, or a scenario file by its path, with its text. */
export interface ScenarioRef {
  readonly name: string;
  /** Text of a scenario file; null for one that is built in. */
  readonly fileText: string | null;
}

/** What all runs of a campaign share. */
export interface RunSettings {
  readonly check: CheckLevel;
  readonly knobs: Knobs;
  readonly stepsMax: number | null;
  readonly scenarios: readonly ScenarioRef[];
  /** Rules left out, by name, for the zoo to show what each is worth; default none. */
  readonly without?: readonly string[];
  /** Whether it is counted how often each rule had something to say; default not. Slows a run down by a sixth or so. */
  readonly countsPremises?: boolean;
}

/** The scenario that a reference names; `parse` reads that of a file. Throws for one that was not checked before. */
function resolveScenario({ name, fileText }: ScenarioRef, parse: typeof parseScenario): Scenario {
  if (fileText === null) {
    const scenario = [...SCENARIOS, ...customScenarios()].find((candidate) => candidate.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    return scenario;
  }
  const scenario = parse(fileText, name);
  if ('refused' in scenario) throw new Error(scenario.refused);
  return { ...scenario, name, drawnAs: scenario.name };
}

/** The scenarios that references name, as checked before. What reads files is loaded where there is one: it takes a tenth of the time in which a worker starts. */
export async function resolveScenarios(refs: readonly ScenarioRef[]): Promise<readonly Scenario[]> {
  const parse = refs.some(({ fileText }) => fileText !== null) ? (await import('./scenario-file/index.ts')).parseScenario : noFile;
  return refs.map((ref) => resolveScenario(ref, parse));
}

function noFile(): never {
  throw new Error('there is no scenario file');
}

/** A reference to a scenario by its name, or to a file that ends in `.json`, read and checked. A refusal is a whole sentence. */
export async function findScenario(text: string): Promise<ScenarioRef | Refusal> {
  // One file has one name, `./` before it or not.
  const name = text.endsWith('.json') ? normalize(text) : text;
  const names = [...SCENARIOS, ...customScenarios()].map((scenario) => scenario.name);
  if (names.includes(name)) return { name, fileText: null };
  if (!name.endsWith('.json')) {
    return {
      refused: `there is no scenario ${jsonText(name)}; there are ${names.join(', ')}, and files that end in .json, .js or .mjs${didYouMean(name, names)}`,
    };
  }
  const { parseScenario: parse, readScenarioText } = await import('./scenario-file/index.ts');
  const fileText = await readScenarioText(name);
  if (isRefusal(fileText)) return fileText;
  const scenario = parse(fileText, name);
  return isRefusal(scenario) ? scenario : { name, fileText };
}

/** How the runs of a campaign are made. */
export function runOptions({ check, knobs, stepsMax, without = [], countsPremises = false }: RunSettings): SeededRunOptions {
  return {
    check,
    knobs,
    without: new Set(without),
    ...(stepsMax === null ? {} : { stepsMax }),
    ...(countsPremises ? { premises: new PremiseCounts() } : {}),
  };
}
