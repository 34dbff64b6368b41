/** Counts under names. A column, not properties: to read a property by a name that varies takes ten times as long. */
export class ModelTally<Name extends string> {
  readonly names: readonly Name[];
  /** By index in `names`; below 2^32. Of so few the engine makes an array beside other objects, where one of doubles takes memory of its own. */
  readonly counts: Uint32Array;
  /** How often one of them was added to. */
  changes = 0;
  #asked: Name;
  #askedPlace = 0;

  /** All counts at 0. */
  constructor(names: readonly Name[]) {
    this.names = names;
    this.counts = new Uint32Array(names.length);
    this.#asked = names[0];
  }

  of(name: Name): number {
    return this.counts[this.#placeOf(name)];
  }

  add(name: Name, more = 1): void {
    this.counts[this.#placeOf(name)] += more;
    this.changes++;
  }

  /** Reads and zeroes. */
  take(name: Name): number {
    const count = this.of(name);
    this.add(name, -count);
    return count;
  }

  copyFrom(other: ModelTally<Name>): void {
    this.counts.set(other.counts);
    // More than one: who knew the counts before knows none of them.
    this.changes += 2;
  }

  /** The place of a name; −1 for none. Mostly it is the one asked for last, and looking for it takes 300 instructions. */
  #placeOf(name: Name): number {
    if (name !== this.#asked) {
      this.#asked = name;
      this.#askedPlace = this.names.indexOf(name);
    }
    return this.#askedPlace;
  }
}
