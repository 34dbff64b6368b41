import { resolve } from 'node:path';
import { bundle } from '../../sim/view/build/bundle.ts';

/** What engines other than this one run: the witness and all that it needs, as one script that sets `vartaWitness`. */
export function witnessScript(change?: (text: string, file: string) => string): Promise<string> {
  const options = { folder: resolve('dist'), entry: 'test/engines/witness.js', name: 'vartaWitness' };
  return bundle(change === undefined ? options : { ...options, change });
}
