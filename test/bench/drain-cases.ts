import type { Batches, BenchCase } from './bench-case.ts';
import { beatsFrom, fullTracker, THRESHOLD_NS } from './fleet.ts';
import { MapTracker } from './map-tracker.ts';

const CAPACITY = 4096;
const BATCH = 16;
const FIRST_BEAT_NS = 5n * THRESHOLD_NS;

/** Drains that find everybody awake. */
function quietBatches(drain: (nowNs: bigint, onStall: () => void) => void): Batches {
  const nowNs = FIRST_BEAT_NS + THRESHOLD_NS - 1n;
  let stalls = 0;
  const onStall = (): void => void stalls++;
  const run = (): number => {
    for (let drained = 0; drained < BATCH; drained++) drain(nowNs, onStall);
    if (stalls !== 0) throw new Error(`the bench wanted no stall and got ${stalls}`);
    return BATCH;
  };
  return { run };
}

/** A drain that finds everybody silent; before each, everybody beats. */
function stallsBatches(): Batches {
  const tracker = fullTracker({ capacity: CAPACITY }, 0n);
  const beats = beatsFrom(CAPACITY);
  let nowNs = 0n;
  let round = 1;
  let stalls = 0;
  const onStall = (): void => void stalls++;
  const prepare = (): void => {
    const nonce = BigInt(++round);
    for (const beat of beats) {
      beat.nonce = nonce;
      tracker.record(beat, nowNs, THRESHOLD_NS, 'kernel-attested', null);
    }
    stalls = 0;
  };
  const run = (): number => {
    nowNs += THRESHOLD_NS;
    tracker.drainStalledSlots(nowNs, THRESHOLD_NS, onStall);
    if (stalls !== CAPACITY) throw new Error(`the bench wanted ${CAPACITY} stalls and got ${stalls}`);
    return 1;
  };
  return { prepare, run };
}

function trackerBatches(): Batches {
  const tracker = fullTracker({ capacity: CAPACITY }, FIRST_BEAT_NS);
  return quietBatches((nowNs, onStall) => tracker.drainStalledSlots(nowNs, THRESHOLD_NS, onStall));
}

function peerBatches(): Batches {
  const peer = new MapTracker(CAPACITY);
  for (const beat of beatsFrom(CAPACITY)) peer.record(beat, FIRST_BEAT_NS, 'kernel-attested', null);
  return quietBatches((nowNs, onStall) => peer.drain(nowNs, THRESHOLD_NS, onStall));
}

/** Drains, and what the peer takes for one. */
export function drainCases(): BenchCase[] {
  return [
    { name: 'drain-4096', what: 'a drain of 4096 slots, nobody silent', peer: 'map-drain-4096', make: trackerBatches },
    { name: 'map-drain-4096', what: 'peer: a Map of objects, the same', make: peerBatches },
    { name: 'drain-4096-all-stalled', what: 'a drain of 4096 slots, all of them silent', make: stallsBatches },
  ];
}
