import type { StepFactsShown } from '../engine/loaded-run.ts';

export type { RunData } from '../engine/messages.ts';

/** A step as the worker told it, and of which run. */
export interface StepAnswer {
  readonly run: number;
  readonly facts: StepFactsShown;
}
