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
    const o = new ModelObserver({ threshold: 10n ** 12n, ns: 1n, pid_max: 100, global_rate: 1, global_burst: 2 }, 1);
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
    const counted = o.metrics().filter(({ name, value }) => value > 0n && /frame|decode|rate|clock/.test(name));
    expect(counted).toEqual([
      { name: 'varta_frame_namespace_mismatch_total', type: 'counter', value: 1n },
      { name: 'varta_frame_rejected_pid_above_max_total', type: 'counter', value: 1n },
      { name: 'varta_frame_auth_failures_total', type: 'counter', value: 1n },
      { name: 'varta_decode_errors_total{kind="bad-pid"}', type: 'counter', value: 1n },
      { name: 'varta_rate_limited_total{reason="per_pid"}', type: 'counter', value: 1n },
      { name: 'varta_rate_limited_total{reason="global"}', type: 'counter', value: 1n },
      { name: 'varta_observer_clock_regression_total', type: 'counter', value: 1n },
      { name: 'varta_observer_clock_jump_forward_total', type: 'counter', value: 1n },
    ]);
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
