import { Worker } from 'node:worker_threads';
import { endWithParent } from '../../sim/process/in-child.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { crashOf } from './crash.ts';
import type { PlainAnswer, PlainWord } from './plain-runner.ts';

// Runs inputs on the target as it is meant to run, without counters: what it says of an input is what counts, and the
// stack is that of the source.

let target: FuzzTarget | null = null;

/** Ends this process when it takes too much memory, also while an input runs: a thread looks after that. */
function limitMemory(rssLimitMb: number): void {
  const source = `setInterval(() => {
    if (process.memoryUsage.rss() <= ${rssLimitMb * 2 ** 20}) return;
    require('node:fs').writeSync(2, 'process out of memory');
    process.kill(process.pid, 'SIGKILL');
  }, 20)`;
  new Worker(source, { eval: true, execArgv: [] }).unref();
}

function answer(input: Uint8Array): PlainAnswer {
  try {
    target?.fuzz(input);
    return { crash: null, stack: '' };
  } catch (error) {
    return { crash: crashOf(error), stack: error instanceof Error ? (error.stack ?? '') : '' };
  }
}

async function load(word: Exclude<PlainWord, { readonly input: Uint8Array }>): Promise<void> {
  limitMemory(word.rssLimitMb);
  const { TARGETS } = (await import(word.module)) as { readonly TARGETS: readonly FuzzTarget[] };
  target = TARGETS.find(({ name }) => name === word.target) ?? null;
  if (target === null) throw new Error(`there is no target ${word.target} in ${word.module}`);
  process.send?.({ crash: null, stack: '' } satisfies PlainAnswer);
}

process.on('message', (word: PlainWord) => {
  if ('input' in word) process.send?.(answer(word.input));
  // What cannot be loaded ends this process, and the parent is told why.
  else void load(word);
});
endWithParent();
