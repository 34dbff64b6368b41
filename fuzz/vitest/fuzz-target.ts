import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import { columnsOfThread } from '../engine/columns.ts';
import { crashOf, type Crash } from '../engine/crash.ts';
import { Features } from '../engine/features.ts';
import { FuzzLoop } from '../engine/fuzz-loop.ts';
import { minimize } from '../engine/minimize.ts';
import { setFeatureListener } from '../feature.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { counted } from './counted.ts';
import type { FuzzSettings } from './session-settings.ts';
import { Watchdog } from './watchdog.ts';

/** What came of fuzzing a target. */
export interface FuzzOutcome {
  readonly executions: number;
  /** Counters that were hit, of how many. */
  readonly covered: number;
  readonly counters: number;
  /** Inputs that reached something new, those of the corpus left out. */
  readonly found: readonly Uint8Array[];
  /** The first input that fails, made small; null if none does. */
  readonly failure: { readonly input: Uint8Array; readonly crash: Crash } | null;
}

/** Time between two turns of the event loop, milliseconds. */
const TURN_MS = 50;
/** Inputs that are tried to make a failing one small. */
const MINIMIZE_RUNS = 2000;

/**
 * Makes inputs from a corpus on until the time or the runs are spent, or one fails. The same seed, corpus and code give the same inputs in
 * the same order. `onHang` names the file for an input that does not come to its end, which ends this process.
 */
export async function fuzzTarget(
  target: FuzzTarget,
  corpus: readonly Uint8Array[],
  settings: FuzzSettings,
  hangPath: string,
): Promise<FuzzOutcome> {
  const [hits, comparisons] = counted();
  const features = new Features(columnsOfThread(), hits, comparisons);
  const found: Uint8Array[] = [];
  const state: { failure: FuzzOutcome['failure'] } = { failure: null };
  let isOfCorpus = true;
  const watchdog = new Watchdog(settings.timeoutMs, hangPath);
  const loop: FuzzLoop = new FuzzLoop({
    target,
    features,
    entropy: new SeededEntropy(settings.seed, target.name),
    lengthMax: target.lengthMax,
    listener: {
      begin: (input) => watchdog.begin(loop.executions, input),
      keep: (input) => {
        if (!isOfCorpus) found.push(Uint8Array.from(input));
      },
      crash: (input, crash) => {
        state.failure ??= { input: Uint8Array.from(input), crash };
      },
    },
  });
  setFeatureListener((name, value) => features.report(name, value));
  try {
    for (const input of corpus) loop.run(Buffer.from(input));
    isOfCorpus = false;
    const endMs = performance.now() + (settings.timeMs ?? Number.POSITIVE_INFINITY);
    const last = loop.executions + (settings.runsMax ?? Number.POSITIVE_INFINITY);
    for (let turnMs = performance.now(); state.failure === null && loop.executions < last && performance.now() < endMs;) {
      loop.next();
      if (performance.now() - turnMs < TURN_MS) continue;
      watchdog.rest();
      await new Promise((resolve) => setImmediate(resolve));
      turnMs = performance.now();
    }
    watchdog.rest();
    const { covered } = features;
    const small = state.failure === null ? null : await smallest(state.failure, target);
    return { executions: loop.executions, covered, counters: hits, found, failure: small };
  } finally {
    setFeatureListener(null);
    await watchdog.close();
  }
}

async function smallest(failure: NonNullable<FuzzOutcome['failure']>, target: FuzzTarget): Promise<FuzzOutcome['failure']> {
  const { crash, input } = failure;
  const test = (candidate: Uint8Array): Promise<boolean> => Promise.resolve(crashIn(target, candidate)?.signature === crash.signature);
  const small = await minimize(input, { test, boundsOf: target.boundsOf, runsMax: MINIMIZE_RUNS, shouldStop: () => false });
  return { input: small, crash };
}

/** What an input does that it must not do; null if it does nothing. */
export function crashIn(target: FuzzTarget, input: Uint8Array): Crash | null {
  try {
    target.fuzz(input);
    return null;
  } catch (error) {
    return crashOf(error);
  }
}
