import type { TraceHeader } from '../../data/trace/trace-header.ts';
import { SCENARIOS } from '../../world/scenarios/index.ts';
import type { Knobs } from '../../world/scenarios/scenario.ts';

/** Where the operations of a run come from: a scenario makes them, or they are given. */
export interface ScenarioSource {
  readonly scenario: string;
  readonly seed: string;
  readonly knobs?: Knobs;
  /** Other seeds, each from an operation on, in order. */
  readonly from?: readonly { readonly step: number; readonly seed: string }[];
}

const SEED_FROM = ', from step ';

/** The seeds of a run in one text. */
export function seedText({ seed, from = [] }: ScenarioSource): string {
  return `${seed}${from.map((one) => `${SEED_FROM}${one.step} on ${one.seed}`).join('')}`;
}

/** The scenario that a trace was recorded from, where it is built in and the seed is one text. */
export function sourceOf({ scenario, seed }: TraceHeader): ScenarioSource | null {
  const isKnown = seed !== '' && !seed.includes(SEED_FROM) && SCENARIOS.some(({ name }) => name === scenario);
  return isKnown ? { scenario, seed } : null;
}
