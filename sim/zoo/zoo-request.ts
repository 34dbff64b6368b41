import type { Mutant } from './mutant.ts';

/** What `zoo` was asked to do. */
export interface ZooRequest {
  readonly groups: readonly MutantGroup[];
  /** Seeds of each campaign. */
  readonly campaigns: readonly (readonly string[])[];
  readonly shrinkRunsMax: number;
  readonly workers: number;
  readonly budgetMs: number | null;
  readonly isJson: boolean;
  readonly isList: boolean;
  readonly isAblation: boolean;
  readonly isOfJudges: boolean;
  /** Which states are the same where all domains are explored with each bug, in place of campaigns; null for campaigns. */
  readonly explores: 'reduced' | 'whole' | null;
  /** Whether it is about all that can be planted. */
  readonly isWhole: boolean;
}

/** The bugs of one part of the code. */
export interface MutantGroup {
  readonly group: string;
  readonly mutants: readonly Mutant[];
}
