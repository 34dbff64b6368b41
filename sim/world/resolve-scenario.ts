import { parseScenario } from './scenario-file/index.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { ScenarioRef } from './run-settings.ts';

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
