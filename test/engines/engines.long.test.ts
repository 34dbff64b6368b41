import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { BROWSERS, BrowserEngine } from './browser-engine.ts';
import { compare, NodeRecorder, type Engine, type Task } from './compare.ts';
import { clauseJobs, scenarioJobs, traceJobs } from './jobs.ts';
import { recorderScript } from './script.ts';
import { tellSteps } from './recorder.ts';
import type * as Recorder from './recorder.ts';

const jobs = [
  ...scenarioJobs(['swarm', 'udp-adapter', 'tracker-direct'], ['engines'], 600),
  ...traceJobs().slice(0, 8),
  ...clauseJobs().slice(-20),
];
const node = new NodeRecorder();

describe.each(BROWSERS)('$name', (kind) => {
  it('gives the digests that Node gives, mark by mark', async () => {
    const engine = await BrowserEngine.start(kind, await recorderScript());
    try {
      expect(engine.version).toMatch(/^(?:Firefox|Chrome)\/\d/);
      expect(await compare(engine, jobs, node)).toMatchObject({ runs: jobs.length, differences: [] });
    } finally {
      await engine.close();
    }
  });
});

describe('compare()', () => {
  it('names the first step at which an engine differs', async () => {
    // An engine whose shift is wrong in one place.
    const script = await recorderScript((text, file) =>
      file === 'src/vlp/crc32c.js' ? text.replace('(crc >>> 16)', '(crc >>> 17)') : text,
    );
    const context = createContext({ performance: {}, crypto: {}, AbortSignal: {}, TextDecoder, TextEncoder });
    const recorder = runInContext(`${script}\nvartaRecorder`, context) as typeof Recorder;
    const engine: Engine = {
      name: 'planted',
      ask: async (task: Task) =>
        structuredClone(task.kind === 'record' ? recorder.record(task.job) : recorder.tellSteps(task.job, task.from, task.to)),
    };
    const some = scenarioJobs(['swarm'], ['1'], 600);
    const { differences } = await compare(engine, some, node);
    expect(differences).toHaveLength(1);
    const [{ step, node: own, engine: other }] = differences;
    // Everything before that step is the same.
    expect(recorder.tellSteps(some[0], 0, step).map(({ digest }) => digest)).toEqual(
      tellSteps(some[0], 0, step).map(({ digest }) => digest),
    );
    expect(own).toMatch(/^digest \w+ after \{"op":/);
    expect(other).not.toBe(own);
  });
});
