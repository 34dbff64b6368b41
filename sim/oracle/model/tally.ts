/** Counts under names. A column, not properties: to read a property by a name that varies takes ten times as long. */
export class ModelTally<Name extends string> {
  readonly names: readonly Name[];
  /** By index in `names`; below 2^32. Of so few the engine makes an array beside other objects, where one of doubles takes memory of its own. */
  readonly counts: Uint32Array;
  /** How often one of them was added to. */
  changes = 0;

  /** All counts at 0. */
  constructor(names: readonly Name[]) {
    this.names = names;
    this.counts = new Uint32Array(names.length);
  }

  of(name: Name): number {
    return this.counts[placeOf(this.names, name)];
  }

  add(name: Name, more = 1): void {
    this.counts[placeOf(this.names, name)] += more;
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
}

/** The place of a name, or −1. O(names). The engine inlines this, and not `indexOf`, which takes 300 instructions. */
function placeOf(names: readonly string[], name: string): number {
  for (let at = 0; at < names.length; at++) if (names[at] === name) return at;
  return -1;
}
