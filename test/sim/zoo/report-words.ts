import type { OracleBench } from '../oracle/oracle-bench.ts';

/** A planted bug, operations that bring it to light, and what the first lines of their failure report must say. */
export interface ReportWords {
  readonly bug: string;
  readonly play: (bench: OracleBench) => void;
  /** The reason, whole. */
  readonly says: string;
}

/** One slot, of which two pids want the use: the second comes when the first has been silent for `ms`. */
function takenOver(bench: OracleBench, ms: number, ns: bigint | null = null): void {
  bench.observe({ capacity: 1 });
  bench.send(0, 2, 1n, { ns });
  bench.poll(0);
  bench.poll(Math.min(ms, 900));
  bench.send(ms, 3, 1n);
  bench.poll(ms);
  bench.poll(ms);
}

/** The same on a bare tracker, with a threshold of 100 ns. */
function evicted(bench: OracleBench, now: bigint): void {
  bench.create(1);
  bench.beat(2, 1n, 50n);
  bench.drain(150n);
  bench.beat(3, 1n, now);
}

/** Two datagrams of pid 2. */
function again(bench: OracleBench, first: Parameters<OracleBench['send']>, second: Parameters<OracleBench['send']>): void {
  bench.observe();
  bench.send(...first);
  bench.poll(first[0]);
  bench.send(...second);
  bench.poll(second[0]);
}

/** Pid 2 beats at 0 and falls silent; what comes of that is polled at `ms`. */
function silent(bench: OracleBench, ms: number, ns: bigint | null = null): void {
  bench.observe();
  bench.send(0, 2, 1n, { ns });
  bench.poll(0);
  bench.poll(ms);
}

function words(bug: string, says: string, play: ReportWords['play']): ReportWords {
  return { bug, says, play };
}

