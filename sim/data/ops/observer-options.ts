import { EVICTION_POLICIES, MIN_THRESHOLD_NS, U32_MAX, type ObserverOptions, type TrackerOptions } from '../../../src/index.ts';

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
}

type TableOf<T> = { readonly [Key in keyof T]-?: OptionOf<Required<T>[Key]> };

const SIZE = { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const BUCKET = { kind: 'integer', min: 0, max: 9_000_000 } as const;

/** All options of a tracker, by their names in the production code, in the order in which traces have them. */
const TRACKER_OPTIONS = {
  capacity: { name: 'capacity', fileName: 'capacity', form: SIZE },
  evictionPolicy: { name: 'policy', fileName: 'policy', form: { kind: 'word', words: EVICTION_POLICIES } },
  evictionScanWindow: { name: 'window', fileName: 'window', form: SIZE },
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

/** The settings as the production code's observer takes them; what is left out stays out. O(1). */
export function observerOptions(settings: ObserverSettings): ObserverOptions {
  return named(settings) as unknown as ObserverOptions;
}

/** The settings as the production code's tracker takes them. O(1). */
export function trackerOptions(settings: TrackerSettings): TrackerOptions {
  return named(settings);
}

function named(settings: Partial<ObserverSettings>): object {
  const entries = Object.entries(OBSERVER_OPTIONS).map(([key, { name }]) => [key, settings[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
