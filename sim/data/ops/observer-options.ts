import { MIN_THRESHOLD_NS, U32_MAX, U64_MAX } from '../spec/limits.ts';
import { EVICTION_POLICIES, RESTART_POLICIES } from '../spec/names.ts';
import type { ObserverOptions, TrackerOptions } from '../../../src/index.ts';

/** What an option may be: an integer, nanoseconds (u64), one of some words, true or false, a u64 or null. */
export type ValueForm =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'time'; readonly leastNs: bigint }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'flag' }
  | { readonly kind: 'u64-or-null' };

/** The kind of the values of a type. An option of another type needs a new one. */
type KindOf<T> = [T] extends [boolean]
  ? 'flag'
  : [T] extends [number]
    ? 'integer'
    : [T] extends [string]
      ? 'word'
      : [T] extends [bigint]
        ? 'time'
        : [T] extends [bigint | null]
          ? 'u64-or-null'
          : never;

interface OptionOf<T> {
  /** Its name in operations and traces. */
  readonly name: string;
  /** Its name in scenario files. */
  readonly fileName: string;
  /** Its values: all that the observer takes, so that an operation that was read can always be carried out. */
  readonly form: ValueForm & { readonly kind: KindOf<T> };
  /**
   * What an operation means that leaves the option out, where that is not the default of the production code: what was so
   * before there was the option, so that an old trace goes on meaning what it meant.
   */
  readonly absent?: T;
}

type TableOf<T> = { readonly [Key in keyof T]-?: OptionOf<Required<T>[Key]> };

