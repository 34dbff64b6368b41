interface Link<T> {
  readonly value: T;
  next: Link<T> | null;
}

/** A queue as a chain of links: what was taken out is not held any longer. O(1) each way. */
export class ModelFifo<T> {
  /** Values waiting. */
  length = 0;
  #first: Link<T> | null = null;
  #last: Link<T> | null = null;

  push(value: T): void {
    const link = { value, next: null };
    if (this.#last === null) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    this.length += 1;
  }

  /** The value that has waited longest; undefined if none does. */
  get first(): T | undefined {
    return this.#first?.value;
  }

  /** Takes out the value that has waited longest; undefined if none does. */
  shift(): T | undefined {
    const link = this.#first;
    if (link === null) return undefined;
    this.#first = link.next;
    if (link.next === null) this.#last = null;
    this.length -= 1;
    return link.value;
  }

  /** The values from the one that has waited longest on. */
  *[Symbol.iterator](): Generator<T> {
    for (let link = this.#first; link !== null; link = link.next) yield link.value;
  }

  /** Holds the values that `other` holds, and no others. O(values). */
  copyFrom(other: ModelFifo<T>): void {
    this.#first = null;
    this.#last = null;
    this.length = 0;
    for (let link = other.#first; link !== null; link = link.next) this.push(link.value);
  }
}
