import type { Entropy } from '../../sim/data/entropy/entropy.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashOf, type Crash } from './crash.ts';
import type { Features } from './features.ts';
import { Mutator } from './mutator.ts';
import { Pool, type Entry } from './pool.ts';
import type { Operands } from './operands.ts';
import { WorkLimit } from './work-limit.ts';

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
  readonly #works: WorkLimit;
  #executions = 0;

  constructor(setup: LoopSetup) {
    this.#setup = setup;
    this.#pool = new Pool(setup.features, setup.entropy.stream('choice'));
    this.#mutator = new Mutator(setup.target, setup.entropy.stream('mutation'));
    this.#lengths = new LengthLimit(setup.lengthMax);
    this.#works = new WorkLimit(setup.target, setup.entropy.stream('work'));
  }

  /** Inputs of the corpus. */
  get size(): number {
    return this.#pool.size;
  }

  /** Inputs run so far. */
  get executions(): number {
    return this.#executions;
  }

  /** Runs an input, which was made of `base` if of any. The features that it reached; null if it crashed. */
  run(input: Buffer, base: Entry | null = null): readonly number[] | null {
    const { target, features, listener } = this.#setup;
    this.#executions++;
    listener.begin(input);
    try {
      target.fuzz(input);
    } catch (error) {
      // What it reached before it crashed counts for nothing.
      features.read();
      listener.crash(input, crashOf(error));
      return null;
    }
    const replaces = base !== null && input.length < base.bytes.length && features.reachesAll(base.features);
    const reached = features.read();
    this.#take(input, reached, replaces ? base : null, true);
    return reached;
  }

  /** Takes an input whose features are known from a run of the same code, as if it ran. O(features). */
  takeKnown(input: Buffer, reached: readonly number[]): void {
    this.#executions++;
    this.#take(input, reached, null, false);
  }

  /** Makes one input of those that there are, and runs it. The first of all is empty. */
  next(): void {
    if (this.#executions === 0 || this.#pool.size === 0) {
      this.run(Buffer.alloc(0));
      return;
    }
    const { features } = this.#setup;
    const base = this.#pool.choose();
    const lengthMax = this.#lengths.limitFor(base.bytes.length);
    const operands = (): readonly Operands[] => (base.operands = features.unequal(base.operands ?? this.#operandsOf(base.bytes)));
    const made = this.#mutator.mutate(base.bytes, { other: this.#pool.any().bytes, operands }, lengthMax);
    const { count } = features;
    this.run(this.#works.cut(made, base.bytes), base);
    this.#mutator.note(features.count > count);
  }

  /** The operands of the comparisons of an input whose features alone are known: it runs, but has been counted as an execution already. */
  #operandsOf(input: Buffer): readonly Operands[] {
    const { target, features, listener } = this.#setup;
    listener.begin(input);
    try {
      target.fuzz(input);
    } catch {
      // What did not crash before does not now.
    }
    return features.operandsOf(features.read());
  }

  /** Takes what an input has reached; `hasRun` says whether it just did. */
  #take(input: Buffer, reached: readonly number[], replaced: Entry | null, hasRun: boolean): void {
    const { features, listener } = this.#setup;
    const fresh = features.take(reached);
    this.#lengths.note(fresh.length > 0);
    if (replaced === null && fresh.length === 0) return;
    const cost = features.costOf(reached);
    const operands = hasRun ? features.operandsOf(reached) : null;
    if (replaced === null) {
      this.#pool.add(input, fresh, cost, operands);
      listener.keep(input, null);
    } else {
      const before = replaced.bytes;
      Object.assign(replaced, { bytes: input, cost, operands });
      if (fresh.length > 0) replaced.features = [...replaced.features, ...fresh];
      listener.keep(input, before);
    }
  }
}
