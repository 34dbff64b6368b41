import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashOf, type Crash } from './crash.ts';
import type { Features } from './features.ts';
import { Mutator } from './mutator.ts';
import { Pool, type Entry } from './pool.ts';

const START_PART = 8;
const PATIENCE = 25;

/**
 * How long an input may be at the moment. It begins short, because short inputs run fast and have fewer bytes without effect, and
 * rises whenever nothing new came of the present length for a while.
 */
class LengthLimit {
  readonly #lengthMax: number;
  #limit: number;
  #sinceNew = 0;

  /** `lengthMax` is what it ends at, bytes. */
  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
    this.#limit = Math.ceil(lengthMax / START_PART);
  }

  /** The limit for what is made of an input of this length: never below that, unless the input is too long for all. */
  limitFor(length: number): number {
    return Math.min(this.#lengthMax, Math.max(this.#limit, length));
  }

  /** Takes whether an input reached something new. */
  note(isNew: boolean): void {
    this.#sinceNew = isNew ? 0 : this.#sinceNew + 1;
    const step = Math.ceil(Math.log2(this.#limit + 1));
    if (this.#sinceNew <= PATIENCE * step) return;
    this.#limit = Math.min(this.#lengthMax, this.#limit + step);
    this.#sinceNew = 0;
  }
}

/** The counters of the instrumented code: a column, and how much of it is in use by now. */
export interface CounterColumn {
  readonly counters: Uint32Array;
  readonly used: number;
}

/** What a loop reports. */
export interface LoopListener {
  /** An input is about to run: whatever happens next, it was this one. */
  readonly begin: (input: Uint8Array) => void;
  /** An input reached something new, or what another did with fewer bytes; then that one, `instead`, is not needed any more. */
  readonly keep: (input: Uint8Array, instead: Uint8Array | null) => void;
  readonly crash: (input: Uint8Array, crash: Crash) => void;
}

/** What a loop needs. */
export interface LoopSetup {
  readonly target: FuzzTarget;
  readonly column: CounterColumn;
  readonly features: Features;
  readonly entropy: Entropy;
  /** Longest input that is made, bytes. */
  readonly lengthMax: number;
  readonly listener: LoopListener;
}

/**
 * Makes inputs, runs them, and keeps those that reach something new. It asks neither the time nor anybody else: the same
 * target, the same inputs to begin with and the same entropy give the same corpus.
 */
export class FuzzLoop {
  readonly #setup: LoopSetup;
  readonly #mutator: Mutator;
  readonly #pool: Pool;
  readonly #lengths: LengthLimit;
  #executions = 0;

  constructor(setup: LoopSetup) {
    this.#setup = setup;
    this.#pool = new Pool(setup.features, setup.entropy.stream('choice'));
    this.#mutator = new Mutator(setup.target, setup.entropy.stream('mutation'));
    this.#lengths = new LengthLimit(setup.lengthMax);
  }

  /** Inputs of the corpus. */
  get size(): number {
    return this.#pool.size;
  }

  /** Inputs run so far. */
  get executions(): number {
    return this.#executions;
  }

  /** Runs an input, which was made of `base` if of any. */
  run(input: Buffer, base: Entry | null = null): void {
    const { target, column, features, listener } = this.#setup;
    listener.begin(input);
    this.#executions++;
    try {
      target.fuzz(input);
    } catch (error) {
      features.discard(column.counters, column.used);
      listener.crash(input, crashOf(error));
      return;
    }
    const replaces = base !== null && input.length < base.bytes.length && features.reachesAll(column.counters, base.features);
    const fresh = features.take(column.counters, column.used);
    this.#lengths.note(fresh.length > 0);
    if (replaces) this.#replace(base, input, fresh);
    else if (fresh.length > 0) {
      this.#pool.add(input, fresh);
      this.#mutator.learn(input);
      listener.keep(input, null);
    }
  }

  /** Makes one input of those that there are, and runs it. The first of all is empty. */
  next(): void {
    if (this.#executions === 0 || this.#pool.size === 0) {
      this.run(Buffer.alloc(0));
      return;
    }
    const base = this.#pool.choose();
    const lengthMax = this.#lengths.limitFor(base.bytes.length);
    this.run(this.#mutator.mutate(base.bytes, this.#pool.any().bytes, lengthMax), base);
  }

  #replace(base: Entry, input: Buffer, fresh: readonly number[]): void {
    const before = base.bytes;
    base.bytes = input;
    if (fresh.length > 0) base.features = [...base.features, ...fresh];
    this.#mutator.learn(input);
    this.#setup.listener.keep(input, before);
  }
}
