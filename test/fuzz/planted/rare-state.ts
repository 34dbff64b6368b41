import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

const PLACES = 32;
const FULL = 12;

/** One byte an operation: three bits for its kind, five for the place that it is about. */
export const rareState: FuzzTarget = {
  name: 'rare-state',
  sentence: 'a last look at a table of which 12 of 32 places are taken, where most operations free places',
  formatVersion: 1,
  lengthMax: 256,
  boundsOf: (bytes) => Array.from({ length: bytes.length + 1 }, (_, at) => at),
  fuzz(bytes) {
    const taken = new Set<number>();
    for (const byte of bytes) {
      const place = byte % PLACES;
      if (byte >> 5 < 2) taken.add(place);
      else if (byte >> 5 < 7) taken.delete(place);
      else taken.clear();
    }
    let seen = 0;
    for (const place of taken) if (place >= 0) seen++;
    if (seen >= FULL) throw new FuzzFinding('planted/rare-state/look', `after ${bytes.length} bytes`);
  },
};
