import { crc32c, FRAME_LENGTH } from '../../src/index.ts';
import { CHECKSUM_IS_RIGHT } from './observer-kinds.ts';

const CHECKSUM_AT = 28;
const PLACES = 40;

/**
 * A frame with one thing wrong: a place from 0 to 31 has that byte changed by `how`, 32 to 39 set the length to `how`, cut at the end
 * or with zeros added. With {@link CHECKSUM_IS_RIGHT} the checksum fits the changed bytes. O(1).
 */
export function damaged(frame: Uint8Array, where: number, how: number): Uint8Array {
  const place = (where & 0x7f) % PLACES;
  if (place >= FRAME_LENGTH) {
    const resized = new Uint8Array(how);
    resized.set(frame.subarray(0, how));
    return resized;
  }
  const changed = frame.slice();
  changed[place] ^= how === 0 ? 0xff : how;
  if ((where & CHECKSUM_IS_RIGHT) !== 0) {
    const { buffer, byteOffset } = changed;
    new DataView(buffer, byteOffset).setUint32(CHECKSUM_AT, crc32c(changed, CHECKSUM_AT), true);
  }
  return changed;
}
