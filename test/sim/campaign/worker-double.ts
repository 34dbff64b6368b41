import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/**
 * A worker that runs nothing and answers by the seed: `dies…` ends its thread, `throws…` throws, `hangs…` never comes to an
 * end, `slow…` takes a while, `odd…` never gives one digest twice, `breaks…` has a finding. `cut…` runs until it is stopped.
 */
const PROGRAM = `
import { parentPort, workerData } from 'node:worker_threads';
const stop = new Int32Array(workerData.stop);
let answers = 0;
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
parentPort.on('message', ({ number, scenario, seed, records }) => {
  if (seed.startsWith('dies')) process.exit(3);
  if (seed.startsWith('throws')) throw new Error('broken harness');
  if (seed.startsWith('hangs')) for (;;);
  if (seed.startsWith('slow')) wait(60);
  let isCutShort = false;
  if (seed.startsWith('cut')) {
    while (Atomics.load(stop, 0) === 0) wait(5);
    isCutShort = true;
  }
  const finding = seed.startsWith('breaks')
    ? { judge: 'invariant', rule: 'a-rule', op: 'poll', step: 4, nowNs: 5n, reason: 'r', expected: 'e', got: 'g' }
    : null;
  const digest = seed.startsWith('odd') ? String(Math.random()) : scenario + ' ' + seed;
  const result = { scenario: workerData.settings.scenarios[scenario].name, seed, config: {}, steps: 10, simulatedNs: 1, digest, goals: [1, 0], finding, unmet: null, isCutShort };
  parentPort.postMessage({ number, result, lines: records ? ['one', 'two'] : null, elapsedMs: 1 });
});
`;

/** The double as a file that lasts as long as the test. */
export function workerDouble(program = PROGRAM): URL {
  const folder = mkdtempSync(join(tmpdir(), 'worker-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'worker.mjs');
  writeFileSync(path, program);
  return pathToFileURL(path);
}
