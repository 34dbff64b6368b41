/** Counts under names. A column, not properties: to read a property by a name that varies takes ten times as long. */
export class ModelTally<Name extends string> {
  readonly names: readonly Name[];
  /** By index in `names`; below 2^32. Of so few the engine makes an array beside other objects, where one of doubles takes memory of its own. */
  readonly counts: Uint32Array;

  /** All counts at 0. */
  constructor(names: readonly Name[]) {
    this.names = names;
    this.counts = new Uint32Array(names.length);
  }

  of(name: Name): number {
    return this.counts[this.names.indexOf(name)];
  }

  add(name: Name, more = 1): void {
    this.counts[this.names.indexOf(name)] += more;
  }

  /** Reads and zeroes. */
  take(name: Name): number {
    const count = this.of(name);
    this.add(name, -count);
    return count;
  }

  copyFrom(other: ModelTally<Name>): void {
    this.counts.set(other.counts);
  }
}
