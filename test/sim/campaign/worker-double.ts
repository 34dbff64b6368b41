import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** What both doubles know: how to speak to their parent, and how to answer by a seed. */
const COMMON = `
import { writeSync } from 'node:fs';
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
const line = (...parts) => writeSync(4, parts.join('\\t') + '\\n');
const serve = (tasks) => {
  process.on('message', async ({ kind, value, ask }) => process.send({ answer: ask, value: await tasks[kind](value) }));
  line('up');
};
/** Without an end, if it is not told one, and without a load on the machine. */
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const meetFate = (seed) => {
  if (seed.startsWith('dies')) process.exit(3);
  if (seed.startsWith('throws')) throw new Error('broken harness');
  if (seed.startsWith('hangs')) wait();
};
const resultOf = (settings, scenario, seed, steps) => {
  const finding = seed.startsWith('breaks')
    ? { judge: 'invariant', rule: 'a-rule', op: 'poll', step: 4, nowNs: 5n, reason: 'r', expected: 'e', got: 'g' }
    : null;
  const there = seed.startsWith('told') ? ' ' + (process.env.VARTA_SIM_ANOTHER ?? 'own') : '';
  const digest = seed.startsWith('odd') ? String(Math.random()) : scenario + ' ' + seed + there;
  return { scenario: settings.scenarios[scenario].name, seed, config: {}, steps, simulatedNs: 1, digest, goals: [1, 0], finding, unmetPrecondition: null, isCutShort: false };
};
`;

const WORKER = `
${COMMON}
let settings = null;
const begin = ({ number, seed }) => {
  line('at', number - 1, 3);
  line('at', number, 0);
  meetFate(seed);
  if (seed.startsWith('killed')) {
    line('at', number, 1);
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
  if (seed.includes('slow')) wait(60);
  if (seed.startsWith('late')) wait();
};
serve({
  setUp: (shared) => void ({ settings } = shared),
  run: (job) => {
    begin(job);
    const result = resultOf(settings, job.scenario, job.seed, 600);
    return { number: job.number, result, checkpoints: job.keepsCheckpoints ? [result.digest] : [], elapsedMs: 1 };
  },
  rerun: (job) => {
    begin(job);
    if (job.seed.startsWith('elsewhere')) process.exit(4);
    const { digest } = resultOf(settings, job.scenario, job.seed, 600);
    return { number: job.number, differsAt: job.checkpoints[0] === digest ? null : 2 };
  },
});
`;

const RECORDER = `
${COMMON}
serve({
  run: ({ settings, scenario, seed }) => {
    line('config', '{"drawn":' + scenario + '}');
    if (!seed.endsWith('early')) line('op', 'd0', '{"op":"len"}');
    line('op', 'd1', '{"op":"record","now":"7"}');
    try {
      meetFate(seed);
    } catch (error) {
      line('exit', JSON.stringify({ rule: 'never-breaks', got: 'the run threw ' + error }));
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
    line('op', 'd2', '{"op":"poll","now":"9"}');
    return resultOf(settings, scenario, seed, 3);
  },
});
`;

function programFile(program: string): URL {
  const folder = scratchFolder(onTestFinished);
  const path = join(folder, 'worker.mjs');
  writeFileSync(path, program);
  return pathToFileURL(path);
}

/**
 * A worker process that runs nothing and answers by the seed: `dies…` ends it, `throws…` throws, `hangs…` never comes to an
 * end, `slow…` takes a while, `odd…` never gives one digest twice, `told…` another one in the other environment, `breaks…` has a finding. `killed…` is killed after it reported
 * operation 1, `late…` comes to no end here alone, `elsewhere…` ends the second run alone. A file that lasts as long as the test. `before` is carried out first
 * of all.
 */
export function workerDouble(program = WORKER, before = ''): URL {
  return programFile(`${before}\n${program}`);
}

/**
 * The double of a recorder: reports two operations, meets the fate of its seed as {@link workerDouble} does, or reports a
 * third operation and answers. What ends in `early` leaves out the first operation. `killed…` comes to its end here.
 */
export function recorderDouble(program = RECORDER): URL {
  return programFile(program);
}

const RERUNNER = `
${COMMON}
serve({
  report: ({ task: { seed }, isOther }) => {
    const step = (digest, draws, op) => line('step', digest, JSON.stringify(draws), JSON.stringify(op), 'null');
    step('', { plan: 2 }, {});
    step('d0', { fleet: 1 }, { op: 'observer' });
    if (isOther && seed.startsWith('elsewhere')) process.exit(4);
    if (seed.startsWith('elsewhere')) step('d1', {}, { op: 'poll', now: '7' });
    if (seed.startsWith('odd')) step(isOther ? 'd1' : 'd2', { fleet: isOther ? 3 : 2 }, { op: 'poll', now: isOther ? '8' : '7' });
    return 'its end';
  },
});
`;

/** The double of a process that reports a run: `odd…` parts at its second step, `elsewhere…` ends there in other surroundings. */
export function rerunnerDouble(program = RERUNNER): URL {
  return programFile(program);
}
