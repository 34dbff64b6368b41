import { FuzzFinding, type FuzzTarget } from '../../../fuzz/targets/target.ts';

/** Three comparisons of bytes, each inside the other: chance alone needs 2^24 inputs. */
export const nestedBytes: FuzzTarget = {
  name: 'nested-bytes',
  sentence: 'three nested comparisons of bytes',
  formatVersion: 1,
  lengthMax: 64,
  fuzz(bytes) {
    if (bytes[0] === 0x56) {
      if (bytes[1] === 0xc3) {
        if (bytes[2] === 0x9e) throw new FuzzFinding('planted/nested-bytes/read', `after ${bytes.length} bytes`);
      }
    }
  },
};
