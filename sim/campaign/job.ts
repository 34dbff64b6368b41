import type { Finding } from '../oracle/finding.ts';
import type { SimulationResult } from '../world/seeded-run.ts';

/** One run to be made. */
export interface Job {
  /** Its place in the campaign: results are put together in this order, whoever finishes first. */
  readonly number: number;
  /** Place in RunSettings.scenarios. */
  readonly scenario: number;
  readonly seed: string;
  /** Whether the checkpoints of the run are kept, so that a re-run of the seed can be compared with it. */
  readonly keepsCheckpoints: boolean;
}

/** A run to be made once more, and held against the first. */
export interface RerunJob extends Job {
  /** The checkpoints of the first run. */
  readonly checkpoints: readonly string[];
}

/** What a worker sends back. */
export interface JobResult {
  readonly number: number;
  readonly result: SimulationResult;
  /** The checkpoints of the run; empty where they are not kept. */
  readonly checkpoints: readonly string[];
  /** Time that the run took, milliseconds. Told to people; decides nothing. */
  readonly elapsedMs: number;
}

/** What came of a re-run. */
export interface RerunResult {
  readonly number: number;
  /** The first checkpoint that differs; null if none does. */
  readonly differsAt: number | null;
}

/** A finding, and the run in which it came up. */
export interface CampaignFinding {
  readonly finding: Finding;
  readonly result: SimulationResult | null;
  /** The operations, as the lines of a trace, of a run that did not live to be recorded later; null for all others. */
  readonly lines: readonly string[] | null;
  readonly scenario: number;
  readonly seed: string;
}

/** A run that took too long, by its scenario and seed. */
export interface LateRun {
  readonly scenario: number;
  readonly seed: string;
}
