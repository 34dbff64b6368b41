import type { Scenario } from './scenario.ts';

let known: readonly Scenario[] = [];

/** The scenarios of a user's own that this process knows, in the order in which they were named. */
export function customScenarios(): readonly Scenario[] {
  return known;
}

/** Makes scenarios known in this process; one that is known under its name is known once. */
export function addCustomScenarios(scenarios: readonly Scenario[]): void {
  known = [...known.filter(({ name }) => !scenarios.some((other) => other.name === name)), ...scenarios];
}
