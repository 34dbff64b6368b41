import { FINGERPRINT_WORDS } from './fingerprint.ts';

const NONE = -1;
const FIRST_PLACES = 1 << 12;

/**
 * The fingerprints of all states that were reached, numbered in the order in which they were added, with the way to each: the
 * number of the state before it and the operation that led on from there. Grows by doubling.
 */
export class StateSet {
  #prints = new Uint32Array(FIRST_PLACES * FINGERPRINT_WORDS);
  #parents = new Int32Array(FIRST_PLACES);
  #ops = new Uint16Array(FIRST_PLACES);
  /** Open addressing, at most half full: the number of a state. */
  #places = new Int32Array(2 * FIRST_PLACES).fill(NONE);
  #size = 0;

  /** States so far. O(1). */
  get size(): number {
    return this.#size;
  }

  /** Memory that one state takes at most, bytes: while the columns double both copies are held. */
  static readonly BYTES_A_STATE = 90;

  /**
   * Adds the state whose fingerprint begins at `at` of `words`, reached from state `parent` (−1 for a start) by operation `op`.
   * False, and nothing changes, if it is there. O(1) on average.
   */
  add(words: Uint32Array, at: number, parent: number, op: number): boolean {
    const place = this.#find(words, at);
    if (this.#places[place] !== NONE) return false;
    const id = this.#size++;
    this.#places[place] = id;
    for (let word = 0; word < FINGERPRINT_WORDS; word++) this.#prints[id * FINGERPRINT_WORDS + word] = words[at + word];
    this.#parents[id] = parent;
    this.#ops[id] = op;
    if (this.#size === this.#parents.length) this.#grow();
    return true;
  }

  /** Whether the state whose fingerprint begins at `at` of `words` is there. O(1) on average. */
  has(words: Uint32Array, at: number): boolean {
    return this.#places[this.#find(words, at)] !== NONE;
  }

  /** The operations that lead to state `id`, first the one that starts it. O(depth). */
  path(id: number): number[] {
    const ops: number[] = [];
    for (let at = id; at !== NONE; at = this.#parents[at]) ops.push(this.#ops[at]);
    return ops.reverse();
  }

  /**
   * The digest of the set of the first `size` states, the same in whatever order they were added: the sums of all words, 32 hex
   * digits. O(size).
   */
  digest(size: number): string {
    const sums = new Uint32Array(FINGERPRINT_WORDS);
    for (let at = 0; at < size * FINGERPRINT_WORDS; at++) sums[at & (FINGERPRINT_WORDS - 1)] += this.#prints[at];
    return Array.from(sums, (sum) => sum.toString(16).padStart(8, '0')).join('');
  }

  /** The columns as they are, to be written down; see {@link StateSet.from}. O(1). */
  get columns(): readonly [prints: Uint32Array, parents: Int32Array, ops: Uint16Array] {
    const size = this.#size;
    return [this.#prints.subarray(0, size * FINGERPRINT_WORDS), this.#parents.subarray(0, size), this.#ops.subarray(0, size)];
  }

  /** The set of which these are the {@link columns}. O(states). */
  static from([prints, parents, ops]: StateSet['columns']): StateSet {
    const set = new StateSet();
    for (let id = 0; id < parents.length; id++) set.add(prints, id * FINGERPRINT_WORDS, parents[id], ops[id]);
    return set;
  }

  #find(words: Uint32Array, at: number): number {
    const mask = this.#places.length - 1;
    let place = words[at] & mask;
    for (let id = this.#places[place]; id !== NONE; id = this.#places[place]) {
      const from = id * FINGERPRINT_WORDS;
      const prints = this.#prints;
      if (
        prints[from] === words[at] &&
        prints[from + 1] === words[at + 1] &&
        prints[from + 2] === words[at + 2] &&
        prints[from + 3] === words[at + 3]
      ) {
        return place;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  #grow(): void {
    const places = 2 * this.#parents.length;
    const [prints, parents, ops] = this.columns;
    this.#prints = new Uint32Array(places * FINGERPRINT_WORDS);
    this.#prints.set(prints);
    this.#parents = new Int32Array(places);
    this.#parents.set(parents);
    this.#ops = new Uint16Array(places);
    this.#ops.set(ops);
    this.#places = new Int32Array(2 * places).fill(NONE);
    for (let id = 0; id < this.#size; id++) this.#places[this.#find(this.#prints, id * FINGERPRINT_WORDS)] = id;
  }
}
