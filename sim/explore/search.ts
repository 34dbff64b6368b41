import { signatureOf, type Finding } from '../oracle/finding.ts';
import { DEPTH_MAX } from './domain.ts';
import type { Batch, Expander, Expansion } from './expander.ts';
import { FINGERPRINT_WORDS } from './fingerprint.ts';
import { StateSet } from './state-set.ts';

/** States that a worker expands at a time, unless told otherwise. */
const BATCH_STATES = 256;

/** Who expands batches. */
export interface Workforce {
  /**
   * Has every batch expanded, and hands on what came of each, in the order of the batches, until there is none or `onExpansion`
   * answers false.
   */
  readonly run: (batches: Iterator<Batch>, onExpansion: (expansion: Expansion) => boolean | Promise<boolean>) => Promise<void>;
}

/** A rule that does not hold, and the shortest way to it. */
export interface Violation {
  readonly finding: Finding;
  /** Numbers of operations in the domain; the first one is that of the start. */
  readonly path: readonly number[];
}

/** Why a search ended before it was through. */
export type CutBy = 'time' | 'memory' | 'interrupt';

/** Where a search is: enough to go on with. */
export interface SearchState {
  readonly states: StateSet;
  /** States with which each depth began and ended: `levels[d]` states are reached by runs of at most d operations. */
  readonly levels: readonly number[];
  /** States of the last level that were expanded. */
  readonly expanded: number;
  readonly transitions: number;
  readonly violations: readonly Violation[];
}

/** What is known after a search. */
export interface SearchResult {
  /** Every run of at most so many operations was tried. */
  readonly depth: number;
  /** Whether no operation led to a new state any more: then every run of any length was. */
  readonly isClosed: boolean;
  /** States that runs of at most `depth` operations reach. */
  readonly states: number;
  /** New states by depth, from 1 on. */
  readonly newByDepth: readonly number[];
  /** Operations carried out. */
  readonly transitions: number;
  /** The first of each signature among the shortest; empty where no rule was broken. */
  readonly violations: readonly Violation[];
  /** Of the set of states; see StateSet.digest. */
  readonly digest: string;
  readonly cutBy: CutBy | null;
}

/** How far to go. */
export interface SearchLimits {
  /** 1 to {@link DEPTH_MAX}. */
  readonly depth: number;
  readonly statesMax: number;
  /** States that a worker expands at a time; the same for a search that goes on. Default 256. */
  readonly batchStates?: number;
  /** Whether one violation is enough, also where the same depth may hold others. Default false. */
  readonly stopsAtFirst?: boolean;
  /** Asked between batches: why to end now, or null. */
  readonly shouldStop: () => CutBy | null;
  /** Told after each batch. */
  readonly onBatch?: (state: SearchState) => void | Promise<void>;
}

/** Has batches expanded in this process. */
export function inThisProcess(expander: Expander): Workforce {
  return {
    run: async (batches, onExpansion) => {
      for (let next = batches.next(); next.done !== true; next = batches.next()) {
        if (!(await onExpansion(expander.expand(next.value)))) return;
      }
    },
  };
}

/**
 * Breadth first through all runs of a domain: every state that is new at a depth is expanded at the next one, in the order in
 * which it was reached, so that the first run that breaks a rule is among the shortest. The states, their order and their digest
 * are the same for every workforce.
 */
export class Search {
  readonly #workforce: Workforce;
  readonly #limits: SearchLimits;
  readonly #batchStates: number;
  readonly #states: StateSet;
  readonly #levels: number[];
  /** States of the last level that were expanded; of the first level, the one before the start. */
  #expanded: number;
  #transitions: number;
  readonly #violations: Violation[];
  #cutBy: CutBy | null = null;

  /** Goes on from `from`, where it is given. */
  constructor(workforce: Workforce, limits: SearchLimits, from?: SearchState) {
    this.#workforce = workforce;
    this.#limits = limits;
    this.#batchStates = limits.batchStates ?? BATCH_STATES;
    this.#states = from?.states ?? new StateSet();
    this.#levels = [...(from?.levels ?? [0])];
    this.#expanded = from?.expanded ?? 0;
    this.#transitions = from?.transitions ?? 0;
    this.#violations = [...(from?.violations ?? [])];
  }

