import { describe, expect, it } from 'vitest';
import { mix32 } from '../../../src/tracker/mix32.ts';
import { PidIndex } from '../../../src/tracker/pid-index.ts';
import { indexFault } from '../support/index-fault.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

const STRANGERS = 1000;

/** Cells read by lookups of pids that were never in the index, per lookup. */
function strangerCost(index: PidIndex): number {
  index.resetProbes();
  for (let nth = 0; nth < STRANGERS; nth++) index.get(mix32(0xf000_0000 + nth));
  return index.probes / STRANGERS;
}

/** A full index out of which the oldest pid leaves for a newcomer at each turn. */
class Churn {
  readonly index: PidIndex;
  readonly live: number[] = [];
  readonly #nthPid: (nth: number) => number;
  #arrived = 0;

  constructor(capacity: number, nthPid: (nth: number) => number) {
    this.index = new PidIndex(capacity);
    this.#nthPid = nthPid;
    while (this.#arrived < capacity) {
      this.live.push(nthPid(this.#arrived));
      this.index.insert(this.live[this.#arrived], this.#arrived++);
    }
  }

  turn(times: number): void {
    for (let time = 0; time < times; time++) {
      const slot = this.#arrived % this.live.length;
      this.index.remove(this.live[slot]);
      this.live[slot] = this.#nthPid(this.#arrived++);
      if (!this.index.insert(this.live[slot], slot)) throw new Error(`newcomer ${this.#arrived} was refused`);
    }
  }

  freshCost(): number {
    const fresh = new PidIndex(this.live.length);
    this.live.forEach((pid, slot) => fresh.insert(pid, slot));
    return strangerCost(fresh);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('PidIndex after long churn', () => {
  // No live pid is ever moved, so one that came when its home was taken stays further out than in a fresh table. But no
  // lookup goes beyond the farthest pid of its home: about one cell, where a fresh table has two thirds of one.
  it.each([
    [64, 200_000],
    [256, 200_000],
    [4096, 200_000],
  ])(
    'looks up strangers at capacity %i no dearer at the end of %i removals than early on, and by less than half a cell dearer than in a fresh table',
    (capacity, removals) => {
      const churn = new Churn(capacity, (nth) => mix32(nth + 77));
      churn.turn(4 * capacity);
      const costs: number[] = [];
      const freshCosts: number[] = [];
      for (let moment = 0; moment < 100; moment++) {
        churn.turn(removals / 100);
        costs.push(strangerCost(churn.index));
        freshCosts.push(churn.freshCost());
      }
      expect(indexFault(churn.index)).toBeNull();
      expect(churn.index.size).toBe(capacity);
      expect(mean(costs) - mean(freshCosts)).toBeLessThan(0.5);
      expect(mean(costs.slice(80))).toBeLessThan(1.25 * mean(costs.slice(0, 20)));
    },
  );

  it('looks up strangers at the cost of an empty table once all pids have left', () => {
    const { index, live } = new Churn(256, (nth) => nth);
    for (const pid of live) index.remove(pid);
    expect(strangerCost(index)).toBe(0);
  });

  it('never refuses a newcomer when half of the pids share one home', () => {
    const crowd = pidsWithHome(3, 128, 40_000);
    const churn = new Churn(64, (nth) => (nth % 2 === 0 ? crowd[nth] : mix32(nth)));
    churn.turn(20_000);
    expect(churn.index.probeExhausted).toBe(0n);
    expect(indexFault(churn.index)).toBeNull();
  });
});
