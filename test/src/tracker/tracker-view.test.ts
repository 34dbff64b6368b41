import { describe, expect, it } from 'vitest';
import { HIGH_WORD, LOW_WORD, U64_MAX } from '../../../src/u64.ts';
import { UPDATES } from '../../../src/tracker/beat.ts';
import { mix32 } from '../../../src/tracker/mix32.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { TRACKER_COUNTER_NAMES } from '../../../src/tracker/counters.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { beat, drainPids, record } from '../support/tracker-fixture.ts';

const BIG = 0x1122_3344_5566_7788n;

describe('TrackerView', () => {
  it('shows a slot column by column, and u64 columns as words', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    record(tracker, 6, 1, 0);
    tracker.record(beat(7, BIG + 1n, 'critical'), BIG + 2n, 100n, 'operator-attested', BIG + 3n);
    expect([view.length, view.pid(1), view.lastNonce(1), view.lastBeatNs(1), view.nsInode(1)]).toEqual([
      2,
      7,
      BIG + 1n,
      BIG + 2n,
      BIG + 3n,
    ]);
    expect([view.status(1), view.origin(1), view.stallEmitted(1), view.nsInode(0)]).toEqual(['critical', 'operator-attested', false, null]);
    expect([view.lastNonceHigh(1), view.lastNonceLow(1)]).toEqual([0x1122_3344, 0x5566_7789]);
    expect([view.lastBeatHigh(1), view.lastBeatLow(1)]).toEqual([0x1122_3344, 0x5566_778a]);
    expect([view.nsInodeHigh(1), view.nsInodeLow(1)]).toEqual([0x1122_3344, 0x5566_778b]);
  });

  it('packs the small columns into flags()', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    tracker.record(beat(7, 1, 'critical'), 0n, 100n, 'operator-attested', 5n);
    expect(view.flags(0)).toBe(0b01_10_10);
    drainPids(tracker, 100);
    expect(view.flags(0)).toBe(0b11_10_10);
    const full = new Tracker({ capacity: 1, lastWords: true, pinGeneration: true });
    full.record(beat(7, U64_MAX, 'critical'), 0n, 100n, 'socket-mode-only', null, 0n);
    expect(new TrackerView(full).flags(0)).toBe(0b11_00_11_10);
  });

  it('shows generations, whole and as words, and which slots saw a terminal frame', () => {
    const tracker = new Tracker({ capacity: 4, lastWords: true, pinGeneration: true });
    const view = new TrackerView(tracker);
    tracker.record(beat(6, 1), 0n, 100n, 'kernel-attested', null, null);
    tracker.record(beat(7, U64_MAX, 'critical'), 0n, 100n, 'kernel-attested', null, BIG);
    expect([view.generation(0), view.generation(1), view.terminalSeen(0), view.terminalSeen(1)]).toEqual([null, BIG, false, true]);
    expect([view.generationHigh(1), view.generationLow(1)]).toEqual([0x1122_3344, 0x5566_7788]);
  });

  it('shows where a lookup begins, by the key of the index', () => {
    const plain = new TrackerView(new Tracker({ capacity: 256 }));
    const keyed = new TrackerView(new Tracker({ capacity: 256, indexKey: BIG }));
    expect(plain.homeCell(7)).toBe(mix32(7) & 511);
    expect(keyed.homeCell(7)).toBe(mix32(mix32(7 ^ 0x5566_7788) ^ 0x1122_3344) & 511);
  });

  it('shows the index cell by cell', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    record(tracker, 7, 1, 0);
    record(tracker, 8, 1, 0);
    expect([view.cells, view.indexSize, view.occupiedCells]).toEqual([8, 2, 2]);
    const live = Array.from({ length: 8 }, (_, cell) => [view.cellPid(cell), view.cellSlot(cell)]).filter(([, slot]) => slot >= 0);
    expect(live.sort(([a], [b]) => a - b)).toEqual([
      [7, 0],
      [8, 1],
    ]);
    expect([view.resolve(7), view.resolve(8), view.resolve(9)]).toEqual([0, 1, -1]);
  });

  it('shows every counter, whole and as its lower word', () => {
    const tracker = new Tracker({ capacity: 4 });
    const view = new TrackerView(tracker);
    const { counters, index } = trackerInternals(tracker);
    counters.forEach((_, at) => (counters[at] = BIG + BigInt(at)));
    index.cells.exhausted[0] = BIG + 99n;
    const columns = [0, 1, 2, 3, 4, 5, 6, 99, 8, 9];
    expect(TRACKER_COUNTER_NAMES.map((name) => view.counter(name))).toEqual(columns.map((at) => BIG + BigInt(at)));
    expect(TRACKER_COUNTER_NAMES.map((_, at) => view.counterLow(at))).toEqual(columns.map((at) => 0x5566_7788 + at));
    expect(LOW_WORD + HIGH_WORD).toBe(1);
  });

  it('shows the work of the last record() alone', () => {
    const tracker = new Tracker({ capacity: 1, evictionPolicy: 'balanced' });
    const view = new TrackerView(tracker);
    record(tracker, 7, 1, 0);
    drainPids(tracker, 100);
    record(tracker, 8, 1, 200);
    expect([view.stalledPassSlots, view.anyPassSlots, view.probes]).toEqual([1, 1, 0]);
    record(tracker, 7, 2, 200);
    expect([view.stalledPassSlots, view.anyPassSlots, view.probes]).toEqual([0, 0, 1]);
    tracker.slotOf(8);
    expect(view.resolve(7)).toBe(0);
    expect(view.probes).toBe(1);
  });

  it('knows the words that record() answers', () => {
    expect(UPDATES).toEqual([
      'inserted',
      'refreshed',
      'out-of-order',
      'capacity-exceeded',
      'origin-conflict',
      'namespace-conflict',
      'restarted',
    ]);
  });
});
