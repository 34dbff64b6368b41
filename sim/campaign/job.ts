import type { CheckLevel } from '../judges/panel.ts';
import type { Knobs } from '../scenarios/scenario.ts';
import type { SimulationResult } from './simulate.ts';

/** One scenario, by its name in SCENARIOS or as the text of a scenario file. */
export interface ScenarioRef {
  readonly name: string;
  /** Text of a scenario file; null for one that is built in. */
  readonly fileText: string | null;
}

/** What all jobs of a campaign share. */
export interface JobSettings {
  readonly check: CheckLevel;
  readonly knobs: Knobs;
  readonly stepsMax: number | null;
  readonly scenarios: readonly ScenarioRef[];
}

/** One run to be made. */
export interface Job {
  /** Its place in the campaign: results are put together in this order, whoever finishes first. */
  readonly number: number;
  /** Place in JobSettings.scenarios. */
  readonly scenario: number;
  readonly seed: string;
}

/** What a worker sends back. */
export interface JobResult {
  readonly number: number;
  readonly result: SimulationResult;
  /** Time that the run took, milliseconds. Told to people; decides nothing. */
  readonly elapsedMs: number;
}

/** What a worker is told: first what all jobs share, then one job after another. */
export type WorkerOrder = { readonly settings: JobSettings } | { readonly job: Job };

/** A worker tells which operation it has come to each time that it has begun so many. */
export const TOLD_STEPS = 64;
