import type { BoundsOf } from './record-mutations.ts';

/** How to make an input smaller. */
export interface MinimizeOptions {
  /** Whether an input still does what it is kept for. */
  readonly test: (input: Uint8Array) => Promise<boolean>;
  readonly boundsOf?: BoundsOf | undefined;
  /** Inputs to test at most. */
  readonly runsMax: number;
  /** Asked between tests; true ends the search with the best so far. */
  readonly shouldStop: () => boolean;
}

/** Longest input whose bytes are made plainer one by one. */
const PLAIN_MAX = 512;

/** An input that is being made smaller. */
class Search {
  best: Uint8Array;
  readonly #options: MinimizeOptions;
  #runs = 0;

  constructor(input: Uint8Array, options: MinimizeOptions) {
    this.best = input;
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#runs >= this.#options.runsMax || this.#options.shouldStop();
  }

  /** Takes the candidate if it still does what it should. */
  async accepts(candidate: Uint8Array): Promise<boolean> {
    if (this.isOver) return false;
    this.#runs++;
    if (!(await this.#options.test(candidate))) return false;
    this.best = candidate;
    return true;
  }
}

function without(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

/** Takes out runs of pieces, half of all at first, single ones at last, from the end to the beginning. */
async function dropPieces(search: Search, boundsOf: BoundsOf): Promise<void> {
  for (let size = Math.ceil((boundsOf(search.best).length - 1) / 2); size >= 1 && !search.isOver; size = Math.floor(size / 2)) {
    for (let to = boundsOf(search.best).length - 1; to > 0 && !search.isOver;) {
      const bounds = boundsOf(search.best);
      to = Math.min(to, bounds.length - 1);
      if (to < 1) break;
      const from = Math.max(0, to - size);
      await search.accepts(without(search.best, bounds[from], bounds[to]));
      to = from;
    }
  }
}

/** Every byte a piece of its own. */
function byteBounds(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => at);
}

/** Makes single bytes zero, or else as small as they can be by halves. */
async function plainBytes(search: Search): Promise<void> {
  if (search.best.length > PLAIN_MAX) return;
  for (let at = 0; at < search.best.length && !search.isOver; at++) {
    for (let value = 0; value < search.best[at]; value = Math.max(value + 1, Math.ceil((value + search.best[at]) / 2))) {
      const candidate = Uint8Array.from(search.best);
      candidate[at] = value;
      if (await search.accepts(candidate)) break;
    }
  }
}

/**
 * Makes an input small: fewer records, fewer bytes, smaller bytes, as long as it does what it is kept for. The same input
 * and the same answers give the same result.
 */
export async function minimize(input: Uint8Array, options: MinimizeOptions): Promise<Uint8Array> {
  const search = new Search(input, options);
  if (input.length > 0) await search.accepts(new Uint8Array(0));
  for (let before: Uint8Array | null = null; before !== search.best && !search.isOver;) {
    before = search.best;
    if (options.boundsOf !== undefined) await dropPieces(search, options.boundsOf);
    await dropPieces(search, byteBounds);
    await plainBytes(search);
  }
  return search.best;
}