  /** Searches until the depth is reached, a rule was broken, nothing is new, or time or memory is over. */
  async run(): Promise<SearchResult> {
    const depth = Math.min(this.#limits.depth, DEPTH_MAX);
    while (this.#depth < depth && !this.#isClosed && !this.#isDecided) {
      this.#cutBy = this.#whyStop();
      if (this.#cutBy !== null) break;
      await this.#level();
      if (this.#cutBy !== null) break;
    }
    return this.#result();
  }

  /** Why to end now; null to go on. */
  #whyStop(): CutBy | null {
    return this.#states.size >= this.#limits.statesMax ? 'memory' : this.#limits.shouldStop();
  }

  /** Depth that is complete. */
  get #depth(): number {
    return this.#levels.length - 1;
  }

  get #isClosed(): boolean {
    return this.#depth > 0 && this.#levels[this.#depth] === this.#levels[this.#depth - 1];
  }

  /** Whether rules were broken, and no more is to be known. */
  get #isDecided(): boolean {
    return this.#violations.length > 0 && (this.#expanded === 0 || this.#limits.stopsAtFirst === true);
  }

  /** Expands all states of the last level. */
  async #level(): Promise<void> {
    const isOver = (): boolean => this.#cutBy !== null || (this.#limits.stopsAtFirst === true && this.#violations.length > 0);
    const pathOf = (batch: number, place: number): number[] => {
      return this.#depth === 0 ? [] : this.#states.path(this.#firstOf(batch) + place);
    };
    await this.#workforce.run(this.#batches(), async ({ number, transitions, prints, from, ops, findings }) => {
      this.#transitions += transitions;
      for (let at = 0; at < ops.length; at++) {
        const parent = this.#depth === 0 ? -1 : this.#firstOf(number) + from[at];
        this.#states.add(prints, at * FINGERPRINT_WORDS, parent, ops[at]);
      }
      for (const found of findings) {
        const { finding } = found;
        if (this.#violations.some((known) => signatureOf(known.finding) === signatureOf(finding))) continue;
        this.#violations.push({ finding, path: [...pathOf(number, found.from), found.op] });
      }
      this.#expanded = Math.min((number + 1) * this.#batchStates, this.#width);
      if (this.#expanded < this.#width) this.#cutBy = this.#whyStop();
      await this.#limits.onBatch?.(this.state);
      return !isOver();
    });
    if (this.#expanded < this.#width) {
      // Also a workforce that was sent away ends it.
      if (!isOver()) this.#cutBy = this.#limits.shouldStop() ?? 'interrupt';
      return;
    }
    this.#levels.push(this.#states.size);
    this.#expanded = 0;
  }

  /** Where the search is. The set is the one that it goes on with. */
  get state(): SearchState {
    return {
      states: this.#states,
      levels: this.#levels,
      expanded: this.#expanded,
      transitions: this.#transitions,
      violations: this.#violations,
    };
  }

  /** States of the last level; the one before the start in the first. */
  get #width(): number {
    return this.#depth === 0 ? 1 : this.#levels[this.#depth] - this.#levels[this.#depth - 1];
  }

  /** The number of the first state of a batch. */
  #firstOf(batch: number): number {
    return (this.#levels[this.#depth - 1] ?? 0) + batch * this.#batchStates;
  }

  *#batches(): Generator<Batch> {
    const pathLength = this.#depth;
    for (let number = Math.floor(this.#expanded / this.#batchStates); number * this.#batchStates < this.#width; number++) {
      const states = Math.min(this.#batchStates, this.#width - number * this.#batchStates);
      const paths = new Uint16Array(pathLength * states);
      const first = this.#firstOf(number);
      // In the first level there is no way yet.
      for (let at = 0; at < paths.length; at += pathLength) paths.set(this.#states.path(first + at / pathLength), at);
      yield { number, pathLength, paths };
    }
  }

  #result(): SearchResult {
    const depth = this.#depth;
    const states = this.#levels[depth];
    return {
      depth,
      isClosed: this.#isClosed,
      states,
      newByDepth: this.#levels.slice(1).map((size, at) => size - this.#levels[at]),
      transitions: this.#transitions,
      violations: [...this.#violations].sort((a, b) => a.path.length - b.path.length),
      digest: this.#states.digest(states),
      cutBy: this.#cutBy,
    };
  }
}
