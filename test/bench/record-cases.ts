import type { Update } from '../../src/index.ts';
import type { Batches, BenchCase } from './bench-case.ts';
import { beatsFrom, expectUpdate, fullTracker, THRESHOLD_NS, type ReusedBeat } from './fleet.ts';
import { MapTracker } from './map-tracker.ts';

// Beats in a batch: many, as reading the clock takes as long as several of them.
const BATCH = 8192;
const FRESH_PIDS = 0x4000_0000;

/**
 * Known pids beat in turn. The beats of a batch are made before it, as frames are by the time that they come to a tracker:
 * making them costs a third of taking them.
 */
function refreshBatches(capacity: number, record: (beat: ReusedBeat, nowNs: bigint) => Update): Batches {
  const beats = Array.from({ length: BATCH / capacity }, () => beatsFrom(capacity)).flat();
  let nowNs = 0n;
  let round = 1;
  const prepare = (): void => {
    for (let done = 0; done < BATCH; done += capacity) {
      const nonce = BigInt(++round);
      for (let at = done; at < done + capacity; at++) beats[at].nonce = nonce;
    }
  };
  const run = (): number => {
    nowNs += 1000n;
    let update: Update = 'refreshed';
    for (let at = 0; at < BATCH; at++) update = record(beats[at], nowNs);
    expectUpdate(update, 'refreshed');
    return BATCH;
  };
  return { prepare, run };
}

function refreshCase(capacity: number): BenchCase {
  const make = (): Batches => {
    const tracker = fullTracker({ capacity }, 0n);
    return refreshBatches(capacity, (beat, nowNs) => tracker.record(beat, nowNs, THRESHOLD_NS, 'kernel-attested', null));
  };
  return { name: `refresh-${capacity}`, what: `a known pid beats, ${capacity} slots`, peer: `map-refresh-${capacity}`, make };
}

function mapRefreshCase(capacity: number): BenchCase {
  const make = (): Batches => {
    const tracker = new MapTracker(capacity);
    for (const beat of beatsFrom(capacity)) tracker.record(beat, 0n, 'kernel-attested', null);
    return refreshBatches(capacity, (beat, nowNs) => tracker.record(beat, nowNs, 'kernel-attested', null));
  };
  return { name: `map-refresh-${capacity}`, what: 'peer: a Map of objects, the same', make };
}

/** Ever new pids beat at a full table of 256; each comes `stepNs` after the last. Times are made before a batch, as beats are above. */
function floodCase(name: string, what: string, evictionPolicy: 'strict' | 'balanced', stepNs: bigint, wanted: Update): BenchCase {
  const make = (): Batches => {
    // Late enough for a search to read slots at all: a table younger than ten thresholds has no victim.
    let nowNs = 20n * THRESHOLD_NS;
    const tracker = fullTracker({ capacity: 256, evictionPolicy }, nowNs);
    const beat = { pid: FRESH_PIDS, nonce: 1n, status: 'ok' as const };
    const times: bigint[] = [];
    const prepare = (): void => {
      for (let at = 0; at < BATCH; at++) {
        nowNs += stepNs;
        times[at] = nowNs;
      }
    };
    const run = (): number => {
      let update = wanted;
      for (let at = 0; at < BATCH; at++) {
        beat.pid = FRESH_PIDS + ((beat.pid + 1) & 0x3fff_ffff);
        update = tracker.record(beat, times[at], THRESHOLD_NS, 'kernel-attested', null);
      }
      expectUpdate(update, wanted);
      return BATCH;
    };
    return { prepare, run };
  };
  return { name, what, make };
}

/** Everything that record() can be busy with. */
export function recordCases(): BenchCase[] {
  return [
    ...[256, 4096].flatMap((capacity) => [refreshCase(capacity), mapRefreshCase(capacity)]),
    floodCase('flood-strict', 'a new pid at a full table, strict, nobody stalled', 'strict', 0n, 'capacity-exceeded'),
    floodCase('flood-balanced', 'a new pid at a full table, balanced, a window of 256 in vain', 'balanced', 0n, 'capacity-exceeded'),
    floodCase('evict', 'a new pid takes the slot of a silent one', 'balanced', 11n * THRESHOLD_NS, 'inserted'),
  ];
}
