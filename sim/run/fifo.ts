/** First in, first out. Takes its memory back when it runs empty. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The oldest item, now gone; null when there is none. O(1). */
  shift(): T | null {
    if (this.#head === this.#items.length) return null;
    const item = this.#items[this.#head++];
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head === 4096) {
      this.#items = this.#items.slice(4096);
      this.#head = 0;
    }
    return item;
  }

  /** The items from the oldest on. O(length). */
  toArray(): T[] {
    return this.#items.slice(this.#head);
  }
}
