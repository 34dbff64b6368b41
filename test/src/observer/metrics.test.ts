import { describe, expect, it } from 'vitest';
import type { Datagram } from '../../../src/observer/listener.ts';
import { OUTCOMES } from '../../../src/observer/outcome.ts';
import { FRAME_REFUSALS } from '../../../src/vlp/frame.ts';
import { Bench, datagram, MS } from '../support/bench.ts';

const TRACKER_COUNTERS = [
  'varta_tracker_evicted_total',
  'varta_tracker_capacity_exceeded_total',
  'varta_nonce_wrap_total',
  'varta_origin_conflict_total',
  'varta_tracker_namespace_conflict_total',
  'varta_tracker_eviction_scan_truncated_total',
  'varta_tracker_invariant_violations_total',
  'varta_tracker_pid_index_probe_exhausted_total',
  'varta_tracker_restarts_total',
  'varta_tracker_origin_takeovers_total',
];
const GAUGES = ['varta_tracker_capacity', 'varta_tracker_eviction_scan_window_max', 'varta_watch_pids_tracked'];
const OBSERVER_COUNTERS = [
  'varta_frame_namespace_mismatch_total',
  'varta_frame_rejected_pid_above_max_total',
  'varta_frame_auth_failures_total',
  'varta_decode_errors_total',
  'varta_rate_limited_total',
  'varta_observer_clock_regression_total',
  'varta_observer_clock_jump_forward_total',
  'varta_observer_pauses_total',
  'varta_datagrams_total',
];
const PID_COUNTERS = ['varta_beats_total', 'varta_stalls_total'];

