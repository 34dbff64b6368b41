// The behaviour of the published varta-watch 0.2.0, with the three bugs that its own documentation does not know of:
// D1 an index whose removed cells stay blocked, D2 a rollback that loses a pid in silence, D3 a refused beat that pins a namespace.
import { COUNTERS, MapTracker } from './map-tracker.mjs';

const EMPTY = null;
const REMOVED = -1;

class PublishedTracker extends MapTracker {
  /** D3: the namespace is pinned before the nonce is looked at. */
  record(beat) {
    const slot = this.slots[this.lookUp(beat.pid) ?? -1];
    if (slot !== undefined && slot.origin === beat.origin && slot.ns === null) slot.ns = beat.ns;
    return super.record(beat);
  }

  /** D1: a removed cell is used again only by a pid that finds an empty one behind it. */
  insert(pid, number) {
    const path = this.pathOf(pid);
    const empty = path.find((cell) => this.cells[cell] === EMPTY);
    if (empty === undefined) return this.count('probe_exhausted', false);
    const cell = path.find((each) => this.cells[each] === REMOVED || each === empty);
    this.cells[cell] = pid;
    this.cellOf.set(pid, cell);
    this.slotOf.set(pid, number);
    return true;
  }

  remove(pid) {
    const cell = this.cellOf.get(pid);
    super.remove(pid);
    this.cells[cell] = REMOVED;
  }

  pathOf(pid) {
    const home = this.homeOf(pid);
    return Array.from({ length: 64 }, (_, step) => (home + step) % this.cells.length);
  }
}

export const tracker = {
  protocol: 1,
  name: 'published-tracker',
  version: '0.2.0',
  counters: COUNTERS,
  create: (options) => new PublishedTracker(options),
};
