import { reportFeature } from '../../../fuzz/feature.ts';
import type { FuzzTarget } from '../../../fuzz/targets/target.ts';

function reportFirst(bytes: Uint8Array): void {
  reportFeature('first', bytes[0] ?? 0);
}

function unruly(name: string, sentence: string, fuzz: (bytes: Uint8Array) => void): FuzzTarget {
  return { name, sentence, formatVersion: 1, lengthMax: 64, fuzz };
}

function throwOnMetered(bytes: Uint8Array): void {
  if (bytes[0] > 200) throw new RangeError('too many accesses');
}

const hoard: unknown[] = [];

/** Targets that do what no target may: each one way in which a fuzzer can be led astray. */
export const UNRULY: readonly FuzzTarget[] = [
  unruly('sound', 'finds nothing', (bytes) => void bytes[0]),
  unruly('states', 'has 256 states and finds nothing', reportFirst),
  {
    ...unruly('metered', 'throws on a first byte above 200, where accesses are counted', throwOnMetered),
    fuzzUnmetered: reportFirst,
    fuzzCounted: throwOnMetered,
  },
  unruly('hangs', 'never ends on a first byte above 200', (bytes) => {
    while (bytes[0] > 200);
  }),
  unruly('eats', 'eats objects on a first byte above 200', (bytes) => {
    while (bytes[0] > 200) hoard.push({ at: hoard.length });
  }),
  unruly('eats-buffers', 'eats memory outside of objects on a first byte above 200', (bytes) => {
    while (bytes[0] > 200) hoard.push(new Uint8Array(1 << 20).fill(1));
  }),
  unruly('exits', 'ends its process with code 0 on a first byte above 200', (bytes) => {
    if (bytes[0] > 200) process.exit(0);
  }),
  unruly('throws-much', 'throws on every second input, always for one reason', (bytes) => {
    if (bytes.length % 2 === 1) throw new RangeError(`no place for ${bytes.length} bytes`);
  }),
  unruly('rejects', 'leaves a promise behind that fails', (bytes) => {
    if (bytes[0] > 200) void Promise.reject(new Error('too late'));
  }),
];
