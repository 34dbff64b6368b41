import { resolve } from 'node:path';
import { bundle } from '../../sim/view/build/bundle.ts';

/** What engines other than this one run: the recorder and all that it needs, as one script that sets `vartaRecorder`. */
export function recorderScript(change?: (text: string, file: string) => string): Promise<string> {
  const options = { folder: resolve('dist'), entry: 'test/engines/recorder.js', name: 'vartaRecorder' };
  return bundle(change === undefined ? options : { ...options, change });
}
