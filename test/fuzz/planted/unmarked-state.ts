import { countOnes } from './marked-state.ts';
import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

const PLACES = 32;
const FULL = 24;

/** One byte an operation: three bits for its kind, five for the place that it is about. */
export const unmarkedState: FuzzTarget = {
  name: 'unmarked-state',
  sentence: 'a table of which 24 of 32 places are taken: no hit count tells how many are, but a comparison does how many are missing',
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
      if (taken === FULL) throw new FuzzFinding('planted/unmarked-state/take', `after ${bytes.length} bytes`);
    }
  },
};
