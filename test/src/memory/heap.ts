/** How often {@link bytesOf} does its work. */
export const ROUNDS = 15;
const collect = globalThis.gc as NodeJS.GCFunction;

// Run with --single-threaded, --expose-gc and a young generation so large that nothing is collected while bytes are counted.

/** The least that some work allocates, of a few times, bytes. What `prepare` allocates before each is not counted. */
export function bytesOf(work: () => void, prepare: () => void = () => {}): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < ROUNDS; at++) {
    prepare();
    // Empties the young generation, where all of it is allocated: whole collections took two thirds of the time.
    collect({ type: 'minor' });
    const before = process.memoryUsage().heapUsed;
    work();
    least = Math.min(least, process.memoryUsage().heapUsed - before);
  }
  return least;
}

/** Bytes by which the heap is larger after some work, after a collection before and behind it. */
export function growthBy(work: () => void): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  work();
  collect();
  return process.memoryUsage().heapUsed - before;
}
