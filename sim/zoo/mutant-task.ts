import type { Catch } from './detection.ts';

/** A hunt to be made in a process of its own. */
export interface HuntTask {
  /** Folder of the changed copy; see PlantedMutant. */
  readonly folder: string;
  readonly isWhole: boolean;
  readonly seeds: readonly string[];
  readonly order: 'by-seed' | 'by-scenario';
  /** Whether the filed traces are replayed after the campaign. */
  readonly withFiled: boolean;
  /** Rules left out. */
  readonly without: readonly string[];
  /** Runs to shrink what was found with; 0 leaves it as it is. */
  readonly shrinkRunsMax: number;
}

/** Where a hunter is. */
export type At = readonly [scenario: string, seed: string, step: number, runs: number, steps: number];

/** What is known of one hunt. */
export interface HuntResult {
  /** Null if nobody objected. */
  readonly caught: Catch | null;
  /** Time from the first operation to the finding, milliseconds. */
  readonly ms: number;
  /** Operations left after shrinking; null where nothing was shrunk. */
  readonly shrunkTo: number | null;
}
