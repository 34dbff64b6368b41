import type { CheckLevel } from '../judges/panel.ts';
import { PRODUCTION, type Production } from '../run/production.ts';
import { dropActors } from './actors.ts';
import { dropOperations } from './drop-operations.ts';
import { Oracle, type Reproduction, type ShrinkStep } from './oracle.ts';
import { Search } from './search.ts';
import { simplifyConfig } from './simplify-config.ts';
import { simplifyTimes } from './simplify-times.ts';
import { simplifyValues } from './simplify-values.ts';

/** How long to search. */
export interface ShrinkOptions {
  /** Runs at most; default {@link SHRINK_RUNS}. */
  readonly runsMax?: number;
  /** Asked between runs; true ends the search with the best so far. Where it says so by the clock, the result may differ from machine to machine. */
  readonly shouldStop?: () => boolean;
  /** Told after each stage. */
  readonly onStage?: (stage: ShrinkStage) => void;
  readonly production?: Production;
  /** Signature to keep: judge/rule/op. Default that of the first finding. */
  readonly signature?: string;
}

/** Runs that a search makes at most, unless told otherwise. */
export const SHRINK_RUNS = 3000;

/** Final replays of the result. */
const CONFIRMATIONS = 3;

/** Where a search stands. */
export interface ShrinkStage {
  readonly name: string;
  readonly operations: number;
  readonly runs: number;
}

/** What came of a search. */
export interface ShrinkResult {
  /** The smallest failing run; null if the operations do not fail, or not in the same way each time. */
  readonly best: Reproduction | null;
  readonly before: number;
  readonly runs: number;
  /** Why there is no result; empty if there is one. */
  readonly reason: string;
}

const STAGES: readonly (readonly [string, (search: Search) => void])[] = [
  ['actors', dropActors],
  ['operations', dropOperations],
  ['configuration', simplifyConfig],
  ['times', simplifyTimes],
  ['values', simplifyValues],
];

/**
 * Makes a failing run small: fewer actors and operations, a smaller configuration, shorter waits, plainer values, as long
 * as the same judge objects by the same rule at the same kind of operation. The same input gives the same result, unless
 * the search is cut short by the clock.
 */
export function shrink(steps: readonly ShrinkStep[], options: ShrinkOptions = {}): ShrinkResult {
  const { runsMax = SHRINK_RUNS, shouldStop = () => false, production = PRODUCTION, onStage } = options;
  const found = reproduce(steps, production, options.signature);
  if (found === null) return { best: null, before: steps.length, runs: 2, reason: whyNot(options.signature) };
  const { oracle, start } = found;
  const search = new Search(oracle, start, { runsMax, shouldStop });
  // What one stage makes possible another one takes: they go round until none gets any further.
  for (let size = -1; size !== weight(search) && !search.isOver;) {
    size = weight(search);
    for (const [name, stage] of STAGES) {
      stage(search);
      onStage?.({ name, operations: search.steps.length, runs: oracle.runs });
    }
  }
  const { best } = search;
  for (let times = 0; times < CONFIRMATIONS; times++) {
    if (oracle.test(best.steps)?.digest !== best.digest) {
      return { best: null, before: steps.length, runs: oracle.runs, reason: 'the shrunk run does not fail in the same way each time' };
    }
  }
  return { best, before: steps.length, runs: oracle.runs, reason: '' };
}

/** Finds the cheapest level of judging at which the run fails. */
function reproduce(
  steps: readonly ShrinkStep[],
  production: Production,
  wanted: string | undefined,
): { oracle: Oracle; start: Reproduction } | null {
  const signature = wanted ?? firstSignature(steps, production);
  if (signature === null) return null;
  for (const check of ['cheap', 'full'] satisfies CheckLevel[]) {
    const oracle = new Oracle(signature, production, check);
    const start = oracle.test(steps);
    if (start !== null) return { oracle, start };
  }
  return null;
}

/** The signature that the cheapest level of judging sees. */
function firstSignature(steps: readonly ShrinkStep[], production: Production): string | null {
  return new Oracle('', production, 'cheap').signatureOf(steps) ?? new Oracle('', production, 'full').signatureOf(steps);
}

function whyNot(signature: string | undefined): string {
  return signature === undefined ? 'no judge objects to these operations' : `these operations do not show ${signature}`;
}

/** A number that falls whenever the run got smaller or plainer. */
function weight({ best }: Search): number {
  return best.steps.reduce(
    (sum, { op }) =>
      sum + 1000 + JSON.stringify(op, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)).length,
    0,
  );
}