/** The threshold of observers is 100 ms, that of bare trackers 100 ns, as on every bench. */
export const REPORT_WORDS: readonly ReportWords[] = [
  words(
    'multiplier-nine',
    'pid 2 was evicted after 9.3 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 980 ns, threshold 100 ns)',
    (bench) => evicted(bench, 980n),
  ),
  words(
    'evict-at-ten-thresholds',
    'pid 2 was evicted after 10 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 1050 ns, threshold 100 ns)',
    (bench) => evicted(bench, 1050n),
  ),
  words('capacity-one-short', 'pid 2 was evicted although only 1 of 2 slots were in use', (bench) => {
    bench.create(2);
    bench.beat(2, 1n, 0n);
    bench.drain(200n);
    bench.beat(3, 1n, 1001n);
  }),
  words('strict-takes-second-pass', 'pid 3 was evicted before it was reported as stalled, which the strict policy forbids', (bench) => {
    bench.create(2);
    bench.beat(2, 1n, 0n);
    bench.drain(100n);
    bench.beat(3, 1n, 100n);
    bench.beat(4, 1n, 1101n);
    bench.beat(5, 1n, 1202n);
  }),
  words(
    'stall-after-threshold',
    'pid 2 was not flagged as stalled after 100 ns of silence, 100 ns is enough (last beat at 50 ns, now 150 ns, threshold 100 ns)',
    (bench) => {
      bench.create(1);
      bench.beat(2, 1n, 50n);
      bench.drain(150n);
    },
  ),
  words(
    'young-table-stalls',
    'pid 2 was flagged as stalled after 10 ms of silence, at least 100 ms is needed (last beat at 0 ns, now 10 ms, threshold 100 ms)',
    (bench) => silent(bench, 10),
  ),
  words('stall-without-namespace', 'the stall of pid 2 tells namespace unknown, its slot has 7', (bench) => silent(bench, 100, 7n)),
  words(
    'refused-beat-refreshes',
    'the time of the last beat of pid 2 (slot 0) changed from 0 ns to 1 ms although its beat was refused (out-of-order)',
    (bench) => again(bench, [0, 2, 5n], [1, 2, 4n]),
  ),
  words(
    'namespace-before-nonce',
    'the namespace of pid 2 (slot 0) changed from unknown to 7 although its beat was refused (out-of-order)',
    (bench) => again(bench, [0, 2, 5n], [1, 2, 4n, { ns: 7n }]),
  ),
  words('namespace-inherited', 'pid 3: a beat with namespace unknown was accepted, and its slot has namespace 0', (bench) =>
    takenOver(bench, 1001, 7n),
  ),
  words('equal-nonce-accepted', 'pid 2: nonce 5 was accepted after 5', (bench) => again(bench, [0, 2, 5n], [1, 2, 5n])),
  words(
    'restart-of-anyone',
    'pid 2 began a new life although nothing allows it: restart_after_stall is never, its origin kernel-attested, no newer generation, no stronger origin',
    (bench) => {
      bench.create(2);
      bench.beat(2, 5n, 0n);
      bench.drain(100n);
      bench.beat(2, 1n, 101n);
    },
  ),
  words(
    'origin-unchecked',
    'a datagram of pid 2 came out as out-of-order, in the model as origin-conflict (pid 2 is refused, origin conflict: socket-mode-only, pinned kernel-attested)',
    (bench) => again(bench, [0, 2, 5n], [1, 2, 4n, { origin: 'socket-mode-only' }]),
  ),
  words(
    'auth-unchecked',
    'a datagram of pid 2 came out as refreshed, in the model as auth-failure (pid 2 is refused: the kernel says 9)',
    (bench) => again(bench, [0, 2, 5n], [1, 2, 6n, { peer: 9 }]),
  ),
  words('crc-unchecked', 'the refusal of a datagram has refusal bad-pid, in the model bad-crc', (bench) =>
    again(bench, [0, 2, 5n], [1, 2, 6n, { bytes: damaged() }]),
  ),
  words('payload-signed', 'Observer.poll(): payload: the number -2147483648 was handed out where a u32 is due', (bench) =>
    again(bench, [0, 2, 5n], [1, 2, 6n, { frame: { payload: 2 ** 31 } }]),
  ),
  words('terminal-nonce-left-behind', 'slot 0 (pid 2) has nonce 2^64-1, in the model 1', (bench) => {
    bench.step({ op: 'new', capacity: 1, policy: 'strict', window: 1, last_words: true });
    bench.beat(2, 1n, 0n);
    bench.beat(2, 2n ** 64n - 1n, 0n, { status: 'critical' });
  }),
  words('cursor-stays-on-miss', 'the eviction passes read 1 slot, and the scan cursor stayed at slot 0: it should be at 1', (bench) => {
    bench.create(2, 'balanced', 1);
    bench.beat(2, 1n, 0n);
    bench.beat(3, 1n, 0n);
    bench.beat(4, 1n, 1n);
  }),
  words(
    'window-one-short',
    'pid 3 was refused for capacity although pid 2 (slot 0) could be evicted: it was silent since 0 ns, now is 1001 ns',
    (bench) => {
      bench.create(1, 'balanced', 1);
      bench.beat(2, 1n, 0n);
      bench.beat(3, 1n, 1001n);
    },
  ),
  words('size-never-falls', 'the index counts 2 live pids, and the table has 1 slot', (bench) => takenOver(bench, 1001)),
  words('second-stall-lost', '0 stalls wait to be reported, in the model 1', (bench) => {
    bench.observe();
    for (const pid of [2, 3]) bench.send(0, pid, 1n);
    bench.poll(0);
    bench.poll(0);
    bench.poll(100);
  }),
  words('drain-when-idle', 'stalls were not drained: that is due since 10 ms, now is 10 ms, and the time to catch up is 0 ns', (bench) => {
    bench.observe({ catch_up: 0n });
    bench.send(10, 2, 1n);
    bench.poll(10);
  }),
  words('clock-not-clamped', 'the observer’s time is 19 ms, by the readings of its clock it is 20 ms', (bench) => {
    bench.observe();
    bench.poll(20);
    bench.poll(19);
  }),
  words('totals-start-over', 'the metric varta_tracker_evicted_total is 0; in the model 1', (bench) => {
    takenOver(bench, 1001);
    bench.step({ op: 'metrics' });
    bench.step({ op: 'metrics' });
  }),
];

/** A frame of pid 0 with a wrong checksum. */
function damaged(): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set([0x56, 0x41, 2]);
  return bytes;
}
