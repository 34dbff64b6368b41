import { fuzzMain } from '../../../fuzz/cli/fuzz-main.ts';
import { PLANTED_BUILD } from './build.ts';

// The command over the planted targets, with corpora in the folder in which it is called.

const callbacks = new Set<() => void>();
process.on('SIGINT', () => {
  for (const callback of callbacks) callback();
});
process.exitCode = await fuzzMain(
  process.argv.slice(2),
  (callback) => {
    callbacks.add(callback);
    return () => void callbacks.delete(callback);
  },
  { build: PLANTED_BUILD, corpora: 'corpora' },
);
