import type { Mutant } from './mutant.ts';

const WINDOW = 'src/tracker/eviction.js';
const OPTIONS = 'src/observer/options.js';

/** Numbers of the specification that are others: no rule takes them from the production code. */
export const CONSTANT_MUTANTS: readonly Mutant[] = [
  {
    name: 'probe-budget-halved',
    sentence: 'a look-up reads 32 cells at most',
    file: 'src/tracker/pid-index.js',
    pattern: 'export const PROBE_BUDGET = 64;',
    replacement: 'export const PROBE_BUDGET = 32;',
  },
  {
    name: 'default-window-one-short',
    sentence: 'an eviction pass reads 255 slots where nothing is said',
    file: WINDOW,
    pattern: 'export const DEFAULT_EVICTION_SCAN_WINDOW = 256;',
    replacement: 'export const DEFAULT_EVICTION_SCAN_WINDOW = 255;',
  },
  {
    name: 'window-at-most-half',
    sentence: 'an eviction pass reads no more than 2,048 slots',
    file: WINDOW,
    pattern: 'export const MAX_EVICTION_SCAN_WINDOW = 4096;',
    replacement: 'export const MAX_EVICTION_SCAN_WINDOW = 2048;',
  },
  {
    name: 'stalls-wait-for-nine',
    sentence: 'nine datagrams are read from one stall to the next',
    file: 'src/observer/internals.js',
    pattern: 'export const READS_PER_STALL = 8;',
    replacement: 'export const READS_PER_STALL = 9;',
  },
  {
    name: 'poll-reads-one-more',
    sentence: 'a poll reads up to 65 datagrams',
    file: 'src/observer/read-log.js',
    pattern: 'export const READS_PER_POLL_MAX = 64;',
    replacement: 'export const READS_PER_POLL_MAX = 65;',
  },
  {
    name: 'jump-beyond-six-seconds',
    sentence: 'a step of the clock is a jump beyond six seconds',
    file: 'src/observer/monotonic-time.js',
    pattern: 'export const CLOCK_JUMP_NS = 5000000000n;',
    replacement: 'export const CLOCK_JUMP_NS = 6000000000n;',
  },
  {
    name: 'drains-half-as-often',
    sentence: 'stalls are drained every 200 ms where a long threshold leaves it open',
    file: OPTIONS,
    pattern: 'const DRAIN_INTERVAL_MAX_NS = 100000000n;',
    replacement: 'const DRAIN_INTERVAL_MAX_NS = 200000000n;',
  },
  {
    name: 'default-rate-doubled',
    sentence: 'a pid may beat 200 times a second where nothing is said',
    file: OPTIONS,
    pattern: 'const DEFAULT_PER_PID_RATE = 100;',
    replacement: 'const DEFAULT_PER_PID_RATE = 200;',
  },
  {
    name: 'least-threshold-doubled',
    sentence: 'thresholds below 20 ms are refused',
    file: OPTIONS,
    pattern: 'export const MIN_THRESHOLD_NS = 10000000n;',
    replacement: 'export const MIN_THRESHOLD_NS = 20000000n;',
  },
  {
    name: 'default-burst-halved',
    sentence: 'all pids together may beat 5,000 times at once where nothing is said',
    file: OPTIONS,
    pattern: 'globalBurst = 10_000',
    replacement: 'globalBurst = 5000',
  },
];
