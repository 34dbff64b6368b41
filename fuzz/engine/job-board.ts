import type { JobStats } from './job-order.ts';

const INPUT_MAX = 1 << 16;
const FIELDS = ['executions', 'corpus', 'covered', 'counters', 'features', 'lastKept'] as const;

/**
 * Memory that the thread of a job shares with the one that watches it: the input that runs, and where the job stands. A
 * thread that hangs says nothing more, but what it wrote here is there to be read.
 */
export class JobBoard {
  readonly memory: { readonly words: SharedArrayBuffer; readonly input: SharedArrayBuffer };
  readonly #words: Int32Array;
  readonly #stats: Float64Array;
  readonly #input: Uint8Array;
  #begun = 0;

  /** Of a board that was made elsewhere, or a new one. */
  constructor(
    memory: JobBoard['memory'] = {
      words: new SharedArrayBuffer(16 + 8 * FIELDS.length),
      input: new SharedArrayBuffer(INPUT_MAX),
    },
  ) {
    this.memory = memory;
    this.#words = new Int32Array(memory.words, 0, 4);
    this.#stats = new Float64Array(memory.words, 16);
    this.#input = new Uint8Array(memory.input);
  }

  /** Whether the job is to stop. */
  get isStopped(): boolean {
    return Atomics.load(this.#words, 0) !== 0;
  }

  stop(): void {
    Atomics.store(this.#words, 0, 1);
  }

  /** Number of the run that is under way, another at each {@link begin}, modulo 2^31; 0 while none is. */
  get running(): number {
    return Atomics.load(this.#words, 1);
  }

  /** The input that runs; null if it is too long for the board. O(length). */
  get input(): Uint8Array | null {
    const length = this.#words[2];
    return length > INPUT_MAX ? null : this.#input.slice(0, length);
  }

  /** Whether an input has its place on the board. */
  fits(input: Uint8Array): boolean {
    return input.length <= INPUT_MAX;
  }

  /** Says which input is about to run, and how many count as executed. O(length). */
  begin(executions: number, input: Uint8Array): void {
    this.#words[2] = input.length;
    if (this.fits(input)) this.#input.set(input);
    this.#stats[0] = executions;
    Atomics.store(this.#words, 1, (this.#begun++ & 0x7fff_ffff) + 1);
  }

  /** Says that none runs. */
  rest(): void {
    Atomics.store(this.#words, 1, 0);
  }

  get stats(): JobStats {
    return Object.fromEntries(FIELDS.map((field, at) => [field, this.#stats[at]])) as unknown as JobStats;
  }

  set stats(stats: JobStats) {
    for (const [at, field] of FIELDS.entries()) this.#stats[at] = stats[field];
  }
}
