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

/** The threshold of observers is 100 ms, that of bare trackers 100 ns, as on every bench. */
export const REPORT_WORDS: readonly ReportWords[] = [
  {
    bug: 'multiplier-nine',
    play: (bench) => evicted(bench, 980n),
    says: 'pid 2 was evicted after 9.3 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 980 ns, threshold 100 ns)',
  },
  {
    bug: 'evict-at-ten-thresholds',
    play: (bench) => evicted(bench, 1050n),
    says: 'pid 2 was evicted after 10 thresholds of silence, more than 10 are needed (last beat at 50 ns, now 1050 ns, threshold 100 ns)',
  },
  {
    bug: 'capacity-one-short',
    play: (bench) => {
      bench.create(2);
      bench.beat(2, 1n, 0n);
      bench.drain(200n);
      bench.beat(3, 1n, 1001n);
    },
    says: 'pid 2 was evicted although only 1 of 2 slots were in use',
  },
  {
    bug: 'strict-takes-second-pass',
    play: (bench) => {
      bench.create(2);
      bench.beat(2, 1n, 0n);
      bench.drain(100n);
      bench.beat(3, 1n, 100n);
      bench.beat(4, 1n, 1101n);
      bench.beat(5, 1n, 1202n);
    },
    says: 'pid 3 was evicted before it was reported as stalled, which the strict policy forbids',
  },
  {
    bug: 'stall-after-threshold',
    play: (bench) => {
      bench.create(1);
      bench.beat(2, 1n, 50n);
      bench.drain(150n);
    },
    says: 'pid 2 was not flagged as stalled after 100 ns of silence, 100 ns is enough (last beat at 50 ns, now 150 ns, threshold 100 ns)',
  },
  {
    bug: 'young-table-stalls',
    play: (bench) => silent(bench, 10),
    says: 'pid 2 was flagged as stalled after 10 ms of silence, at least 100 ms is needed (last beat at 0 ns, now 10 ms, threshold 100 ms)',
  },
  {
    bug: 'stall-without-namespace',
    play: (bench) => silent(bench, 100, 7n),
    says: 'the stall of pid 2 tells namespace unknown, its slot has 7',
  },
  {
    bug: 'refused-beat-refreshes',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 4n]),
    says: 'the time of the last beat of pid 2 (slot 0) changed from 0 ns to 1 ms although its beat was refused (out-of-order)',
  },
  {
    bug: 'namespace-before-nonce',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 4n, { ns: 7n }]),
    says: 'the namespace of pid 2 (slot 0) changed from unknown to 7 although its beat was refused (out-of-order)',
  },
  {
    bug: 'namespace-inherited',
    play: (bench) => takenOver(bench, 1001, 7n),
    says: 'pid 3: a beat with namespace unknown was accepted, and its slot has namespace 0',
  },
  {
    bug: 'equal-nonce-accepted',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 5n]),
    says: 'pid 2: nonce 5 was accepted after 5',
  },
  {
    bug: 'restart-of-anyone',
    play: (bench) => {
      bench.create(2);
      bench.beat(2, 5n, 0n);
      bench.drain(100n);
      bench.beat(2, 1n, 101n);
    },
    says: 'pid 2 began a new life although nothing allows it: restart_after_stall is never, its origin kernel-attested, no newer generation, no stronger origin',
  },
  {
    bug: 'origin-unchecked',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 4n, { origin: 'socket-mode-only' }]),
    says: 'a datagram of pid 2 came out as out-of-order, in the model as origin-conflict (pid 2 is refused, origin conflict: socket-mode-only, pinned kernel-attested)',
  },
  {
    bug: 'auth-unchecked',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 6n, { peer: 9 }]),
    says: 'a datagram of pid 2 came out as refreshed, in the model as auth-failure (pid 2 is refused: the kernel says 9)',
  },
  {
    bug: 'crc-unchecked',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 6n, { bytes: damaged() }]),
    says: 'the refusal of a datagram has refusal bad-pid, in the model bad-crc',
  },
  {
    bug: 'payload-signed',
    play: (bench) => again(bench, [0, 2, 5n], [1, 2, 6n, { frame: { payload: 2 ** 31 } }]),
    says: 'Observer.poll(): payload: the number -2147483648 was handed out where a u32 is due',
  },
  {
    bug: 'terminal-nonce-left-behind',
    play: (bench) => {
      bench.step({ op: 'new', capacity: 1, policy: 'strict', window: 1, last_words: true });
      bench.beat(2, 1n, 0n);
      bench.beat(2, 2n ** 64n - 1n, 0n, { status: 'critical' });
    },
    says: 'slot 0 (pid 2) has nonce 2^64-1, in the model 1',
  },
  {
    bug: 'cursor-stays-on-miss',
    play: (bench) => {
      bench.create(2, 'balanced', 1);
      bench.beat(2, 1n, 0n);
      bench.beat(3, 1n, 0n);
      bench.beat(4, 1n, 1n);
    },
    says: 'the eviction passes read 1 slot, and the scan cursor stayed at slot 0: it should be at 1',
  },
  {
    bug: 'window-one-short',
    play: (bench) => {
      bench.create(1, 'balanced', 1);
      bench.beat(2, 1n, 0n);
      bench.beat(3, 1n, 1001n);
    },
    says: 'pid 3 was refused for capacity although pid 2 (slot 0) could be evicted: it was silent since 0 ns, now is 1001 ns',
  },
  {
    bug: 'size-never-falls',
    play: (bench) => takenOver(bench, 1001),
    says: 'the index counts 2 live pids, and the table has 1 slot',
  },
  {
    bug: 'second-stall-lost',
    play: (bench) => {
      bench.observe();
      for (const pid of [2, 3]) bench.send(0, pid, 1n);
      bench.poll(0);
      bench.poll(0);
      bench.poll(100);
    },
    says: '0 stalls wait to be reported, in the model 1',
  },
  {
    bug: 'drain-when-idle',
    play: (bench) => {
      bench.observe({ catch_up: 0n });
      bench.send(10, 2, 1n);
      bench.poll(10);
    },
    says: 'stalls were not drained: that is due since 10 ms, now is 10 ms, and the time to catch up is 0 ns',
  },
  {
    bug: 'clock-not-clamped',
    play: (bench) => {
      bench.observe();
      bench.poll(20);
      bench.poll(19);
    },
    says: 'the observer’s time is 19 ms, by the readings of its clock it is 20 ms',
  },
  {
    bug: 'totals-start-over',
    play: (bench) => {
      takenOver(bench, 1001);
      bench.step({ op: 'metrics' });
      bench.step({ op: 'metrics' });
    },
    says: 'the metric varta_tracker_evicted_total is 0; in the model 1',
  },
];

/** A frame of pid 0 with a wrong checksum. */
function damaged(): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set([0x56, 0x41, 2]);
  return bytes;
}
