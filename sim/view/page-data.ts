import type { Knobs } from '../world/scenarios/scenario.ts';
import type { PackedTrace } from './packed-trace.ts';

/** What a page shows: operations, or a scenario that makes them in the page. */
export type PageRun =
  | { readonly kind: 'trace'; readonly label: string; readonly packed: PackedTrace }
  | { readonly kind: 'scenario'; readonly label: string; readonly scenario: string; readonly seed: string; readonly knobs: Knobs };

/** Everything that a page carries beside its code. */
export interface PageData {
  readonly version: 1;
  readonly title: string;
  /** The run, and another one beside it where two are compared. */
  readonly runs: readonly PageRun[];
  /** Lines to copy, by what they are for. */
  readonly paste: readonly (readonly [what: string, line: string])[];
  /** What locate and explain said of the first run; left out where they were not asked. */
  readonly insight?: PageInsight;
}

/** The share of tails that fail with so many operations of a run kept, from 0 to 1; in the order of operations. */
export type TailCurve = readonly (readonly [kept: number, share: number])[];

/** When a run came to fail, and what of it matters. */
export interface PageInsight {
  readonly curve: TailCurve;
  /** Steps that stand out, by why. */
  readonly steps: readonly (readonly [what: string, step: number])[];
  /** Sentences, by what they are about. */
  readonly lines: readonly (readonly [what: string, text: string])[];
}
