import { SeededEntropy } from '../../data/entropy/seeded-entropy.ts';
import { Digest } from '../../run/digest.ts';
import { well, wrong, type Diagnosis } from './check.ts';

const DRAWS = 1000;
/** What the draws below come to on every machine. */
const KNOWN = 'a0fef02de681c139';

/** Whether a seed gives the draws that it gives everywhere. `known` is what they come to. */
export function checkEntropy(_place: unknown, known: string = KNOWN): Diagnosis {
  const entropy = new SeededEntropy('doctor', 'self-test');
  const digest = new Digest();
  for (let at = 0; at < DRAWS; at++) digest.u32(entropy.int(0, 2 ** 31 - 1));
  return digest.hex === known
    ? well(`${DRAWS} draws as everywhere`)
    : wrong(
        `a seed comes to ${digest.hex} here, ${known} elsewhere`,
        'run npm ci: seedrandom is another than the locked one, or was changed',
      );
}
