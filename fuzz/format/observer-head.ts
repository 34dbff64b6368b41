import { EVICTION_POLICIES, MIN_THRESHOLD_NS } from '../../src/index.ts';
import { U32_MAX, U64_MAX } from '../../src/internal.ts';
import type { ObserverSettings, OptionName } from '../../sim/data/ops/observer-options.ts';
import type { ObserverOp } from '../../sim/data/ops/op.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { coded, plainInteger, plainU64, CAPACITY_OR_NONE, NS_INODES, skipU64, type Coded } from './value-codes.ts';

const LISTENERS = coded<number>([1, 2, 3, 4, 64], plainInteger(1, 64));
const WINDOW = optional<number>([0, 1, 2, 3, 5, 64, 256, 4096], plainInteger(0, Number.MAX_SAFE_INTEGER), 0);
const TENTH = U64_MAX / 10n;
const THRESHOLD = coded<bigint>(
  [
    MIN_THRESHOLD_NS,
    MIN_THRESHOLD_NS + 1n,
    100_000_000n,
    1_000_000_000n,
    1_000_000_010n,
    5_000_000_000n,
    TENTH,
    TENTH + 1n,
    U64_MAX - 1n,
    U64_MAX,
  ],
  plainU64(MIN_THRESHOLD_NS),
);
const DRAIN_INTERVAL = optional<bigint>([1n, 2n, 1_000_000n, 100_000_000n, 5_000_000_000n, U64_MAX], plainU64(1n), 1n);
const PER_PID_RATE = optional<number>([0, 1, 3, 10, 999_999_999, 1_000_000_000], plainInteger(0, 1_000_000_000), 0);
const BUCKET = optional<number>([0, 1, 2, 3, 7, 100, 8_999_999, 9_000_000], plainInteger(0, 9_000_000), 0);
const PID_MAX = optional<number>([0, 1, 2, 10, 63, 64, 0x7fff_ffff, U32_MAX - 1, U32_MAX], plainInteger(0, U32_MAX), 0);
const NS = optional<bigint | null>([null, ...NS_INODES], { read: (reader) => reader.u64(), skip: skipU64, write: writeNs }, 0n);

/** The options that have their place before these. */
type EarlyOption = 'capacity' | 'policy' | 'allow_cross_namespace' | 'window' | 'threshold';
/** The options that this version of the format has no bytes for: they are left out. */
type NewerOption =
  | 'restart_after_stall'
  | 'pin_generation'
  | 'origin_takeover'
  | 'last_words'
  | 'index_key'
  | 'max_step'
  | 'catch_up'
  | 'allow_tight_rate';
type LateOption = Exclude<OptionName, EarlyOption | NewerOption>;

/** The last options in the order of their bytes. A new one goes to the end, and makes a new version of the format. */
const LATE_OPTIONS: { readonly [Name in LateOption]: Coded<ObserverSettings[Name]> } = {
  drain_interval: DRAIN_INTERVAL,
  per_pid_rate: PER_PID_RATE,
  global_rate: BUCKET,
  global_burst: BUCKET,
  pid_max: PID_MAX,
  ns: NS,
};
const LATE_OPTION_NAMES = Object.keys(LATE_OPTIONS) as readonly LateOption[];

const POLICIES = [undefined, ...EVICTION_POLICIES] as const;
const CROSS = [undefined, false, true] as const;

/** A value that may also be left out, which is code 0. */
function optional<T>(list: readonly T[], plain: Coded<T>, instead: T): Coded<T | undefined> {
  return coded<T | undefined>([undefined, ...list], { ...plain, write: (writer, value = instead) => plain.write(writer, value) });
}

function writeNs(writer: ByteWriter, ns: bigint | null): void {
  writer.u64(ns ?? 0n);
}

/** Reads the head of the observer format: what observer there is. All zeros are an observer of two slots and one listener. O(1). */
export function readObserverHead(reader: ByteReader): ObserverOp {
  const listeners = LISTENERS.read(reader);
  const capacity = CAPACITY_OR_NONE.read(reader);
  const manner = reader.u8();
  const policy = POLICIES[manner % 3];
  const cross = CROSS[Math.floor(manner / 3) % 3];
  const window = WINDOW.read(reader);
  const threshold = THRESHOLD.read(reader);
  // Members are evaluated in the order in which they stand: those that read must have that of LATE_OPTIONS.
  return {
    op: 'observer',
    threshold,
    listeners,
    capacity,
    policy,
    window,
    drain_interval: DRAIN_INTERVAL.read(reader),
    per_pid_rate: PER_PID_RATE.read(reader),
    global_rate: BUCKET.read(reader),
    global_burst: BUCKET.read(reader),
    pid_max: PID_MAX.read(reader),
    ns: NS.read(reader),
    allow_cross_namespace: cross,
  } satisfies Record<EarlyOption | LateOption, unknown> & { op: 'observer'; listeners: number } as ObserverOp;
}

/** Passes over what {@link readObserverHead} reads. How large the observer is. O(1). */
export function passObserverHead(reader: ByteReader): { readonly capacity: number | undefined; readonly listeners: number } {
  const listeners = LISTENERS.read(reader);
  const capacity = CAPACITY_OR_NONE.read(reader);
  reader.skip(1);
  WINDOW.skip(reader);
  THRESHOLD.skip(reader);
  for (const name of LATE_OPTION_NAMES) LATE_OPTIONS[name].skip(reader);
  return { capacity, listeners };
}

/** Writes what {@link readObserverHead} reads. O(1). */
export function writeObserverHead(writer: ByteWriter, op: ObserverOp): void {
  LISTENERS.write(writer, op.listeners);
  CAPACITY_OR_NONE.write(writer, op.capacity);
  writer.u8(POLICIES.indexOf(op.policy) + 3 * CROSS.indexOf(op.allow_cross_namespace));
  WINDOW.write(writer, op.window);
  THRESHOLD.write(writer, op.threshold);
  for (const name of LATE_OPTION_NAMES) writeOption(writer, name, op[name]);
}

function writeOption<Name extends LateOption>(writer: ByteWriter, name: Name, value: ObserverSettings[Name]): void {
  LATE_OPTIONS[name].write(writer, value);
}
