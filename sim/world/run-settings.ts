import type { CheckLevel } from '../oracle/oracle.ts';
import type { Knobs } from './scenarios/scenario.ts';

/** One scenario, by its name in SCENARIOS or as the text of a scenario file. */
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
}
