import { parseScenario } from './scenario-file/index.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { RunSettings, ScenarioRef } from './run-settings.ts';
import type { SeededRunOptions } from './seeded-run.ts';

/** The scenario that a reference names. Throws for one that was not checked before. */
export function resolveScenario({ name, fileText }: ScenarioRef): Scenario {
  if (fileText === null) {
    const scenario = SCENARIOS.find((candidate) => candidate.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    return scenario;
  }
  const scenario = parseScenario(fileText, name);
  if ('refused' in scenario) throw new Error(scenario.refused);
  return scenario;
}

/** How the runs of a campaign are made. */
export function runOptions({ check, knobs, stepsMax }: RunSettings): SeededRunOptions {
  return { check, knobs, ...(stepsMax === null ? {} : { stepsMax }) };
}
