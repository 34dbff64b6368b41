import type { FuzzTarget } from '../../../fuzz/targets/target.ts';
import { messageOf } from '../../../sim/data/describe-thrown.ts';
import { corpusInputs } from './corpus-inputs.ts';

/** The signature of the first finding in the target's committed corpus, or in every so-manieth input; null if there is none. */
export function firstFinding(target: FuzzTarget, every: number = 1): string | null {
  for (const [at, { bytes }] of corpusInputs(target.name).entries()) {
    if (at % every !== 0) continue;
    try {
      target.fuzz(bytes);
    } catch (error) {
      // Whatever is thrown is a finding, also what no judge put into words.
      return messageOf(error);
    }
  }
  return null;
}
