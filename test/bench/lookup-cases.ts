import { Tracker } from '../../src/index.ts';
import { TrackerView } from '../../src/internal.ts';
import type { Batches, BenchCase, Count } from './bench-case.ts';
import { expectUpdate, fullTracker, THRESHOLD_NS } from './fleet.ts';

const CAPACITY = 256;
const EVICTIONS = 1_000_000;
const ASKED = 4096;
const CHURN_PIDS = 0x2000_0000;
const UNKNOWN_PIDS = 0x6000_0000;

/** A full tracker that has evicted a million pids. */
function churned(): Tracker {
  const tracker = fullTracker({ capacity: CAPACITY, evictionPolicy: 'balanced' }, 0n);
  const beat = { pid: CHURN_PIDS, nonce: 1n, status: 'ok' as const };
  for (let evicted = 1; evicted <= EVICTIONS; evicted++) {
    beat.pid++;
    expectUpdate(tracker.record(beat, BigInt(evicted) * 11n * THRESHOLD_NS, THRESHOLD_NS, 'kernel-attested', null), 'inserted');
  }
  return tracker;
}

function lookupBatches(tracker: Tracker): Batches {
  const run = (): number => {
    let found = 0;
    for (let asked = 0; asked < ASKED; asked++) if (tracker.slotOf(UNKNOWN_PIDS + asked) >= 0) found++;
    if (found > 0) throw new Error(`the bench wanted unknown pids and found ${found}`);
    return ASKED;
  };
  return { run };
}

/** Cells read for an unknown pid, on average: it is refused at once, so a beat of it makes one lookup and no more. */
function meanProbes(tracker: Tracker): number {
  const view = new TrackerView(tracker);
  let probes = 0;
  for (let asked = 0; asked < ASKED; asked++) {
    const update = tracker.record({ pid: UNKNOWN_PIDS + asked, nonce: 1n, status: 'ok' }, 0n, THRESHOLD_NS, 'kernel-attested', null);
    expectUpdate(update, 'capacity-exceeded');
    probes += view.probes;
  }
  return probes / ASKED;
}

function fresh(): Tracker {
  return fullTracker({ capacity: CAPACITY }, 0n);
}

/** Lookups of pids that are not there: on a table just filled, and on one that is worn. */
export function lookupCases(): BenchCase[] {
  return [
    {
      name: 'lookup-unknown-fresh',
      what: 'lookup of an unknown pid, table of 256 just filled',
      make: () => lookupBatches(fresh()),
    },
    { name: 'lookup-unknown-worn', what: 'the same after 10^6 evictions', make: () => lookupBatches(churned()) },
  ];
}

/** The cells that such lookups read. */
export function lookupCounts(): Count[] {
  return [
    { name: 'probes-unknown-fresh', what: 'cells read for an unknown pid, just filled', unit: 'cells', value: meanProbes(fresh()) },
    {
      name: 'probes-unknown-worn',
      what: 'cells read for an unknown pid, after 10^6 evictions',
      unit: 'cells',
      value: meanProbes(churned()),
    },
  ];
}
