import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { readTrace } from '../../sim/data/trace/read-trace.ts';
import { watch } from '../../sim/findings/recording/record-run.ts';
import type { RunSettings } from '../../sim/world/run-settings.ts';
import { dieOnce, plantedEnvironment, ROOT, runOptions, startProgram } from './die.ts';
import { WAYS, type Way } from './ways.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { isAlive } from '../support/is-alive.ts';

const OUTSIDE = WAYS.find(({ isOurs }) => !isOurs) as Way;

let folder = '';
beforeEach(() => {
  folder = scratchFolder(onTestFinished);
});
/** Starts a run whose worker stands still, and resolves once it does. */
async function startStanding() {
  const { program, ended } = startProgram(runOptions(OUTSIDE, '1', folder), plantedEnvironment(OUTSIDE, folder));
  const path = join(folder, 'victim');
  await vi.waitUntil(() => existsSync(path), { timeout: 20_000, interval: 20 });
  return { program, ended, worker: Number(readFileSync(path, 'utf8')) };
}

// The whole of it, each way under twenty seeds, is `npm run abnormal-exits`.
describe('a run that dies', () => {
  it.concurrent.each(WAYS)(
    'leaves a recorded run and a replay line that works when it $name',
    async (way) => {
      expect(await dieOnce(way, '1')).toBeNull();
    },
    120_000,
  );
});

describe('the processes of a campaign', () => {
  it('are gone once the campaign was told to end, which is inconclusive', async () => {
    const { program, ended, worker } = await startStanding();
    program.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 14, output: expect.stringContaining('interrupted') });
    expect(isAlive(worker)).toBe(false);
  }, 60_000);

  it('do not outlive it when it is killed, not even in an endless loop', async () => {
    const { program, ended, worker } = await startStanding();
    program.kill('SIGKILL');
    await ended;
    await vi.waitUntil(() => !isAlive(worker), { timeout: 20_000, interval: 20 });
    expect(isAlive(worker)).toBe(false);
  }, 60_000);
});

describe('a campaign that is told to end', () => {
  it('saves what it found before', async () => {
    const way = WAYS.find(({ name }) => name === 'throws in poll') as Way;
    const args = runOptions(way, '1', folder);
    args.splice(args.indexOf('--steps'), 2);
    const { program, ended } = startProgram([...args, '--seeds', '1000'], plantedEnvironment(way, folder));
    let told = '';
    program.stderr.on('data', (text: string) => (told += text));
    await vi.waitUntil(() => told.includes('findings'), { timeout: 20_000, interval: 20 });
    program.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 10, output: expect.stringContaining('interrupted') });
    expect(readdirSync(folder).filter((name) => name.endsWith('.ndjson'))).toHaveLength(1);
  }, 60_000);
});

describe('watch()', () => {
  it('gives a run up that has more operations than are kept', async () => {
    const settings: RunSettings = { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [{ name: 'steady-fleet', fileText: null }] };
    const recorderUrl = pathToFileURL(join(ROOT, 'dist/sim/findings/recording/recorder.js'));
    const task = { settings, scenario: 0, seed: '1', stepsMax: null, isCareful: false, keepsLog: false };
    const limits = { hangMs: 10_000, recorderUrl, opsMax: 200 };
    await expect(watch('run', task, limits)).rejects.toThrow('a run has more operations than a trace may have, 200: --steps or --for');
    const { lines, result } = await watch('run', { ...task, stepsMax: 200 }, limits);
    expect([lines.length, result?.steps]).toEqual([200, 200]);
  }, 60_000);
});

describe('a recorded run', () => {
  const LINES = 40_000;
  const writer = `
    const { writeTraceText } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'dist/sim/data/trace/write-trace.js')).href)});
    const text = '{"trace":1,"name":"whole"}\\n' + '{"op":"len"}\\n'.repeat(${LINES});
    process.stdout.write('ready');
    for (;;) await writeTraceText(process.argv[1], text, { overwrite: true });
  `;

  it('is whole or not there when its writer is killed', async () => {
    for (const name of ['a.ndjson', 'b.ndjson', 'c.ndjson.gz', 'd.ndjson.gz', 'e.ndjson']) {
      const path = join(folder, name);
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      // Somewhere in the first, second, … writing of the file.
      await new Promise((resolve) => setTimeout(resolve, 7 * name.charCodeAt(0) - 670));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      if (!existsSync(path)) continue;
      const trace = await readTrace(path);
      if (isRefusal(trace)) throw new Error(trace.refused);
      expect(trace.steps).toHaveLength(LINES);
    }
    expect.hasAssertions();
    expect(readdirSync(folder).every((name) => /\.ndjson(\.gz)?$|\.draft$/.test(name))).toBe(true);
  }, 60_000);
});
