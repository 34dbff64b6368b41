import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

const SIZE = 16;
const EMPTY = -1;

/** A table with linear probing whose removal moves keys back, with a slip: it does not see that a run goes round the end. */
class WrapSlipIndex {
  readonly #keys = new Int32Array(SIZE).fill(EMPTY);

  has(key: number): boolean {
    return this.#find(key) !== -1;
  }

  insert(key: number): void {
    if (this.has(key)) return;
    let at = key % SIZE;
    while (this.#keys[at] !== EMPTY) at = (at + 1) % SIZE;
    this.#keys[at] = key;
  }

  remove(key: number): void {
    let hole = this.#find(key);
    if (hole === -1) return;
    this.#keys[hole] = EMPTY;
    for (let at = (hole + 1) % SIZE; this.#keys[at] !== EMPTY; at = (at + 1) % SIZE) {
      const home = this.#keys[at] % SIZE;
      // The slip: right would be the distance round the table.
      if (home > hole && home <= at) continue;
      if (home > at) continue;
      this.#keys[hole] = this.#keys[at];
      this.#keys[at] = EMPTY;
      hole = at;
    }
  }

  #find(key: number): number {
    for (let at = key % SIZE; this.#keys[at] !== EMPTY; at = (at + 1) % SIZE) if (this.#keys[at] === key) return at;
    return -1;
  }
}

/** Two bytes an operation, on the index and on a set. */
export const indexWrap: FuzzTarget = {
  name: 'index-wrap',
  sentence: 'a removal that goes wrong where a run wraps round the end of the table',
  formatVersion: 1,
  lengthMax: 256,
  boundsOf: (bytes) => Array.from({ length: Math.ceil(bytes.length / 2) + 1 }, (_, at) => Math.min(bytes.length, 2 * at)),
  fuzz(bytes) {
    const index = new WrapSlipIndex();
    const keys = new Set<number>();
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const key = bytes[at + 1];
      if (bytes[at] % 4 === 0) {
        index.remove(key);
        keys.delete(key);
      } else if (keys.size < SIZE / 2) {
        index.insert(key);
        keys.add(key);
      }
      for (const held of keys) if (!index.has(held)) throw new FuzzFinding('planted/index-wrap/remove', `lost ${held}`);
    }
  },
};
