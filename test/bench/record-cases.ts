import type { Update } from '../../src/index.ts';
import type { BenchCase } from './bench-case.ts';
import { beatsFrom, expectUpdate, fullTracker, THRESHOLD_NS } from './fleet.ts';
import { MapTracker } from './map-tracker.ts';

// Beats in a batch: many, as reading the clock takes as long as several of them.
const BATCH = 8192;
const FRESH_PIDS = 0x4000_0000;

/** Known pids beat in turn. */
function refreshCase(capacity: number): BenchCase {
  const tracker = fullTracker({ capacity }, 0n);
  const beats = beatsFrom(capacity);
  let nowNs = 0n;
  let round = 1;
  const batch = (): number => {
    let update: Update = 'refreshed';
    for (let done = 0; done < BATCH; done += capacity) {
      const nonce = BigInt(++round);
      nowNs += 1000n;
      for (let at = 0; at < beats.length; at++) {
        beats[at].nonce = nonce;
        update = tracker.record(beats[at], nowNs, THRESHOLD_NS, 'kernel-attested', null);
      }
    }
    expectUpdate(update, 'refreshed');
    return BATCH;
  };
  return { name: `refresh-${capacity}`, what: `a known pid beats, ${capacity} slots`, peer: `map-refresh-${capacity}`, batch };
}

function mapRefreshCase(capacity: number): BenchCase {
  const tracker = new MapTracker(capacity);
  const beats = beatsFrom(capacity);
  for (const beat of beats) tracker.record(beat, 0n, 'kernel-attested', null);
  let nowNs = 0n;
  let round = 1;
  const batch = (): number => {
    let update: Update = 'refreshed';
    for (let done = 0; done < BATCH; done += capacity) {
      const nonce = BigInt(++round);
      nowNs += 1000n;
      for (let at = 0; at < beats.length; at++) {
        beats[at].nonce = nonce;
        update = tracker.record(beats[at], nowNs, 'kernel-attested', null);
      }
    }
    expectUpdate(update, 'refreshed');
    return BATCH;
  };
  return { name: `map-refresh-${capacity}`, what: `peer: a Map of objects, the same`, batch };
}

/** Ever new pids beat at a full table of 256; each comes `stepNs` after the last. */
function floodCase(name: string, what: string, evictionPolicy: 'strict' | 'balanced', stepNs: bigint, wanted: Update): BenchCase {
  // Late enough for a search to read slots at all: a table younger than ten thresholds has no victim.
  let nowNs = 20n * THRESHOLD_NS;
  const tracker = fullTracker({ capacity: 256, evictionPolicy }, nowNs);
  const beat = { pid: FRESH_PIDS, nonce: 1n, status: 'ok' as const };
  const batch = (): number => {
    let update = wanted;
    for (let sent = 0; sent < BATCH; sent++) {
      beat.pid = FRESH_PIDS + ((beat.pid + 1) & 0x3fff_ffff);
      nowNs += stepNs;
      update = tracker.record(beat, nowNs, THRESHOLD_NS, 'kernel-attested', null);
    }
    expectUpdate(update, wanted);
    return BATCH;
  };
  return { name, what, batch };
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
