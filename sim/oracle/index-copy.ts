import { u32Columns } from '../data/u32-columns.ts';
import type { TrackerView } from '../../src/internal.ts';

/**
 * The pid index and the pids of the slots as they were when somebody looked last, so that rules that read nothing else are asked again
 * only where something changed, whoever changed it.
 */
export class IndexCopy {
  readonly #pids: Uint32Array;
  /** Each slot as u32: −1 and −2 at its end. */
  readonly #slots: Uint32Array;
  readonly #reaches: Uint32Array;
  readonly #slotPids: Uint32Array;
  #length = -1;

  constructor(capacity: number, cells: number) {
    [this.#pids, this.#slots, this.#reaches] = u32Columns(3, cells);
    this.#slotPids = new Uint32Array(capacity);
  }

  /** Knows nothing any more: the next look finds a change. O(1). */
  forget(): void {
    this.#length = -1;
  }

  /** Takes over what changed since the last look; whether anything did. O(cells + slots). */
  look(view: TrackerView): boolean {
    const pids = this.#pids;
    const slots = this.#slots;
    const reaches = this.#reaches;
    const slotPids = this.#slotPids;
    let changed = this.#length !== view.length;
    for (let cell = 0; cell < slots.length; cell++) {
      const pid = view.cellPid(cell);
      const slot = view.cellSlot(cell) >>> 0;
      const reach = view.cellReach(cell);
      if (pids[cell] === pid && slots[cell] === slot && reaches[cell] === reach) continue;
      changed = true;
      pids[cell] = pid;
      slots[cell] = slot;
      reaches[cell] = reach;
    }
    const length = Math.min(view.length, slotPids.length);
    for (let slot = 0; slot < length; slot++) {
      const pid = view.pid(slot);
      if (slotPids[slot] === pid) continue;
      changed = true;
      slotPids[slot] = pid;
    }
    this.#length = view.length;
    return changed;
  }
}
