import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The tests of the published tracker. Each has one test here that ends in its name. */
const SEED_TESTS = [
  'drain_stalled_slots_emits_pinned_origin',
  'eviction_scan_window_is_plumbed_through',
  'find_evictable_slot_returns_none_when_no_stalls_emitted',
  'find_evictable_slot_scan_is_bounded_to_window',
  'invariant_violations_stays_zero_under_random_ops',
  'namespace_both_none_is_match',
  'namespace_conflict_blocks_rebind',
  'namespace_match_passes_through',
  'namespace_none_to_some_upgrades_in_place',
  'namespace_some_to_none_is_conflict',
  'origin_conflict_first_origin_wins',
  'pid_index_insert_get_remove_roundtrip',
  'pid_index_occupied_restored_on_tombstone_reuse',
  'pid_index_occupied_tracks_live_entries_under_churn',
  'pid_index_probe_exhaustion_returns_error',
  'pid_index_tombstone_reuse',
  'record_probe_exhaustion_surfaces_capacity_exceeded',
  'scan_truncated_counter_increments_on_dry_scan',
  'scan_window_cursor_wraps_correctly',
  'stall_counter_decrements_on_refresh',
  'stall_counter_enables_eviction_after_drain',
  'stall_emitted_count_invariant_holds_across_random_ops',
];

describe('the tests of the tracker', () => {
  it('hold each of the 22 tests of the published tracker, once', () => {
    const folder = join(import.meta.dirname, 'tracker');
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const found = texts.flatMap((text) => [...text.matchAll(/it\('[^']* \[seed: (\w+)\]'/g)].map(([, name]) => name));
    expect(found.sort()).toEqual(SEED_TESTS);
    expect(found).toHaveLength(22);
  });
});
