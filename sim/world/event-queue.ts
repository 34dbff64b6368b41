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

/**
 * What is to happen, in a total order: by time, and at one time by the order of pushing. A binary heap over columns, so
 * that no event costs an allocation.
 */
export class EventQueue {
  #times: Float64Array;
  #sequences: Float64Array;
  #kinds: Int32Array;
  #ids: Int32Array;
  #length = 0;
  /** Whether the first place is empty since the last pop: the next push may have it, so that only one event sinks. */
  #hasHole = false;
  #pushed = 0;
  #timeNs = Number.NaN;
  #kind = 0;
  #id = 0;

  /** Without events. The columns begin in one piece of memory: each of its own takes half a microsecond to make. */
  constructor() {
    const memory = new ArrayBuffer(24 * LENGTH);
    this.#times = new Float64Array(memory, 0, LENGTH);
    this.#sequences = new Float64Array(memory, 8 * LENGTH, LENGTH);
    this.#kinds = new Int32Array(memory, 16 * LENGTH, LENGTH);
    this.#ids = new Int32Array(memory, 20 * LENGTH, LENGTH);
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
    return this.#kind;
  }

  /** What the event popped last is about. */
  get id(): number {
    return this.#id;
  }

  /** When the next event is due; Infinity if there is none. O(log length) after a pop, else O(1). */
  get nextNs(): number {
    if (this.#hasHole) this.#closeHole();
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#times[0];
  }

  /** Adds an event. O(log length). */
  push(timeNs: number, kind: number, id: number): void {
    const sequence = this.#pushed++;
    if (this.#hasHole) {
      this.#hasHole = false;
      this.#sink(timeNs, sequence, kind, id);
      return;
    }
    if (this.#length === this.#times.length) this.#grow();
    const times = this.#times;
    const sequences = this.#sequences;
    const kinds = this.#kinds;
    const ids = this.#ids;
    let at = this.#length++;
    // A new event has the largest sequence of all, so only an earlier time moves it up.
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (times[parent] <= timeNs) break;
      times[at] = times[parent];
      sequences[at] = sequences[parent];
      kinds[at] = kinds[parent];
      ids[at] = ids[parent];
      at = parent;
    }
    times[at] = timeNs;
    sequences[at] = sequence;
    kinds[at] = kind;
    ids[at] = id;
  }

  /** Takes the first event out, into `timeNs`, `kind` and `id`. False if there is none. O(log length). */
  pop(): boolean {
    if (this.#hasHole) this.#closeHole();
    if (this.#length === 0) return false;
    this.#timeNs = this.#times[0];
    this.#kind = this.#kinds[0];
    this.#id = this.#ids[0];
    this.#hasHole = true;
    return true;
  }

  /** Fills the first place with the last event. */
  #closeHole(): void {
    this.#hasHole = false;
    const last = --this.#length;
    if (last > 0) this.#sink(this.#times[last], this.#sequences[last], this.#kinds[last], this.#ids[last]);
  }

  /** Puts an event into the first place, and lets it sink to its own. */
  #sink(timeNs: number, sequence: number, kind: number, id: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const kinds = this.#kinds;
    const ids = this.#ids;
    const length = this.#length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && isBefore(times[right], sequences[right], times[child], sequences[child])) child = right;
      if (isBefore(timeNs, sequence, times[child], sequences[child])) break;
      times[at] = times[child];
      sequences[at] = sequences[child];
      kinds[at] = kinds[child];
      ids[at] = ids[child];
      at = child;
    }
    times[at] = timeNs;
    sequences[at] = sequence;
    kinds[at] = kind;
    ids[at] = id;
  }

  #grow(): void {
    const size = 2 * this.#times.length;
    this.#times = extend(new Float64Array(size), this.#times);
    this.#sequences = extend(new Float64Array(size), this.#sequences);
    this.#kinds = extend(new Int32Array(size), this.#kinds);
    this.#ids = extend(new Int32Array(size), this.#ids);
  }
}

function isBefore(timeA: number, sequenceA: number, timeB: number, sequenceB: number): boolean {
  return timeA < timeB || (timeA === timeB && sequenceA < sequenceB);
}

function extend<T extends Float64Array | Int32Array>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}
