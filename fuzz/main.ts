import { BUILD } from './engine/build.ts';

// An interrupt counts from the first moment on, also while the rest is still being loaded.
const callbacks = new Set<() => void>();
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    for (const callback of callbacks) callback();
  });
}

const { fuzzMain } = await import('./cli/fuzz-main.ts');
process.exitCode = await fuzzMain(
  process.argv.slice(2),
  (callback) => {
    callbacks.add(callback);
    if (isInterrupted) callback();
    return () => void callbacks.delete(callback);
  },
  { build: BUILD, corpora: 'corpus/fuzz' },
);
