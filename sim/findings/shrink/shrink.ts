import type { CheckLevel } from '../../oracle/oracle.ts';
import type { TrackerConnection } from '../../subject/foreign/tracker-connection.ts';
import { signatureOf } from '../../oracle/finding.ts';
import { PRODUCTION, type Production } from '../../subject/production.ts';
import { dropClaimedPids, dropIdle, dropOperations, dropPids, dropStarts } from './drop-operations.ts';
import { keepRelevant } from './relevance.ts';
import { InterestingnessTest, type Reproduction, type ShrinkStep } from './interestingness.ts';
import { Search } from './search.ts';
import { simplifyConfig, widenWindow, withoutToday } from './simplify-config.ts';
import { simplifyTimes } from './simplify-times.ts';
import { renamePids, simplifyValues } from './simplify-values.ts';

/** How long to search. */
export interface ShrinkOptions {
  /** Runs at most; default {@link SHRINK_RUNS}. */
  readonly runsMax?: number;
  /** Asked between runs; true ends the search with the best so far. Where it depends on the clock, the result may differ from machine to machine. */
  readonly shouldStop?: () => boolean;
  /** Called after each stage. */
  readonly onStage?: (stage: ShrinkStage) => void;
  readonly production?: Production;
  /** A tracker from elsewhere that follows each run; default none. */
  readonly tracker?: TrackerConnection | null;
  /** Signature to keep: judge/rule/op. Default that of the first finding. */
  readonly signature?: string;
}

/** Runs that a search makes at most, by default. */
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

type Stage = readonly [string, (search: Search) => void];

/** What makes a run shorter, and what makes it plainer. */
const SHORTER: readonly Stage[] = [
  ['starts', dropStarts],
  ['options', withoutToday],
  ['relevance', keepRelevant],
  ['window', widenWindow],
  ['idle', dropIdle],
  ['pids', dropPids],
  ['operations', dropOperations],
];
const PLAINER: readonly Stage[] = [
  ['configuration', simplifyConfig],
  ['times', simplifyTimes],
  ['values', simplifyValues],
];

/** A liveness claim holds for the table, the times and the nonces of its own run: where it is what fails, these stay as they are. */
const SHORTER_CLAIM: readonly Stage[] = [
  ['liveness claim', dropClaimedPids],
  ['idle', dropIdle],
  ['pids', dropPids],
  ['operations', dropOperations],
];
const PLAINER_CLAIM: readonly Stage[] = [['rename pids', renamePids]];

/**
 * Makes a failing run small: fewer pids and operations, a smaller configuration, shorter waits, plainer values, as long
 * as the same rule is violated at the same kind of operation. The same input gives the same result, unless
 * the search is cut short by the clock.
 */
export function shrink(steps: readonly ShrinkStep[], options: ShrinkOptions = {}): ShrinkResult {
  if (options.signature === undefined) return searchWith(steps, options, true);
  // Code that has met counted arrays takes twice as long ever after, and a search makes thousands of runs.
  const { best, ...rest } = searchWith(steps, options, false);
  // Whoever replays the run counts, and a rule on work may be broken before.
  return best !== null && isReproduced(best, options) ? { best, ...rest } : searchWith(steps, options, true);
}

function isReproduced({ steps, digest, finding }: Reproduction, { production = PRODUCTION, tracker = null }: ShrinkOptions): boolean {
  const signature = signatureOf(finding);
  return (['cheap', 'full'] satisfies CheckLevel[]).some(
    (check) => new InterestingnessTest(signature, production, check, tracker).test(steps)?.digest === digest,
  );
}

function searchWith(steps: readonly ShrinkStep[], options: ShrinkOptions, meters: boolean): ShrinkResult {
  const { runsMax = SHRINK_RUNS, shouldStop = () => false, production = PRODUCTION, tracker = null, onStage } = options;
  const found = reproduce(steps, production, options.signature, tracker, meters);
  if (found === null) return { best: null, before: steps.length, runs: 2, reason: whyNot(options.signature) };
  const { interestingness, start } = found;
  const search = new Search(interestingness, start, { runsMax, shouldStop });
  const pass = (stages: readonly Stage[], measure: () => number): void => {
    for (let size = Number.POSITIVE_INFINITY; measure() < size && !search.isOver;) {
      size = measure();
      for (const [name, stage] of stages) {
        stage(search);
        onStage?.({ name, operations: search.steps.length, runs: interestingness.runs });
      }
    }
  };
  // A stage may make another one possible: all are repeated until a whole round changes nothing.
  const isLivenessClaim = start.finding.op === 'settled';
  const plainer = isLivenessClaim ? PLAINER_CLAIM : PLAINER;
  pass([...(isLivenessClaim ? SHORTER_CLAIM : SHORTER), ['plainer', () => pass(plainer, () => weight(search))]], () => search.steps.length);
  const { best } = search;
  for (let times = 0; times < CONFIRMATIONS; times++) {
    if (interestingness.test(best.steps)?.digest !== best.digest) {
      return {
        best: null,
        before: steps.length,
        runs: interestingness.runs,
        reason: 'the shrunk run does not fail in the same way each time',
      };
    }
  }
  return { best, before: steps.length, runs: interestingness.runs, reason: '' };
}

/** Finds the cheapest level of judging at which the run fails: as wanted, or in whatever way it fails first. */
function reproduce(
  steps: readonly ShrinkStep[],
  production: Production,
  wanted: string | undefined,
  tracker: TrackerConnection | null,
  meters: boolean,
): { interestingness: InterestingnessTest; start: Reproduction } | null {
  for (const check of ['cheap', 'full'] satisfies CheckLevel[]) {
    const interestingness = new InterestingnessTest(wanted ?? null, production, check, tracker, meters);
    const start = interestingness.test(steps);
    if (start !== null) return { interestingness, start };
  }
  return null;
}

function whyNot(signature: string | undefined): string {
  return signature === undefined ? 'these operations violate no rule' : `these operations do not show ${signature}`;
}

/** A number that falls whenever the run got smaller or plainer. */
function weight({ best }: Search): number {
  return best.steps.reduce(
    (sum, { op }) =>
      sum + 1000 + JSON.stringify(op, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)).length,
    0,
  );
}
