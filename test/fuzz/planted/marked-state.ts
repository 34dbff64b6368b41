import { reportFeature } from '../../../fuzz/feature.ts';
import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

const PLACES = 32;
const FULL = 24;

/** One byte an operation: three bits for its kind, five for the place that it is about. */
export const markedState: FuzzTarget = {
  name: 'marked-state',
  sentence: 'a table of which 24 of 32 places are taken: no counter tells how many are, but a reportFeature does',
  formatVersion: 1,
  lengthMax: 256,
  fuzz(bytes) {
    let places = 0;
    let taken = 0;
    for (const byte of bytes) {
      const place = 1 << (byte % PLACES);
      if (byte >> 5 === 0) places |= place;
      else if (byte >> 5 < 7) places &= ~place;
      else places = 0;
      taken = countOnes(places);
      reportFeature('taken', taken);
      if (taken === FULL) throw new FuzzFinding('planted/marked-state/take', `after ${bytes.length} bytes`);
    }
  },
};

/** How many bits of a word are set, without a loop whose turns could be counted. */
export function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
