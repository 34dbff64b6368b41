import fc from 'fast-check';
import { EVICTION_POLICIES, type EvictionPolicy } from '../../../src/tracker/eviction.ts';
import { BEAT_ORIGINS, type BeatOrigin } from '../../../src/tracker/origin.ts';
import { STATUSES, type Status } from '../../../src/vlp/status.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { RESTART_POLICIES, type TrackerOptions } from '../../../src/tracker/tracker-options.ts';
import type { ModelTrackerOptions } from '../../../sim/oracle/model/index.ts';
import { anyU64 } from './u64-arbitrary.ts';

/** The options that say what a beat of a known pid may do. */
export type LifeOptions = Pick<TrackerOptions, 'restartAfterStall' | 'pinGeneration' | 'originTakeover' | 'lastWords'>;

/** The same under the names that the model has for them. */
export function modelLife(life: LifeOptions): Omit<ModelTrackerOptions, 'capacity' | 'policy' | 'window'> {
  const { restartAfterStall = 'never', pinGeneration = false, originTakeover = false, lastWords = false } = life;
  return {
    restart_after_stall: restartAfterStall,
    pin_generation: pinGeneration,
    origin_takeover: originTakeover,
    last_words: lastWords,
  };
}

/** One call of a tracker, with its time already reckoned. */
export type TrackerOp =
  | {
      readonly op: 'record';
      readonly pid: number;
      readonly nonce: bigint;
      readonly status: Status;
      readonly nowNs: bigint;
      readonly thresholdNs: bigint;
      readonly origin: BeatOrigin;
      readonly nsInode: bigint | null;
      readonly generation: bigint | null;
    }
  | { readonly op: 'drain'; readonly nowNs: bigint; readonly thresholdNs: bigint };

/** A tracker's options and what is done to it. */
export interface TrackerRun {
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly window: number;
  readonly life: LifeOptions;
  readonly ops: readonly TrackerOp[];
}

// Steps that stand just before, on and just after the marks of a threshold of 100: 1 and 10 thresholds.
const stepNs = fc.constantFrom(0n, 0n, 1n, 1n, 2n, 7n, 99n, 100n, 101n, 500n, 999n, 1000n, 1001n, -1n, -150n, -2000n);
const thresholdNs = fc.oneof(
  { weight: 30, arbitrary: fc.constant(100n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, U64_MAX / 10n + 1n, U64_MAX) },
);
const nonce = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 40n }) },
  { weight: 2, arbitrary: anyU64 },
  { weight: 1, arbitrary: fc.constant(U64_MAX) },
);
// One origin and no namespace for most beats, so that most are taken.
const origin = fc.oneof(
  { weight: 12, arbitrary: fc.constant<BeatOrigin>('kernel-attested') },
  { weight: 1, arbitrary: fc.constantFrom(...BEAT_ORIGINS) },
);
const nsInode = fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: fc.constantFrom(5n, 6n) });

const generation = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 4, arbitrary: fc.constant(2n ** 40n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 2n ** 40n - 1n, 2n ** 40n + 1n, 2n ** 53n, 2n ** 53n + 1n, U64_MAX) },
);

function reckonTimes(steps: readonly (readonly [bigint, { readonly op: string }])[], startNs: bigint): TrackerOp[] {
  let nowNs = startNs;
  return steps.map(([step, rest]) => {
    nowNs += step;
    if (nowNs < 0n) nowNs = 0n;
    if (nowNs > U64_MAX) nowNs = U64_MAX;
    return { ...rest, nowNs } as TrackerOp;
  });
}

/** Every choice of the options that say what a beat of a known pid may do. */
export const anyLife: fc.Arbitrary<LifeOptions> = fc.record({
  restartAfterStall: fc.constantFrom(...RESTART_POLICIES),
  pinGeneration: fc.boolean(),
  originTakeover: fc.boolean(),
  lastWords: fc.boolean(),
});

/** Runs of up to `opsMax` calls on trackers of up to 12 slots and twice as many pids; all options off unless told otherwise. */
export function trackerRuns(opsMax: number, life: fc.Arbitrary<LifeOptions> = fc.constant({})): fc.Arbitrary<TrackerRun> {
  return fc.integer({ min: 0, max: 12 }).chain((capacity) => {
    const recordOp = fc.record({
      op: fc.constant('record'),
      pid: fc.integer({ min: 0, max: 2 * capacity + 2 }),
      nonce,
      status: fc.constantFrom(...STATUSES),
      thresholdNs,
      origin,
      nsInode,
      generation,
    });
    const drainOp = fc.record({ op: fc.constant('drain'), thresholdNs });
    const op = fc.oneof({ weight: 5, arbitrary: recordOp }, { weight: 1, arbitrary: drainOp });
    return fc.record({
      capacity: fc.constant(capacity),
      policy: fc.constantFrom(...EVICTION_POLICIES),
      window: fc.integer({ min: 1, max: 14 }),
      life,
      ops: fc
        .tuple(fc.array(fc.tuple(stepNs, op), { maxLength: opsMax, size: 'max' }), fc.constantFrom(0n, 0n, 5000n, U64_MAX - 3000n))
        .map(([steps, startNs]) => reckonTimes(steps, startNs)),
    });
  });
}
