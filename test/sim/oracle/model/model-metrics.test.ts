import { describe, expect, test } from 'vitest';
import { ModelObserver } from '../../../../sim/oracle/model/index.ts';
import { datagram } from './support.ts';

describe('ModelObserver.metrics()', () => {
  test('lists every metric in one order', () => {
    const o = new ModelObserver({ threshold: 100n, capacity: 5000, window: 0 }, 1);
    o.deliver(0, datagram({ pid: 7 }));
    o.deliver(0, datagram({ pid: 3 }));
    o.poll(0n);
    o.poll(0n);
    expect(o.metrics().map(({ name, value }) => `${name} ${value}`)).toEqual([
      'varta_tracker_evicted_total 0',
      'varta_tracker_capacity_exceeded_total 0',
      'varta_nonce_wrap_total 0',
      'varta_origin_conflict_total 0',
      'varta_tracker_namespace_conflict_total 0',
      'varta_tracker_eviction_scan_truncated_total 0',
      'varta_tracker_invariant_violations_total 0',
      'varta_tracker_pid_index_probe_exhausted_total 0',
      'varta_tracker_restarts_total 0',
      'varta_tracker_origin_takeovers_total 0',
      'varta_tracker_capacity 4096',
      'varta_tracker_eviction_scan_window_max 1',
      'varta_watch_pids_tracked 2',
      'varta_frame_namespace_mismatch_total 0',
      'varta_frame_rejected_pid_above_max_total 0',
      'varta_frame_auth_failures_total 0',
      'varta_decode_errors_total{kind="bad-length"} 0',
      'varta_decode_errors_total{kind="bad-magic"} 0',
      'varta_decode_errors_total{kind="bad-version"} 0',
      'varta_decode_errors_total{kind="bad-crc"} 0',
      'varta_decode_errors_total{kind="bad-status"} 0',
      'varta_decode_errors_total{kind="stall-on-wire"} 0',
      'varta_decode_errors_total{kind="bad-pid"} 0',
      'varta_decode_errors_total{kind="bad-timestamp"} 0',
      'varta_decode_errors_total{kind="bad-nonce"} 0',
      'varta_rate_limited_total{reason="per_pid"} 0',
      'varta_rate_limited_total{reason="global"} 0',
      'varta_observer_clock_regression_total 0',
      'varta_observer_clock_jump_forward_total 0',
      'varta_observer_pauses_total 0',
      'varta_datagrams_total{outcome="decode_refused"} 0',
      'varta_datagrams_total{outcome="auth_failure"} 0',
      'varta_datagrams_total{outcome="pid_above_max"} 0',
      'varta_datagrams_total{outcome="rate_limited_per_pid"} 0',
      'varta_datagrams_total{outcome="rate_limited_global"} 0',
      'varta_datagrams_total{outcome="namespace_mismatch"} 0',
      'varta_datagrams_total{outcome="inserted"} 2',
      'varta_datagrams_total{outcome="refreshed"} 0',
      'varta_datagrams_total{outcome="out_of_order"} 0',
      'varta_datagrams_total{outcome="capacity_exceeded"} 0',
      'varta_datagrams_total{outcome="origin_conflict"} 0',
      'varta_datagrams_total{outcome="namespace_conflict"} 0',
      'varta_datagrams_total{outcome="restarted"} 0',
      'varta_beats_total{pid="7"} 1',
      'varta_beats_total{pid="3"} 1',
      'varta_stalls_total{pid="7"} 0',
      'varta_stalls_total{pid="3"} 0',
    ]);
  });

  test('keeps totals although reading zeroes the counters of the tracker', () => {
    const o = new ModelObserver({ threshold: 100n, capacity: 0 }, 1);
    const exceeded = () => o.metrics().find(({ name }) => name === 'varta_tracker_capacity_exceeded_total')?.value;
    o.deliver(0, datagram());
    o.poll(0n);
    expect([exceeded(), o.tracker.counts.of('capacity_exceeded'), exceeded()]).toEqual([1n, 0, 1n]);
    o.deliver(0, datagram());
    o.poll(0n);
    expect(exceeded()).toBe(2n);
  });

  test('counts drops, refusals and odd clock readings', () => {
    const o = new ModelObserver({ threshold: 10n ** 12n, ns: 1n, pid_max: 100, global_rate: 1, global_burst: 6, max_step: 10n }, 1);
    for (const given of [
      datagram({ pid: 1 }),
      datagram({ pid: 101 }),
      datagram({}, { peer: 9 }),
      datagram({}, { ns: 2n }),
      datagram(),
      datagram({ nonce: 2n }),
      datagram({ pid: 8 }),
    ]) {
      o.deliver(0, given);
      o.poll(5n);
    }
    o.poll(0n);
    o.poll(6n * 10n ** 9n);
    const counted = o.metrics().filter(({ name, value }) => value > 0n && /frame|decode|rate|clock|pauses/.test(name));
    expect(counted).toEqual([
      { name: 'varta_frame_namespace_mismatch_total', type: 'counter', value: 1n },
      { name: 'varta_frame_rejected_pid_above_max_total', type: 'counter', value: 1n },
      { name: 'varta_frame_auth_failures_total', type: 'counter', value: 1n },
      { name: 'varta_decode_errors_total{kind="bad-pid"}', type: 'counter', value: 1n },
      { name: 'varta_rate_limited_total{reason="per_pid"}', type: 'counter', value: 1n },
      { name: 'varta_rate_limited_total{reason="global"}', type: 'counter', value: 1n },
      { name: 'varta_observer_clock_regression_total', type: 'counter', value: 1n },
      { name: 'varta_observer_clock_jump_forward_total', type: 'counter', value: 1n },
      { name: 'varta_observer_pauses_total', type: 'counter', value: 1n },
      ...['decode_refused', 'rate_limited_per_pid', 'rate_limited_global'].map((outcome) => ({
        name: `varta_datagrams_total{outcome="${outcome}"}`,
        type: 'counter',
        value: 1n,
      })),
    ]);
  });

  test('counts restarts and takeovers, and goes on counting the beats of a pid that begins a new life', () => {
    const o = new ModelObserver({ threshold: 100n, capacity: 1, per_pid_rate: 0, restart_after_stall: 'always', origin_takeover: true }, 1);
    const seen = () =>
      o
        .metrics()
        .filter(({ name }) => /restart|takeover|pid="7"/.test(name))
        .map(({ value }) => value);
    o.deliver(0, datagram({ nonce: 9n }, { origin: 'socket-mode-only' }));
    o.poll(0n);
    o.poll(100n);
    o.deliver(0, datagram({}, { origin: 'socket-mode-only' }));
    expect(o.poll(100n)).toMatchObject({ kind: 'beat', restarted: true });
    o.deliver(0, datagram());
    expect(o.poll(100n)).toMatchObject({ kind: 'beat', restarted: true });
    expect(seen()).toEqual([1n, 1n, 2n, 3n, 1n]);
    expect(seen()).toEqual([1n, 1n, 2n, 3n, 1n]);
  });

  test('starts the counts of a slot over when it is given to another pid', () => {
    const o = new ModelObserver({ threshold: 100n, capacity: 1, per_pid_rate: 0 }, 1);
    const ofPids = () =>
      o
        .metrics()
        .slice(-2)
        .map(({ name, value }) => `${name} ${value}`);
    for (const nonce of [1n, 2n, 3n]) {
      o.deliver(0, datagram({ nonce }));
      o.poll(0n);
    }
    expect(o.poll(2000n)?.kind).toBe('stall');
    expect(ofPids()).toEqual(['varta_beats_total{pid="7"} 3', 'varta_stalls_total{pid="7"} 1']);
    o.deliver(0, datagram({ pid: 9 }));
    o.poll(2000n);
    expect(ofPids()).toEqual(['varta_beats_total{pid="9"} 1', 'varta_stalls_total{pid="9"} 0']);
  });
});
