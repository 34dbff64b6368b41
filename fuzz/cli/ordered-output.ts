import type { Output } from '../../sim/data/command-line/output.ts';

/** Puts what works write that go on side by side into their order: the first that has not ended writes at once, the others once it is their turn. */
export class OrderedOutput {
  readonly #out: Output;
  readonly #waiting = new Map<number, string[]>();
  readonly #ended = new Set<number>();
  #turn = 0;

  constructor(out: Output) {
    this.#out = out;
  }

  /** Where the work at this place writes its lines, from 0. */
  of(place: number): Output {
    const waiting: string[] = [];
    this.#waiting.set(place, waiting);
    return { ...this.#out, write: (text) => (place === this.#turn ? this.#out.write(text) : void waiting.push(text)) };
  }

  /** Says that the work at this place has ended, whatever came of it. */
  end(place: number): void {
    this.#ended.add(place);
    while (this.#ended.has(this.#turn)) for (const text of this.#waiting.get(++this.#turn)?.splice(0) ?? []) this.#out.write(text);
  }
}