const SIZE = { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const BUCKET = { kind: 'integer', min: 0, max: 9_000_000 } as const;

/** All options of a tracker, by their names in the production code, in the order in which traces have them. */
const TRACKER_OPTIONS = {
  capacity: { name: 'capacity', fileName: 'capacity', form: SIZE },
  evictionPolicy: { name: 'policy', fileName: 'policy', form: { kind: 'word', words: EVICTION_POLICIES } },
  evictionScanWindow: { name: 'window', fileName: 'window', form: SIZE },
  restartAfterStall: {
    name: 'restart_after_stall',
    fileName: 'restartAfterStall',
    form: { kind: 'word', words: RESTART_POLICIES },
    absent: 'never',
  },
  pinGeneration: { name: 'pin_generation', fileName: 'pinGeneration', form: { kind: 'flag' }, absent: false },
  originTakeover: { name: 'origin_takeover', fileName: 'originTakeover', form: { kind: 'flag' }, absent: false },
  lastWords: { name: 'last_words', fileName: 'lastWords', form: { kind: 'flag' }, absent: false },
  indexKey: { name: 'index_key', fileName: 'indexKey', form: { kind: 'u64-or-null' } },
} as const satisfies TableOf<TrackerOptions>;

/**
 * All options of an observer, as {@link TRACKER_OPTIONS}. The threshold is required; the others may be left out, and then the
 * observer's defaults hold.
 */
export const OBSERVER_OPTIONS = {
  thresholdNs: { name: 'threshold', fileName: 'threshold', form: { kind: 'time', leastNs: MIN_THRESHOLD_NS } },
  ...TRACKER_OPTIONS,
  drainIntervalNs: { name: 'drain_interval', fileName: 'drainInterval', form: { kind: 'time', leastNs: 1n } },
  perPidRate: { name: 'per_pid_rate', fileName: 'perPidRate', form: { kind: 'integer', min: 0, max: 1_000_000_000 } },
  globalRate: { name: 'global_rate', fileName: 'globalRate', form: BUCKET },
  globalBurst: { name: 'global_burst', fileName: 'globalBurst', form: BUCKET },
  pidMax: { name: 'pid_max', fileName: 'pidMax', form: { kind: 'integer', min: 0, max: U32_MAX } },
  nsInode: { name: 'ns', fileName: 'namespace', form: { kind: 'u64-or-null' } },
  allowCrossNamespace: { name: 'allow_cross_namespace', fileName: 'allowCrossNamespace', form: { kind: 'flag' } },
  maxStepNs: { name: 'max_step', fileName: 'maxStep', form: { kind: 'time', leastNs: 1n }, absent: U64_MAX },
  catchUpNs: { name: 'catch_up', fileName: 'catchUp', form: { kind: 'time', leastNs: 0n }, absent: 0n },
  allowTightRate: { name: 'allow_tight_rate', fileName: 'allowTightRate', form: { kind: 'flag' }, absent: true },
} as const satisfies TableOf<ObserverOptions>;

type Options = typeof OBSERVER_OPTIONS;

/** The options of an observer as operations have them. */
export type ObserverSettings = { readonly threshold: bigint } & {
  readonly [Key in keyof Options as Options[Key]['name']]?: Required<ObserverOptions>[Key];
};

/** The name of an option in operations and traces. */
export type OptionName = keyof ObserverSettings;

/** The name of an option in scenario files. */
export type OptionFileName = Options[keyof Options]['fileName'];

/** What the value of an option is in an operation. */
export type OptionValue = Exclude<ObserverSettings[OptionName], undefined>;

/** One of {@link OBSERVER_OPTIONS}. */
export interface ObserverOption {
  readonly name: OptionName;
  readonly fileName: OptionFileName;
  readonly form: ValueForm;
}

/** The options of a tracker as operations have them. */
export type TrackerSettings = {
  readonly [Key in keyof TrackerOptions as Options[Key]['name']]?: Required<TrackerOptions>[Key];
};

/** {@link TRACKER_OPTIONS} as a list. */
export const TRACKER_OPTION_LIST: readonly ObserverOption[] = Object.values(TRACKER_OPTIONS);

/** {@link OBSERVER_OPTIONS} as a list. */
export const OBSERVER_OPTION_LIST: readonly ObserverOption[] = Object.values(OBSERVER_OPTIONS);

/**
 * What an observer does that is told no more than its threshold, for the options that mean another thing where an operation
 * leaves them out: a world that says nothing of them is a world of today. O(1).
 */
export function settingsOfToday(thresholdNs: bigint): Partial<ObserverSettings> {
  return {
    restart_after_stall: 'attested',
    pin_generation: true,
    origin_takeover: true,
    last_words: true,
    max_step: thresholdNs / 4n,
    catch_up: thresholdNs / 4n,
  };
}

/** Beats that are accepted of an agent that beats too fast lie up to two intervals of its limit apart. */
const TWO_SECONDS_NS = 2_000_000_000n;

/** The least limit per pid that fits a threshold, where `rate` is less, so that an observer refuses it; null where it fits. O(1). */
export function tooTightFor(rate: number, thresholdNs: bigint): bigint | null {
  if (rate === 0 || thresholdNs === 0n) return null;
  const least = (TWO_SECONDS_NS + thresholdNs - 1n) / thresholdNs;
  return BigInt(rate) < least ? least : null;
}

/** Options with all names; those left out are undefined, which the type of the options forbids. */
type AllNames<T> = { readonly [Key in keyof T]-?: T[Key] | undefined };

/** The settings as the production code's observer takes them. O(1). */
export function observerOptions(settings: ObserverSettings): ObserverOptions {
  return withoutUndefined<ObserverOptions>(allObserverOptions(settings));
}

/**
 * The same with all names. Written out: put together name by name it took four times as long, and code that reads options met another
 * shape for each choice of them. O(1).
 */
export function allObserverOptions(settings: ObserverSettings): AllNames<ObserverOptions> {
  return {
    thresholdNs: settings.threshold,
    capacity: settings.capacity,
    evictionPolicy: settings.policy,
    evictionScanWindow: settings.window,
    restartAfterStall: settings.restart_after_stall ?? TRACKER_OPTIONS.restartAfterStall.absent,
    pinGeneration: settings.pin_generation ?? TRACKER_OPTIONS.pinGeneration.absent,
    originTakeover: settings.origin_takeover ?? TRACKER_OPTIONS.originTakeover.absent,
    lastWords: settings.last_words ?? TRACKER_OPTIONS.lastWords.absent,
    indexKey: settings.index_key,
    drainIntervalNs: settings.drain_interval,
    perPidRate: settings.per_pid_rate,
    globalRate: settings.global_rate,
    globalBurst: settings.global_burst,
    pidMax: settings.pid_max,
    nsInode: settings.ns,
    allowCrossNamespace: settings.allow_cross_namespace,
    maxStepNs: settings.max_step ?? OBSERVER_OPTIONS.maxStepNs.absent,
    catchUpNs: settings.catch_up ?? OBSERVER_OPTIONS.catchUpNs.absent,
    allowTightRate: settings.allow_tight_rate ?? OBSERVER_OPTIONS.allowTightRate.absent,
  };
}

/** The settings as the production code's tracker takes them. O(1). */
export function trackerOptions(settings: TrackerSettings): TrackerOptions {
  return withoutUndefined<TrackerOptions>({
    capacity: settings.capacity,
    evictionPolicy: settings.policy,
    evictionScanWindow: settings.window,
    restartAfterStall: settings.restart_after_stall ?? TRACKER_OPTIONS.restartAfterStall.absent,
    pinGeneration: settings.pin_generation ?? TRACKER_OPTIONS.pinGeneration.absent,
    originTakeover: settings.origin_takeover ?? TRACKER_OPTIONS.originTakeover.absent,
    lastWords: settings.last_words ?? TRACKER_OPTIONS.lastWords.absent,
    indexKey: settings.index_key,
  });
}

function withoutUndefined<T>(options: AllNames<T>): T {
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) if (value !== undefined) given[key] = value;
  return given as T;
}
