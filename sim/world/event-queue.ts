/** Kinds of events in the queue of a world. Each is about an agent, a datagram, an action of the timeline, an attacker, or nothing. */
export const EVENT = {
  beat: 0,
  arrival: 1,
  tick: 2,
  action: 3,
  attack: 4,
  recover: 5,
  restart: 6,
  respawn: 7,
  quietPhase: 8,
  resume: 9,
  awake: 10,
} as const;

/** Events for which there is room at first. */
const LENGTH = 256;

/** Bits of the kind in what is kept of an event; the others are those of the id. */
const KIND_BITS = 4;

/**
 * What is to happen, in a total order: by time, and at one time by the order of pushing. A binary heap over columns, so
 * that no event costs an allocation.
 */
export class EventQueue {
  #times: Float64Array;
  #sequences: Float64Array;
  /** Kind and id of each event: one column fewer to be moved. */
  #whats: Int32Array;
  #length = 0;
  /** Whether the first place is empty since the last pop: the next push may have it, so that only one event sinks. */
  #hasHole = false;
  #pushed = 0;
  #timeNs = Number.NaN;
  #what = 0;

  /** Without events. The columns begin in one piece of memory: each of its own takes half a microsecond to make. */
  constructor() {
    const memory = new ArrayBuffer(20 * LENGTH);
    this.#times = new Float64Array(memory, 0, LENGTH);
    this.#sequences = new Float64Array(memory, 8 * LENGTH, LENGTH);
    this.#whats = new Int32Array(memory, 16 * LENGTH, LENGTH);
  }

  /** Events waiting. */
  get length(): number {
    return this.#hasHole ? this.#length - 1 : this.#length;
  }

  /** Time of the event popped last, nanoseconds of virtual time. */
  get timeNs(): number {
    return this.#timeNs;
  }

  /** Kind of the event popped last. */
  get kind(): number {
    return this.#what & ((1 << KIND_BITS) - 1);
  }

  /** What the event popped last is about. */
  get id(): number {
    return this.#what >> KIND_BITS;
  }

  /** When the next event is due; Infinity if there is none. O(log length) after a pop, else O(1). */
  get nextNs(): number {
    if (this.#hasHole) this.#closeHole();
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#times[0];
  }

  /** Adds an event; `id` from 0 to 2^27 − 1. O(log length). */
  push(timeNs: number, kind: number, id: number): void {
    const sequence = this.#pushed++;
    const what = (id << KIND_BITS) | kind;
    if (this.#hasHole) {
      this.#hasHole = false;
      this.#sink(timeNs, sequence, what);
      return;
    }
    if (this.#length === this.#times.length) this.#grow();
    const times = this.#times;
    const sequences = this.#sequences;
    const whats = this.#whats;
    let at = this.#length++;
    // A new event has the largest sequence of all, so only an earlier time moves it up.
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentNs = times[parent];
      if (parentNs <= timeNs) break;
      times[at] = parentNs;
      sequences[at] = sequences[parent];
      whats[at] = whats[parent];
      at = parent;
    }
    times[at] = timeNs;
    sequences[at] = sequence;
    whats[at] = what;
  }

  /** Takes the first event out, into `timeNs`, `kind` and `id`. False if there is none. O(log length). */
  pop(): boolean {
    if (this.#hasHole) this.#closeHole();
    if (this.#length === 0) return false;
    this.#timeNs = this.#times[0];
    this.#what = this.#whats[0];
    this.#hasHole = true;
    return true;
  }

  /** Fills the first place with the last event. */
  #closeHole(): void {
    this.#hasHole = false;
    const last = --this.#length;
    if (last > 0) this.#sink(this.#times[last], this.#sequences[last], this.#whats[last]);
  }

  /** Puts an event into the first place, and lets it sink to its own. */
  #sink(timeNs: number, sequence: number, what: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const whats = this.#whats;
    const length = this.#length;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      let childNs = times[child];
      const right = child + 1;
      if (right < length) {
        const rightNs = times[right];
        // Sequences are read where times are the same alone: with three columns for four, 0.84 of the time of a push and a pop.
        if (rightNs < childNs || (rightNs === childNs && sequences[right] < sequences[child])) {
          child = right;
          childNs = rightNs;
        }
      }
      if (timeNs < childNs || (timeNs === childNs && sequence < sequences[child])) break;
      times[at] = childNs;
      sequences[at] = sequences[child];
      whats[at] = whats[child];
      at = child;
    }
    times[at] = timeNs;
    sequences[at] = sequence;
    whats[at] = what;
  }

  #grow(): void {
    const size = 2 * this.#times.length;
    this.#times = extend(new Float64Array(size), this.#times);
    this.#sequences = extend(new Float64Array(size), this.#sequences);
    this.#whats = extend(new Int32Array(size), this.#whats);
  }
}

function extend<T extends Float64Array | Int32Array>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}
