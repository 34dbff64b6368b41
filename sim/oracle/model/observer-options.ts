import { U64_MAX, type ModelPolicy } from './codec.ts';
import type { ModelRestarts } from './tracker.ts';

/** An observer's options, under the names in a trace. Everything but the threshold may be left out. */
export interface ModelObserverOptions {
  /** Silence from which on a pid is stalled, ns, u64. */
  readonly threshold: bigint;
  /** Slots, clamped to 0 to 4096; 256. */
  readonly capacity?: number;
  /** 'strict'. */
  readonly policy?: ModelPolicy;
  /** Slots that one search for a victim looks at, clamped to 1 to 4096; 256. */
  readonly window?: number;
  /** Time between two looks for stalls, ns; a tenth of the threshold, at most 100 ms. */
  readonly drain_interval?: bigint;
  /** Beats a second of one pid, 0 for no limit; 100, or where no tight rate is allowed so many that two fit into the threshold. */
  readonly per_pid_rate?: number;
  /** Beats a second of all pids, 0 for no limit; 5000. */
  readonly global_rate?: number;
  /** Beats of all pids at once, 0 for no limit; 10000. */
  readonly global_burst?: number;
  /** Largest pid that is taken from a peer the kernel does not vouch for; 2^32 − 1. */
  readonly pid_max?: number;
  /** Inode of the observer's own pid namespace, null if unknown; null. */
  readonly ns?: bigint | null;
  /** Whether agents of other namespaces are taken; false. */
  readonly allow_cross_namespace?: boolean;
  /** Whose restarts after a stall are taken as a new life; 'never'. */
  readonly restart_after_stall?: ModelRestarts;
  /** Whether the generation of a pid is pinned, and a later one is a new life; false. */
  readonly pin_generation?: boolean;
  /** Whether a stronger origin takes a slot over; false. */
  readonly origin_takeover?: boolean;
  /** Whether terminal nonces are kept apart from regular ones, and pass where their namespace cannot be read; false. */
  readonly last_words?: boolean;
  /** Key of the pid index, u64; null for none; null. */
  readonly index_key?: bigint | null;
  /** Longest time that may pass from one poll to the next, ns; a longer one counts as this much; 2^64 − 1. */
  readonly max_step?: bigint;
  /** How long a look for stalls may wait until all that waits has been read, ns; 0. */
  readonly catch_up?: bigint;
  /** Whether a limit per pid may be so tight that a live agent stalls; says what observers can be made, not what they do; true. */
  readonly allow_tight_rate?: boolean;
}

const DRAIN_INTERVAL_MAX_NS = 100_000_000n;

/** The smallest rate at which two beats that are accepted lie within the threshold, though each is up to an interval late. */
function leastRate(threshold: bigint): number {
  let rate = 1;
  while (BigInt(rate) * threshold < 2_000_000_000n) rate += 1;
  return rate;
}

/** The options with every gap filled. */
export function withDefaults(options: ModelObserverOptions): Required<ModelObserverOptions> {
  const tenth = options.threshold / 10n;
  return {
    threshold: options.threshold,
    capacity: options.capacity ?? 256,
    policy: options.policy ?? 'strict',
    window: options.window ?? 256,
    drain_interval: options.drain_interval ?? (tenth < DRAIN_INTERVAL_MAX_NS ? tenth : DRAIN_INTERVAL_MAX_NS),
    per_pid_rate: options.per_pid_rate ?? (options.allow_tight_rate === false ? Math.max(100, leastRate(options.threshold)) : 100),
    global_rate: options.global_rate ?? 5000,
    global_burst: options.global_burst ?? 10_000,
    pid_max: options.pid_max ?? 2 ** 32 - 1,
    ns: options.ns ?? null,
    allow_cross_namespace: options.allow_cross_namespace ?? false,
    restart_after_stall: options.restart_after_stall ?? 'never',
    pin_generation: options.pin_generation ?? false,
    origin_takeover: options.origin_takeover ?? false,
    last_words: options.last_words ?? false,
    index_key: options.index_key ?? null,
    max_step: options.max_step ?? U64_MAX,
    catch_up: options.catch_up ?? 0n,
    allow_tight_rate: options.allow_tight_rate ?? true,
  };
}
