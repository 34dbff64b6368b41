import type { ModelPolicy } from './model-types.ts';

/** What an observer may be told, under the names in a trace. Everything but the threshold may be left out. */
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
  /** Beats a second of one pid, 0 for no limit; 100. */
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
}

const DRAIN_INTERVAL_MAX_NS = 100_000_000n;

/** The options with every gap filled. */
export function withDefaults(options: ModelObserverOptions): Required<ModelObserverOptions> {
  const tenth = options.threshold / 10n;
  return {
    threshold: options.threshold,
    capacity: options.capacity ?? 256,
    policy: options.policy ?? 'strict',
    window: options.window ?? 256,
    drain_interval: options.drain_interval ?? (tenth < DRAIN_INTERVAL_MAX_NS ? tenth : DRAIN_INTERVAL_MAX_NS),
    per_pid_rate: options.per_pid_rate ?? 100,
    global_rate: options.global_rate ?? 5000,
    global_burst: options.global_burst ?? 10_000,
    pid_max: options.pid_max ?? 2 ** 32 - 1,
    ns: options.ns ?? null,
    allow_cross_namespace: options.allow_cross_namespace ?? false,
  };
}
