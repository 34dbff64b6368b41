import { bug, edit, type Mutant } from './mutant.ts';

const EVICTION = 'src/tracker/eviction.js';
const OPTIONS = 'src/observer/options.js';

/** Numbers of the specification that are others: no rule takes them from the production code. */
export const CONSTANT_MUTANTS: readonly Mutant[] = [
  bug('probe-budget-halved', 'a look-up reads 32 cells at most', [
    edit('src/tracker/pid-index.js', 'const BUDGET = 64;', 'const BUDGET = 32;'),
  ]),
  bug('default-window-one-short', 'an eviction pass reads 255 slots where nothing is said', [
    edit(EVICTION, 'export const DEFAULT_EVICTION_SCAN_WINDOW = 256;', 'export const DEFAULT_EVICTION_SCAN_WINDOW = 255;'),
  ]),
  bug('window-at-most-half', 'an eviction pass reads no more than 2,048 slots', [
    edit(EVICTION, 'export const MAX_EVICTION_SCAN_WINDOW = 4096;', 'export const MAX_EVICTION_SCAN_WINDOW = 2048;'),
  ]),
  bug('stalls-wait-for-nine', 'nine datagrams are read from one stall to the next', [
    edit('src/observer/internals.js', 'export const READS_PER_STALL = 8;', 'export const READS_PER_STALL = 9;'),
  ]),
  bug('poll-reads-one-more', 'a poll reads up to 65 datagrams', [
    edit('src/observer/read-log.js', 'export const READS_PER_POLL_MAX = 64;', 'export const READS_PER_POLL_MAX = 65;'),
  ]),
  bug('jump-beyond-six-seconds', 'a step of the clock is a jump beyond six seconds', [
    edit('src/observer/monotonic-time.js', 'export const CLOCK_JUMP_NS = 5000000000n;', 'export const CLOCK_JUMP_NS = 6000000000n;'),
  ]),
  bug('drains-half-as-often', 'stalls are drained every 200 ms where a long threshold leaves it open', [
    edit(OPTIONS, 'const DRAIN_INTERVAL_MAX_NS = 100000000n;', 'const DRAIN_INTERVAL_MAX_NS = 200000000n;'),
  ]),
  bug('default-rate-doubled', 'a pid may beat 200 times a second where nothing is said', [
    edit(OPTIONS, 'const DEFAULT_PER_PID_RATE = 100;', 'const DEFAULT_PER_PID_RATE = 200;'),
  ]),
  bug('least-threshold-doubled', 'thresholds below 20 ms are refused', [
    edit(OPTIONS, 'export const MIN_THRESHOLD_NS = 10000000n;', 'export const MIN_THRESHOLD_NS = 20000000n;'),
  ]),
  bug('default-burst-halved', 'all pids together may beat 5,000 times at once where nothing is said', [
    edit(OPTIONS, 'globalBurst = 10_000', 'globalBurst = 5000'),
  ]),
];
