/** What is gone through from its start, such as an array. */
export interface List<T> extends Iterable<T> {
  readonly length: number;
}

/** A list that holds none of its members: each is made anew whenever it is gone through. As JSON it is an array. */
export class LazyList<T> implements List<T> {
  readonly length: number;
  readonly #members: () => Iterable<T>;

  /** `members` are as many as `length`, and the same each time. */
  constructor(length: number, members: () => Iterable<T>) {
    this.length = length;
    this.#members = members;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#members()[Symbol.iterator]();
  }

  /** All members at once. O(length). */
  toJSON(): T[] {
    return [...this];
  }
}
