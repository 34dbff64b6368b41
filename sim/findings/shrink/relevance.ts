import { actorOf, pidsOf } from './actors.ts';
import type { Reproduction, ShrinkStep } from './interestingness.ts';
import type { Scene } from './scene.ts';
import { readersOf } from './units.ts';

/** What is kept of a run, beside its first and its last operation. */
export interface Guess {
  /** Of so many pids, those first that are most likely to matter. */
  readonly pidsMax: number;
  /** The last operations of each of them. */
  readonly eachMax: number;
  /** The last operations that are nobody's. */
  readonly othersMax: number;
}

/** How likely each operation of a failing run is to matter, by whom it is about and how many like it came later. */
export class Relevance {
  /** Numbers of pids after which a guess may well end: those in the last operation, those in the table, all. */
  readonly marks: readonly number[];
  readonly #steps: readonly ShrinkStep[];
  readonly #readers: Int32Array;
  /** Rank of an operation's pid, 0 for the most likely; −1 for what is nobody's, −2 for a poll that goes with its datagram. */
  readonly #ranks: Int32Array;
  /** Later operations of the same pid, or of nobody. */
  readonly #ages: Int32Array;

  /** O(steps). */
  constructor({ steps, scene }: Reproduction) {
    this.#steps = steps;
    this.#readers = readersOf(steps);
    this.#ranks = new Int32Array(steps.length);
    this.#ages = new Int32Array(steps.length);
    const ranked = rankedPids(steps, scene);
    const focus = new Set(scene.focus);
    this.marks = [focus.size, new Set([...focus, ...scene.live]).size, ranked.length];
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

/** All pids, the most likely first: those of the failing step, those in the table, the one evicted last, those who came last. */
function rankedPids(steps: readonly ShrinkStep[], { focus, live, evicted }: Scene): number[] {
  const recent = pidsOf([...steps].reverse());
  const isLive = new Set(live);
  const isFocus = new Set(focus);
  const [latest, ...others] = fromBothEnds(recent.filter((pid) => isLive.has(pid) && !isFocus.has(pid)));
  const likely = [...focus, latest, evicted, ...others].filter((pid) => pid !== undefined && pid !== null);
  return [...new Set([...likely, ...recent])];
}

/** First, last, second, last but one, …: who came latest, and who has been silent for longest. */
function fromBothEnds(pids: readonly number[]): number[] {
  return pids.map((_, at) => pids[at % 2 === 0 ? at / 2 : pids.length - (at + 1) / 2]);
}
