import type { Judge } from './finding.ts';

/** What a judge objects to. */
export interface Violation {
  readonly judge: Judge;
  readonly rule: string;
  readonly reason: string;
  readonly expected: string;
  readonly got: string;
  /** More to be told, line by line: what it is, and its text. */
  readonly details?: readonly (readonly [string, string])[];
}
