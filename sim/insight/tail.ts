import { signatureOf } from '../oracle/finding.ts';
import type { Op } from '../data/ops/op.ts';
import type { Production } from '../subject/production.ts';
import type { RunSettings } from '../world/run-settings.ts';
import { resolveScenarios, runOptions } from '../world/run-settings.ts';
import type { Scenario } from '../world/scenarios/scenario.ts';
import { SeededRun, type SimulationResult } from '../world/seeded-run.ts';
import { ForkedEntropy, type Draw } from './forked-entropy.ts';

/** A run that fails under a scenario and a seed: what is looked into. */
export interface FailingRun {
  /** With the scenario of the run as the only one. */
  readonly settings: RunSettings;
  readonly seed: string;
}

/** The same with its scenario. */
export interface ResolvedRun extends FailingRun {
  readonly scenario: Scenario;
}

/** Reads the scenario of a run where it is a file. */
export async function resolveRun(run: FailingRun): Promise<ResolvedRun> {
  const [scenario] = await resolveScenarios(run.settings.scenarios);
  return { ...run, scenario };
}

/**
 * How much of a run is kept: nothing, so that another seed takes its place; so many operations; or all draws of the run, or all that
 * the scenario made before the first operation, but for one.
 */
export type Kept = 'nothing' | { readonly operations: number } | { readonly all: 'run' | 'plan'; readonly but: number };

/** A part of a run that was kept, and the number of what came after it instead. */
export interface Tail {
  readonly kept: Kept;
  readonly number: number;
}

/** What a tail came to: the failure of the run, another one, or none. */
export interface TailEnd {
  readonly end: 'same' | 'other' | 'passed';
  /** Operation at which it was found; the number of operations where nothing was. */
  readonly step: number;
}

/** What sees a run while it is made. */
export interface Watcher {
  readonly onOp?: (op: Op) => void;
  readonly onDraw?: (draw: Draw) => void;
  /** Told once the scenario has drawn its plan. */
  readonly onPlan?: (run: SeededRun) => void;
}

/** What draws for a tail: another seed for each part that is kept, and each number. */
function tailSeed(seed: string, { kept, number }: Tail): string {
  const part = kept === 'nothing' ? kept : 'operations' in kept ? String(kept.operations) : `${kept.all} ${kept.but}`;
  return `${seed} tail ${part} ${number}`;
}

/** Makes a run up to its end with what is kept of it, and entropy that is new from there on: the same tail, the same result. O(run). */
export function runTail(run: ResolvedRun, tail: Tail, production: Production, watcher: Watcher = {}): SimulationResult {
  const { settings, seed, scenario } = run;
  const { kept } = tail;
  const operations = operationsKept(kept);
  const entropy = ForkedEntropy.of(seed, tailSeed(seed, tail), scenario.drawnAs ?? scenario.name, {
    ...(kept !== 'nothing' && 'but' in kept ? { renewedDraw: kept.but } : {}),
    ...(watcher.onDraw === undefined ? {} : { onDraw: watcher.onDraw }),
  });
  if (kept === 'nothing') entropy.renew();
  let made = 0;
  const tailRun = new SeededRun(scenario, seed, {
    ...runOptions(settings),
    production,
    entropy,
    folds: false,
    // Told of an operation before it is carried out: what is drawn next is for the one after it.
    onOp: (op) => {
      if (++made === operations) entropy.renew();
      watcher.onOp?.(op);
    },
  });
  watcher.onPlan?.(tailRun);
  if (operations === 0) entropy.renew();
  return tailRun.result();
}

function operationsKept(kept: Kept): number {
  if (kept === 'nothing') return 0;
  if ('operations' in kept) return kept.operations;
  return kept.all === 'run' ? Number.MAX_SAFE_INTEGER : 0;
}

/** All of a run. */
export const WHOLE: Tail = { kept: { operations: Number.MAX_SAFE_INTEGER }, number: 0 };

/** The run itself. */
export function runWhole(run: ResolvedRun, production: Production, watcher: Watcher = {}): SimulationResult {
  return runTail(run, WHOLE, production, watcher);
}

/** What a tail came to, of a run that failed with this signature. */
export function endOf({ finding, steps }: SimulationResult, signature: string): TailEnd {
  if (finding === null) return { end: 'passed', step: steps };
  return { end: signatureOf(finding) === signature ? 'same' : 'other', step: finding.step };
}
