import { randomBytes } from 'node:crypto';

/**
 * A key for the pid index that nobody can guess, u64: for the option `indexKey`, so that no sender can choose pids that
 * share a home cell. Draw it once for each observer. O(1).
 */
export function randomIndexKey(): bigint {
  return randomBytes(8).readBigUInt64LE();
}
