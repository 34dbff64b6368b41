import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/** What both doubles know: how to speak to their parent, and how to answer by a seed. */
const COMMON = `
import { writeSync } from 'node:fs';
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const tell = (text) => writeSync(4, text);
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const meetFate = (seed) => {
  if (seed.startsWith('dies')) process.exit(3);
  if (seed.startsWith('throws')) throw new Error('broken harness');
  if (seed.startsWith('hangs')) for (;;);
};
const resultOf = (settings, scenario, seed, steps) => {
  const finding = seed.startsWith('breaks')
    ? { judge: 'invariant', rule: 'a-rule', op: 'poll', step: 4, nowNs: 5n, reason: 'r', expected: 'e', got: 'g' }
    : null;
  const digest = seed.startsWith('odd') ? String(Math.random()) : scenario + ' ' + seed;
  return { scenario: settings.scenarios[scenario].name, seed, config: {}, steps, simulatedNs: 1, digest, goals: [1, 0], finding, unmet: null, isCutShort: false };
};
`;

const WORKER = `
${COMMON}
let settings = null;
process.on('message', (order) => {
  if ('settings' in order) {
    ({ settings } = order);
    return;
  }
  const { number, scenario, seed, isMarked, marks } = order.job;
  tell('<' + (number - 1) + ' 3><' + number + ' 0>');
  meetFate(seed);
  if (seed.startsWith('killed')) {
    tell('<' + number + ' 1>');
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
  if (seed.startsWith('slow')) wait(60);
  if (marks !== undefined && seed.startsWith('elsewhere')) process.exit(4);
  const result = resultOf(settings, scenario, seed, 600);
  if (marks !== undefined) process.send({ number, differsAt: marks[0] === result.digest ? null : 2 });
  else process.send({ number, result, marks: isMarked ? [result.digest] : [], elapsedMs: 1 });
});
`;

const WITNESS = `
${COMMON}
process.once('message', ({ settings, scenario, seed }) => {
  tell('= {"drawn":' + scenario + '}\\n');
  tell((seed.endsWith('early') ? '' : 'd0 {"op":"len"}\\n') + 'd1 {"op":"record","now":"7"}\\n');
  try {
    meetFate(seed);
  } catch (error) {
    tell('! never-breaks ' + JSON.stringify('the run threw ' + error) + '\\n');
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
  tell('d2 {"op":"poll","now":"9"}\\n');
  process.send({ result: resultOf(settings, scenario, seed, 3) });
});
`;

function programFile(program: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'worker-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'worker.mjs');
  writeFileSync(path, program);
  return pathToFileURL(path);
}

/**
 * A worker process that runs nothing and answers by the seed: `dies…` ends it, `throws…` throws, `hangs…` never comes to an
 * end, `slow…` takes a while, `odd…` never gives one digest twice, `breaks…` has a finding. `killed…` is killed after it told
 * of operation 1, `elsewhere…` ends the second run alone. A file that lasts as long as the test. `before` is carried out first
 * of all.
 */
export function workerDouble(program = WORKER, before = ''): URL {
  return programFile(`${before}\n${program}`);
}

/**
 * The double of a witness: tells of two operations, meets the fate of its seed as {@link workerDouble} does, or tells of a
 * third operation and delivers. What ends in `early` leaves out the first operation. `killed…` comes to its end here.
 */
export function recorderDouble(program = WITNESS): URL {
  return programFile(program);
}

const TELLER = `
${COMMON}
process.once('message', ({ task: { scenario, seed }, isOther }) => {
  const line = (digest, draws, op) => tell([digest, JSON.stringify(draws), JSON.stringify(op), 'null'].join('\\t') + '\\n');
  line('', { plan: 2 }, {});
  line('d0', { fleet: 1 }, { op: 'observer' });
  if (isOther && seed.startsWith('elsewhere')) process.exit(4);
  if (seed.startsWith('elsewhere')) line('d1', {}, { op: 'poll', now: '7' });
  if (seed.startsWith('odd')) line(isOther ? 'd1' : 'd2', { fleet: isOther ? 3 : 2 }, { op: 'poll', now: isOther ? '8' : '7' });
  process.send({ end: 'its end' });
});
`;

/** The double of a process that tells a run: `odd…` parts at its second step, `elsewhere…` ends there in other surroundings. */
export function rerunnerDouble(program = TELLER): URL {
  return programFile(program);
}
