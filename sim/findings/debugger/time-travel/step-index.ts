/** What a step may be looked for as. */
export const MARKS = { event: 1, refusal: 2, eviction: 4, stall: 8 } as const;

/** See {@link MARKS}. */
export type Mark = keyof typeof MARKS;

const NONE = -1;

/** What each step was about, in a few bytes: the marks, and the pids it touched. */
export class StepIndex {
  readonly #marks: Uint8Array;
  /** Where the pids of each step begin in the list of all. */
  readonly #starts: Uint32Array;
  #pids = new Uint32Array(1024);
  #length = 0;

  /** For up to `steps` steps. */
  constructor(steps: number) {
    this.#marks = new Uint8Array(steps);
    this.#starts = new Uint32Array(steps + 1);
  }

  /** Steps added so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds the next step; `marks` is a sum of {@link MARKS}. O(pids) on average. */
  add(marks: number, pids: Iterable<number>): void {
    this.#marks[this.#length] = marks;
    let end = this.#starts[this.#length];
    for (const pid of pids) {
      if (end === this.#pids.length) {
        const wider = new Uint32Array(2 * end);
        wider.set(this.#pids);
        this.#pids = wider;
      }
      this.#pids[end++] = pid;
    }
    this.#starts[++this.#length] = end;
  }

  /** Whether a step bears a mark. O(1). */
  has(step: number, mark: Mark): boolean {
    return (this.#marks[step] & MARKS[mark]) !== 0;
  }

  /** The pids that a step was about, each once. */
  pidsOf(step: number): Uint32Array {
    return this.#pids.subarray(this.#starts[step], this.#starts[step + 1]);
  }

  /** The first step after `step` that bears the mark; −1 if there is none. O(steps). */
  next(mark: Mark, step: number): number {
    for (let at = step + 1; at < this.#length; at++) if (this.has(at, mark)) return at;
    return NONE;
  }

  /** The last step before `step` that bears the mark; −1 if there is none. O(steps). */
  previous(mark: Mark, step: number): number {
    for (let at = step - 1; at >= 0; at--) if (this.has(at, mark)) return at;
    return NONE;
  }

  /** The first step after `step` that is about `pid`; −1 if there is none. O(pids of all steps). */
  nextAbout(pid: number, step: number): number {
    const at = this.#pids.subarray(0, this.#starts[this.#length]).indexOf(pid, this.#starts[Math.min(step + 1, this.#length)]);
    return at < 0 ? NONE : this.#stepAt(at);
  }

  /** The step whose pids take in the place `at`. O(log steps). */
  #stepAt(at: number): number {
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
