import { actorOf } from '../../data/ops/frame-pid.ts';
import { capacityOf, narrowWindowOf, pidsOf, readersOf, withCapacity } from './run-shape.ts';
import type { Reproduction, ShrinkStep } from './interestingness.ts';
import type { Search } from './search.ts';

/** What is kept of a run, beside its first and its last operation. */
export interface Guess {
  /** Of so many pids, those first that are most likely to matter. */
  readonly pidsMax: number;
  /** The last operations of each of them. */
  readonly eachMax: number;
  /** The last operations that are about no pid. */
  readonly othersMax: number;
}

/** The pids of a failing run, those first that are most likely to matter. */
export type Ranking = (reproduction: Reproduction) => readonly number[];

/** How likely each operation of a failing run is to matter: by its pid, and by how many operations of that pid came later. */
export class Relevance {
  /** Numbers of pids worth a guess of their own: those in the last operation, those and the ones in the table, all. */
  readonly pidCounts: readonly number[];
  readonly #steps: readonly ShrinkStep[];
  readonly #readers: Int32Array;
  /** Rank of an operation's pid, 0 for the most likely; −1 for no pid, −2 for a poll that goes with its datagram. */
  readonly #ranks: Int32Array;
  /** Later operations of the same pid, or of none. */
  readonly #ages: Int32Array;

  /** O(steps). */
  constructor(reproduction: Reproduction, ranking: Ranking) {
    const { steps, scene } = reproduction;
    this.#steps = steps;
    this.#readers = readersOf(steps);
    this.#ranks = new Int32Array(steps.length);
    this.#ages = new Int32Array(steps.length);
    const ranked = ranking(reproduction);
    const focus = new Set(scene.focus);
    this.pidCounts = [focus.size, new Set([...focus, ...scene.live]).size, ranked.length];
    this.#rank(new Map(ranked.map((pid, rank) => [pid, rank])));
  }

  /** Operations that a guess keeps. O(steps). */
  lengthOf(guess: Guess): number {
    let length = 2;
    for (let at = 1; at < this.#steps.length - 1; at++) if (this.#keeps(guess, at)) length += this.#hasReader(at) ? 2 : 1;
    return length;
  }

  /** The run that a guess keeps. O(steps). */
  keep(guess: Guess): ShrinkStep[] {
    const steps = this.#steps;
    const kept = new Uint8Array(steps.length);
    kept[0] = 1;
    kept[steps.length - 1] = 1;
    for (let at = 1; at < steps.length - 1; at++) {
      if (!this.#keeps(guess, at)) continue;
      kept[at] = 1;
      if (this.#hasReader(at)) kept[this.#readers[at]] = 1;
    }
    return steps.filter((_, at) => kept[at] === 1);
  }

  #rank(ranks: ReadonlyMap<number, number>): void {
    const isRead = new Set(this.#readers);
    const seen = new Map<number, number>();
    for (let at = this.#steps.length - 1; at > 0; at--) {
      const pid = actorOf(this.#steps[at].op);
      const rank = pid === null ? -1 : (ranks.get(pid) ?? -1);
      const age = seen.get(rank) ?? 0;
      this.#ranks[at] = rank < 0 && isRead.has(at) ? -2 : rank;
      this.#ages[at] = age;
      if (this.#ranks[at] !== -2 && at < this.#steps.length - 1) seen.set(rank, age + 1);
    }
  }

  #keeps({ pidsMax, eachMax, othersMax }: Guess, at: number): boolean {
    const rank = this.#ranks[at];
    if (rank === -2) return false;
    return rank < 0 ? this.#ages[at] < othersMax : rank < pidsMax && this.#ages[at] < eachMax;
  }

  #hasReader(at: number): boolean {
    return this.#readers[at] > at && this.#readers[at] < this.#steps.length - 1;
  }
}

/** By time: the pids of the failing step, those in the table, the one evicted last, the latest others. */
export function rankedByTime({ steps, scene: { focus, live, evicted } }: Reproduction): number[] {
  const recent = pidsOf([...steps].reverse());
  const isLive = new Set(live);
  const isFocus = new Set(focus);
  const [latest, ...others] = fromBothEnds(recent.filter((pid) => isLive.has(pid) && !isFocus.has(pid)));
  const likely = [...focus, latest, evicted, ...others].filter((pid) => pid !== undefined && pid !== null);
  return [...new Set([...likely, ...recent])];
}

/**
 * By slot: the pids of the failing step, then those in the table, the nearer their slot to the one named last the sooner. An eviction
 * pass comes upon the ones before it first: without them it meets its victim at once.
 */
export function rankedBySlot({ steps, scene: { focus, live } }: Reproduction): number[] {
  const named = live.indexOf(focus.findLast((pid) => live.includes(pid)) ?? live[0]);
  const near = live.map((pid, slot) => ({ pid, distance: Math.abs(slot - named + 0.25) })).sort((a, b) => a.distance - b.distance);
  return [...new Set([...focus, ...near.map(({ pid }) => pid), ...pidsOf(steps).reverse()])];
}

/** First, last, second, last but one, …: the most recent pid and the one silent for longest come first. */
function fromBothEnds(pids: readonly number[]): number[] {
  return pids.map((_, at) => pids[at % 2 === 0 ? at / 2 : pids.length - (at + 1) / 2]);
}

const ALL = Number.POSITIVE_INFINITY;
const EACH = [1, 2, 4, ALL];
const OTHERS = [0, 1, 4, 32, ALL];
const FEW_PIDS = [0, 1, 2, 3, 4, 6];
const PIDS_GROWTH = 4;

/** Operations that all guesses together may cost, as a multiple of the run's. */
const COST_MAX = 3;

/**
 * Guesses which operations matter: the last few of the pids in the failing operation, in the table, and most recently seen. The
 * shortest guess that fails in the same way is taken: a long run becomes a short one at the price of a few short ones.
 */
export function keepRelevant(search: Search): void {
  const opsMax = search.opsRun + COST_MAX * search.steps.length;
  const guesses = [rankedByTime, rankedBySlot]
    .map((ranking) => new Relevance(search.best, ranking))
    .flatMap((relevance) => guessesFor(relevance).map((guess) => ({ relevance, guess, length: relevance.lengthOf(guess) })));
  for (const { relevance, guess, length } of guesses.sort((a, b) => a.length - b.length)) {
    if (length >= search.steps.length || search.isOver || search.opsRun > opsMax) return;
    if (acceptsWithTable(search, relevance.keep(guess))) return;
  }
}

function guessesFor({ pidCounts }: Relevance): Guess[] {
  const pids = new Set([...FEW_PIDS, ...pidCounts]);
  for (let count = 16; count < pidCounts[pidCounts.length - 1]; count *= PIDS_GROWTH) pids.add(count);
  return [...pids].flatMap((pidsMax) => EACH.flatMap((eachMax) => OTHERS.map((othersMax): Guess => ({ pidsMax, eachMax, othersMax }))));
}

/**
 * Tries the run as it is, then with a table one slot too small for its pids, so that they evict; with the scan window as it is, in
 * proportion to the table, or of a single slot.
 */
function acceptsWithTable(search: Search, steps: readonly ShrinkStep[]): boolean {
  if (search.accepts(steps)) return true;
  const capacity = capacityOf(steps);
  const slots = pidsOf(steps).length - 1;
  if (capacity === null || slots <= 0 || slots > capacity) return false;
  const window = narrowWindowOf(steps);
  const shares = window === null ? [] : [Math.max(1, Math.ceil((window * slots) / capacity))];
  return [undefined, ...shares, 1].some((size) => search.accepts(withCapacity(steps, slots, size)));
}
