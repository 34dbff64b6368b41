/** The seed under which jsfuzz is kept from the planted targets for longer than any test takes. */
export const SLOW_START = 'slow-start';

const FOREVER_MS = 60_000;

/** Waits where jsfuzz loads the targets: the seed is told to its processes alone. */
export function waitAtSlowStart(): void {
  if (process.env.FUZZ_SEED === SLOW_START) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FOREVER_MS);
}
