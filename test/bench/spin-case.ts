import type { BenchCase } from './bench-case.ts';

const BATCH = 100_000;

/**
 * How fast the machine is just now: a chain in which each multiplication waits for the last, about four cycles of the
 * processor. Where this figure doubles, so does every other one.
 */
export function spinCase(): BenchCase {
  let value = 1;
  const batch = (): number => {
    for (let turn = 0; turn < BATCH; turn++) value = Math.imul(value, 0x85ebca6b) ^ turn;
    return BATCH;
  };
  return { name: 'spin', what: 'yardstick: one multiplication that waits for the last', batch };
}
