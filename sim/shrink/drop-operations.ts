import type { Search } from './search.ts';

/** Offsets of a chunk are tried one by one up to this size, so that a datagram and its poll can go together. */
const SLIDING_CHUNK_MAX = 3;
const SLIDING_LENGTH_MAX = 300;

/**
 * Takes operations out: chunks of half the run first, then ever smaller ones, down to single operations (delta
 * debugging, Zeller and Hildebrandt, 2002), from the end, where an operation is needed least often.
 */
export function dropOperations(search: Search): void {
  for (let size = Math.ceil(search.steps.length / 2); size >= 1 && !search.isOver; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    dropChunks(search, size, size);
  }
  for (let size = SLIDING_CHUNK_MAX; size >= 2; size--) {
    if (search.steps.length <= SLIDING_LENGTH_MAX) dropChunks(search, size, 1);
  }
}

/** Tries to take out each chunk of `size` operations, moving by `stride`. The first operation starts the run and stays. */
function dropChunks(search: Search, size: number, stride: number): void {
  let end = search.steps.length;
  while (end > 1 && !search.isOver) {
    const start = Math.max(1, end - size);
    const { steps } = search;
    if (search.accepts([...steps.slice(0, start), ...steps.slice(end)])) end = Math.min(start, search.steps.length);
    else end -= stride;
  }
}
