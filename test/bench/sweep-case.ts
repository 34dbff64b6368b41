import type { Batches, BenchCase } from './bench-case.ts';

/** The name of the yardstick. */
export const SWEEP = 'sweep';

const WORDS = 8192;
const SWEEPS = 16;

function sweepBatches(): Batches {
  const column = Uint32Array.from({ length: WORDS }, (_, at) => Math.imul(at, 0x9e3779b1));
  const run = (): number => {
    let above = 0;
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      const limit = 0x4000_0000 + sweep;
      for (let at = 0; at < WORDS; at++) if (column[at] > limit) above++;
    }
    if (above === 0) throw new Error('the bench wanted words above the limit and found none');
    return WORDS * SWEEPS;
  };
  return { run };
}

/**
 * How fast the machine is just now: many independent reads and comparisons, which a busy neighbour on the same core
 * slows down as it does everything else here. (A chain of multiplications, each waiting for the last, kept its time
 * where a drain took four times as long.)
 */
export function sweepCase(): BenchCase {
  return { name: SWEEP, what: 'yardstick: a word of a typed array is read and compared', make: sweepBatches };
}