describe('Observer.metrics()', () => {
  it('has the twenty-four names, in a fixed order, each with its type', () => {
    const bench = new Bench();
    bench.send(0, datagram());
    bench.pollAt(0);
    const samples = bench.observer.metrics();
    const names = [...new Set(samples.map(({ name }) => name))];
    expect(names).toEqual([...TRACKER_COUNTERS, ...GAUGES, ...OBSERVER_COUNTERS, ...PID_COUNTERS]);
    expect(names).toHaveLength(24);
    for (const { name, type } of samples) expect([name, type]).toEqual([name, GAUGES.includes(name) ? 'gauge' : 'counter']);
  });

  it('has labels where the names ask for them, and nowhere else', () => {
    const bench = new Bench();
    bench.send(0, datagram({ pid: 9 }), datagram({ pid: 5 }));
    bench.pollAllAt(0);
    const labels = bench.observer.metrics().flatMap(({ name, label }) => (label === null ? [] : [[name, ...label]]));
    expect(labels).toEqual([
      ...FRAME_REFUSALS.map((kind) => ['varta_decode_errors_total', 'kind', kind]),
      ['varta_rate_limited_total', 'reason', 'per_pid'],
      ['varta_rate_limited_total', 'reason', 'global'],
      ...OUTCOMES.map((name) => ['varta_datagrams_total', 'outcome', name.replaceAll('-', '_')]),
      ['varta_beats_total', 'pid', '9'],
      ['varta_beats_total', 'pid', '5'],
      ['varta_stalls_total', 'pid', '9'],
      ['varta_stalls_total', 'pid', '5'],
    ]);
  });

  it('counts each thing under its own name', () => {
    const bench = new Bench({
      capacity: 2,
      evictionScanWindow: 77,
      pidMax: 1000,
      nsInode: 1n,
      perPidRate: 100,
      globalRate: 1,
      globalBurst: 14,
      maxStepNs: 500n * MS,
    });
    const top = 2n ** 64n - 2n;
    const cut = datagram();
    const at = (ms: number, ...datagrams: Datagram[]): void => {
      bench.send(0, ...datagrams);
      for (let poll = 0; poll < datagrams.length; poll++) bench.pollAt(ms);
    };
    at(0, datagram({ pid: 7, nonce: top }), datagram({ pid: 8 }, { nsInode: 1n }));
    at(10, datagram({ pid: 7, nonce: 0n }), datagram({ pid: 8, nonce: 2n }));
    at(20, datagram({ pid: 7, nonce: 1n }, { origin: 'socket-mode-only' }), datagram({ pid: 9 }));
    at(30, datagram({ pid: 8, nonce: 2n }, { nsInode: 6n }), datagram({ pid: 8, nonce: 2n }, { peerPid: 3 }));
    at(40, datagram({ pid: 1001 }), { ...cut, bytes: cut.bytes.subarray(1) }, datagram({ pid: 0 }));
    at(50, datagram({ pid: 7, nonce: 1n }), datagram({ pid: 7, nonce: 2n }), datagram({ pid: 10 }));
    at(50, datagram({ pid: 10 }), datagram({ pid: 11 }));
    bench.pollAt(1000);
    const pairs: [string, string | null, bigint][] = [
      ['varta_tracker_evicted_total', null, 0n],
      ['varta_tracker_capacity_exceeded_total', null, 2n],
      ['varta_nonce_wrap_total', null, 1n],
      ['varta_origin_conflict_total', null, 1n],
      ['varta_tracker_namespace_conflict_total', null, 1n],
      ['varta_tracker_eviction_scan_truncated_total', null, 2n],
      ['varta_tracker_capacity', null, 2n],
      ['varta_tracker_eviction_scan_window_max', null, 77n],
      ['varta_watch_pids_tracked', null, 2n],
      ['varta_frame_namespace_mismatch_total', null, 1n],
      ['varta_frame_rejected_pid_above_max_total', null, 1n],
      ['varta_frame_auth_failures_total', null, 1n],
      ['varta_decode_errors_total', 'bad-length', 1n],
      ['varta_decode_errors_total', 'bad-pid', 1n],
      ['varta_decode_errors_total', 'bad-crc', 0n],
      ['varta_rate_limited_total', 'per_pid', 1n],
      ['varta_rate_limited_total', 'global', 2n],
      ['varta_tracker_restarts_total', null, 0n],
      ['varta_tracker_origin_takeovers_total', null, 0n],
      ['varta_observer_clock_regression_total', null, 0n],
      ['varta_observer_pauses_total', null, 1n],
      ['varta_datagrams_total', 'decode_refused', 2n],
      ['varta_datagrams_total', 'inserted', 2n],
      ['varta_datagrams_total', 'rate_limited_global', 2n],
      ['varta_beats_total', '7', 3n],
      ['varta_beats_total', '8', 1n],
      ['varta_stalls_total', '7', 0n],
    ];
    const samples = bench.observer.metrics();
    const value = (name: string, label: string | null): bigint | undefined =>
      samples.find((sample) => sample.name === name && (sample.label?.[1] ?? null) === label)?.value;
    expect(pairs.map(([name, label]) => [name, label, value(name, label)])).toEqual(pairs);
  });

  it('has every datagram that was read in one sample of varta_datagrams_total', () => {
    const bench = new Bench({ capacity: 2 });
    bench.send(0, datagram({ nonce: 5n }), datagram({ nonce: 5n }), datagram({ nonce: 4n }), datagram({ pid: 8 }), datagram({ pid: 9 }));
    bench.pollAllAt(0);
    const { view } = bench;
    expect(OUTCOMES.map((name) => bench.metric('varta_datagrams_total', name.replaceAll('-', '_')))).toEqual(
      OUTCOMES.map((name) => view.outcomeTotal(name)),
    );
    expect(OUTCOMES.reduce((sum, name) => sum + view.outcomeTotal(name), 0n)).toBe(5n);
  });

  it('counts new lives and takeovers', () => {
    const bench = new Bench();
    bench.send(0, datagram({ nonce: 5n }, { origin: 'network-unverified' }), datagram({ nonce: 1n }));
    bench.send(0, datagram({ nonce: 1n }, { generation: 1n }), datagram({ nonce: 2n }, { generation: 1n }));
    bench.send(0, datagram({ nonce: 1n }, { generation: 2n }));
    expect(bench.pollAllAt(0).map((event) => (event.kind === 'beat' ? event.restarted : event.kind))).toEqual([
      false,
      true,
      'out-of-order',
      false,
      true,
    ]);
    expect([bench.metric('varta_tracker_restarts_total'), bench.metric('varta_tracker_origin_takeovers_total')]).toEqual([1n, 1n]);
    expect([bench.metric('varta_tracker_restarts_total'), bench.metric('varta_beats_total', '7')]).toEqual([1n, 4n]);
  });

  it('adds up over all calls, though each empties the counters of the tracker', () => {
    const bench = new Bench({ capacity: 1 });
    bench.send(0, datagram({ pid: 7, nonce: 5n }), datagram({ pid: 8 }));
    for (let poll = 0; poll < 2; poll++) bench.pollAt(0);
    expect(bench.metric('varta_tracker_capacity_exceeded_total')).toBe(1n);
    expect(bench.observer.tracker.counter('capacityExceeded')).toBe(0n);
    expect(bench.metric('varta_tracker_capacity_exceeded_total')).toBe(1n);
    bench.send(0, datagram({ pid: 8 }), datagram({ pid: 7 }, { origin: 'socket-mode-only' }));
    for (let poll = 0; poll < 2; poll++) bench.pollAt(0);
    expect(bench.metric('varta_tracker_capacity_exceeded_total')).toBe(2n);
    expect(bench.metric('varta_origin_conflict_total')).toBe(1n);
    expect(bench.metric('varta_tracker_eviction_scan_truncated_total')).toBe(2n);
  });

  it('begins anew for the pid that takes the slot of an evicted one', () => {
    const bench = new Bench({ capacity: 1 });
    bench.send(0, datagram({ pid: 7, nonce: 1n }), datagram({ pid: 7, nonce: 2n }));
    bench.pollAllAt(0);
    expect(bench.pollAt(100)).toMatchObject({ kind: 'stall' });
    expect([bench.metric('varta_beats_total', '7'), bench.metric('varta_stalls_total', '7')]).toEqual([2n, 1n]);
    bench.send(0, datagram({ pid: 8 }));
    expect(bench.pollAt(1001)).toMatchObject({ kind: 'beat', pid: 8 });
    expect(bench.metric('varta_beats_total', '7')).toBeUndefined();
    expect([bench.metric('varta_beats_total', '8'), bench.metric('varta_stalls_total', '8')]).toEqual([1n, 0n]);
    expect(bench.metric('varta_tracker_evicted_total')).toBe(1n);
  });
});
