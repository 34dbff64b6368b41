import { beat, beats, create, drain, observe, poll, send, step, table, type Step } from '../oracle/steps.ts';

/** A planted bug, what the first lines of its failure report must say (the reason, whole), and steps that bring it to light. */
export type ReportWords = readonly [bug: string, says: string, play: readonly Step[]];

/** One slot, of which two pids want the use: the second comes when the first has been silent for `ms`. */
function takenOver(ms: number, ns: bigint | null = null): readonly Step[] {
  return [observe({ capacity: 1 }), send(0, 2, 1n, { ns }), poll(0), poll(Math.min(ms, 900)), send(ms, 3, 1n), poll(ms), poll(ms)];
}

/** The same on a bare tracker, with a threshold of 100 ns. */
function evicted(now: bigint): readonly Step[] {
  return [create(1), beat(2, 1n, 50n), drain(150n), beat(3, 1n, now)];
}

/** Two datagrams of pid 2: the nonce 5 at 0, and another at 1 ms. */
function again(nonce: bigint, fields: Parameters<typeof send>[3] = {}): readonly Step[] {
  return [observe(), send(0, 2, 5n), poll(0), send(1, 2, nonce, fields), poll(1)];
}

/** Pid 2 beats at 0 and falls silent; what comes of that is polled at `ms`. */
function silent(ms: number, ns: bigint | null = null): readonly Step[] {
  return [observe(), send(0, 2, 1n, { ns }), poll(0), poll(ms)];
}

/** A frame of pid 0 with a wrong checksum. */
const DAMAGED = Uint8Array.of(0x56, 0x41, 2, ...new Uint8Array(29));

/** The threshold of observers is 100 ms, that of bare trackers 100 ns, as on every bench. */
export const REPORT_WORDS: readonly ReportWords[] = [
  [
    'multiplier-nine',
    'pid 2 was evicted after 9.3 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 980 ns, threshold 100 ns)',
    evicted(980n),
  ],
  [
    'evict-at-ten-thresholds',
    'pid 2 was evicted after 10 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 1050 ns, threshold 100 ns)',
    evicted(1050n),
  ],
  ['capacity-one-short', 'pid 2 was evicted with only 1 of 2 slots in use', [table(2, 2), drain(200n), beat(3, 1n, 1001n)]],
  [
    'strict-takes-second-pass',
    'pid 3 was evicted before it was reported as stalled, which the strict policy forbids',
    [table(2, 2), drain(100n), beat(3, 1n, 100n), beat(4, 1n, 1101n), beat(5, 1n, 1202n)],
  ],
  [
    'stall-after-threshold',
    'pid 2 was not flagged as stalled after 100 ns of silence, 100 ns is enough (last beat at 50 ns, now 150 ns, threshold 100 ns)',
    [create(1), beat(2, 1n, 50n), drain(150n)],
  ],
  [
    'young-table-stalls',
    'pid 2 was flagged as stalled after 10 ms of silence, at least 100 ms is needed (last beat at 0 ns, now 10 ms, threshold 100 ms)',
    silent(10),
  ],
  ['stall-without-namespace', 'the stall of pid 2 tells namespace unknown, its slot has 7', silent(100, 7n)],
  [
    'refused-beat-refreshes',
    'the time of the last beat of pid 2 (slot 0) changed from 0 ns to 1 ms although its beat was refused (out-of-order)',
    again(4n),
  ],
  [
    'namespace-before-nonce',
    'the namespace of pid 2 (slot 0) changed from unknown to 7 although its beat was refused (out-of-order)',
    again(4n, { ns: 7n }),
  ],
  ['namespace-inherited', 'pid 3: a beat with namespace unknown was accepted, and its slot has namespace 0', takenOver(1001, 7n)],
  ['equal-nonce-accepted', 'pid 2: nonce 5 was accepted after 5', again(5n)],
  [
    'restart-of-anyone',
    'pid 2 began a new life although nothing allows it: restart_after_stall is never, its origin kernel-attested, no newer generation, no stronger origin',
    [create(2), beat(2, 5n, 0n), drain(100n), beat(2, 1n, 101n)],
  ],
  [
    'origin-unchecked',
    'a datagram of pid 2 came out as out-of-order, in the model as origin-conflict (pid 2 is refused, origin conflict: socket-mode-only, pinned kernel-attested)',
    again(4n, { origin: 'socket-mode-only' }),
  ],
  [
    'auth-unchecked',
    'a datagram of pid 2 came out as refreshed, in the model as auth-failure (pid 2 is refused: the kernel says 9)',
    again(6n, { peer: 9 }),
  ],
  ['crc-unchecked', 'the refusal of a datagram has refusal bad-pid, in the model bad-crc', again(6n, { bytes: DAMAGED })],
  [
    'payload-signed',
    'Observer.poll(): payload: the number -2147483648 was handed out where a u32 is due',
    again(6n, { frame: { payload: 2 ** 31 } }),
  ],
  [
    'terminal-nonce-left-behind',
    'slot 0 (pid 2) has nonce 2^64-1, in the model 1',
    [
      step({ op: 'new', capacity: 1, policy: 'strict', window: 1, last_words: true }),
      beats([2]),
      beat(2, 2n ** 64n - 1n, 0n, { status: 'critical' }),
    ],
  ],
  [
    'cursor-stays-on-miss',
    'the eviction passes read 1 slot, and the scan cursor stayed at slot 0: it should be at 1',
    [create(2, 'balanced', 1), beats([2, 3]), beat(4, 1n, 1n)],
  ],
  [
    'window-one-short',
    'pid 3 was refused for capacity although pid 2 (slot 0) could be evicted: it was silent since 0 ns, now is 1001 ns',
    [create(1, 'balanced', 1), beats([2]), beat(3, 1n, 1001n)],
  ],
  ['size-never-falls', 'the index counts 2 live pids, and the table has 1 slot', takenOver(1001)],
  [
    'second-stall-lost',
    '0 stalls wait to be reported, in the model 1',
    [observe(), send(0, 2, 1n), send(0, 3, 1n), poll(0), poll(0), poll(100)],
  ],
  [
    'drain-when-idle',
    'stalls were not drained: that is due since 10 ms, now is 10 ms, and the time to catch up is 0 ns',
    [observe({ catch_up: 0n }), send(10, 2, 1n), poll(10)],
  ],
  ['clock-not-clamped', 'the observer’s time is 19 ms, by the readings of its clock it is 20 ms', [observe(), poll(20), poll(19)]],
  [
    'totals-start-over',
    'the metric varta_tracker_evicted_total is 0; in the model 1',
    [...takenOver(1001), step({ op: 'metrics' }), step({ op: 'metrics' })],
  ],
];
