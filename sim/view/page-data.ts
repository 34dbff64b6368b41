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
}
