import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { Columns } from '../../../src/columns.ts';
import { StallQueue, stallQueueBytes } from '../../../src/observer/stall-queue.ts';

describe('StallQueue', () => {
  it('gives stalls back whole and in the order of their coming', () => {
    const queue = new StallQueue(new TrackerView(new Tracker({ capacity: 3 })), new Columns(stallQueueBytes(3)));
    expect(queue.shift()).toBeNull();
    queue.push(7, 2n ** 64n - 1n, 5n, 'operator-attested', null);
    queue.push(2 ** 32 - 1, 1n, 2n ** 64n - 1n, 'socket-mode-only', 8n);
    expect(queue.length).toBe(2);
    expect(queue.shift()).toEqual({
      kind: 'stall',
      pid: 7,
      lastNonce: 2n ** 64n - 1n,
      lastBeatNs: 5n,
      origin: 'operator-attested',
      nsInode: null,
    });
    expect(queue.length).toBe(1);
    expect(queue.shift()).toEqual({
      kind: 'stall',
      pid: 2 ** 32 - 1,
      lastNonce: 1n,
      lastBeatNs: 2n ** 64n - 1n,
      origin: 'socket-mode-only',
      nsInode: 8n,
    });
    expect(queue.length).toBe(0);
    expect(queue.shift()).toBeNull();
  });

  it('does not take a place of an earlier drain for one of the present', () => {
    const tracker = new Tracker({ capacity: 2 });
    const queue = new StallQueue(new TrackerView(tracker), new Columns(stallQueueBytes(tracker.capacity)));
    for (const pid of [7, 8]) tracker.record({ pid, nonce: 1n, status: 'ok' }, 0n, 100n, 'kernel-attested', null);
    tracker.drainStalledSlots(100n, 100n, queue.push);
    expect([queue.shift()?.pid, queue.shift()?.pid]).toEqual([7, 8]);
    tracker.record({ pid: 8, nonce: 2n, status: 'ok' }, 200n, 100n, 'kernel-attested', null);
    // Now the first place holds the stall of pid 8, of slot 1; slot 0 had that place in the drain before.
    tracker.drainStalledSlots(300n, 100n, queue.push);
    queue.noteBeat(8, 0);
    queue.dropOutdated();
    expect(queue.length).toBe(1);
    queue.noteBeat(8, 1);
    queue.dropOutdated();
    expect(queue.length).toBe(0);
  });

  it('has room for its capacity after each emptying', () => {
    const queue = new StallQueue(new TrackerView(new Tracker({ capacity: 3 })), new Columns(stallQueueBytes(3)));
    for (let round = 0; round < 5; round++) {
      for (const pid of [1, 2, 3]) queue.push(pid, 1n, 1n, 'kernel-attested', null);
      expect([queue.shift()?.pid, queue.shift()?.pid, queue.shift()?.pid, queue.shift()]).toEqual([1, 2, 3, null]);
    }
  });
});
