import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runStage } from '../../../sim/gate/run-stage.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { isAlive } from '../../support/is-alive.ts';

const ROOT = join(import.meta.dirname, '../../..');
const never = new AbortController().signal;

function node(script: string, budgetMs: number, stop: AbortSignal = never) {
  return runStage({ command: [process.execPath, '-e', script], cwd: import.meta.dirname, budgetMs, stop });
}

/** Watches how long this machine lets a timer wait at most: that is not the doing of whom we test. */
function lateness(): () => number {
  let [lastMs, mostMs] = [performance.now(), 0];
  const ticker = setInterval(() => {
    const nowMs = performance.now();
    mostMs = Math.max(mostMs, nowMs - lastMs - TICK_MS);
    lastMs = nowMs;
  }, TICK_MS);
  return () => {
    clearInterval(ticker);
    return mostMs;
  };
}

const TICK_MS = 10;
const DEAF = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";

describe('runStage()', () => {
  it('tells how a process ended, and all that it said', async () => {
    expect(await node("console.log('a'); console.error('b'); process.exitCode = 3;", 20_000)).toMatchObject({
      code: 3,
      signal: null,
      startFault: null,
      isCut: false,
      output: expect.stringMatching(/^(a\nb\n|b\na\n)$/),
    });
  });

  it('tells a signal that somebody else sent from the end of its time', async () => {
    expect(await node("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);", 20_000)).toMatchObject({
      code: null,
      signal: 'SIGKILL',
      isCut: false,
    });
  });

  it('says why a program cannot be started', async () => {
    const end = await runStage({ command: ['no-such-program'], cwd: import.meta.dirname, budgetMs: 5000, stop: never });
    expect(end).toMatchObject({ code: null, signal: null, isCut: false, startFault: expect.stringContaining('ENOENT') });
  });

  it('ends a process that does not end by itself no later than 2 % after its time', async () => {
    const budgetMs = 3000;
    const lateMs = lateness();
    const end = await node(DEAF, budgetMs);
    expect([end.isCut, end.signal]).toEqual([true, 'SIGKILL']);
    expect(end.elapsedMs).toBeGreaterThan(budgetMs * 0.97);
    expect(end.elapsedMs - lateMs()).toBeLessThan(budgetMs * 1.02);
  });

  it('ends what the process has started with it', async () => {
    const script = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(DEAF)}]); console.log(pid); ${DEAF}`;
    const { output, isCut } = await node(script, 1500);
    expect(isCut).toBe(true);
    await expect.poll(() => isAlive(Number(output)), { timeout: 5000 }).toBe(false);
  });

  it('ends what it runs when this process is killed, which nobody can tell it', async () => {
    const folder = scratchFolder(onTestFinished);
    const { href } = pathToFileURL(join(ROOT, 'dist/sim/gate/run-stage.js'));
    const stage = { command: ['sh', '-c', 'echo $$ >pid; exec sleep 100'], cwd: folder, budgetMs: 60_000 };
    const options = `{ ...${JSON.stringify(stage)}, stop: new AbortController().signal }`;
    const script = `const { runStage } = await import('${href}'); const end = runStage(${options}); console.log('watched'); await end`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    // The stage may be there before the parent has set a watcher beside it.
    await once(parent.stdout, 'data');
    const pid = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await expect.poll(() => existsSync(join(folder, 'pid')) && isAlive(pid()), { timeout: 10_000 }).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid()), { timeout: 5000 }).toBe(false);
  });

  it('ends a process when it is told to, also before it has begun', async () => {
    const stop = new AbortController();
    const running = node('setInterval(() => {}, 1000)', 60_000, stop.signal);
    setTimeout(() => stop.abort(), 200);
    expect(await running).toMatchObject({ isCut: true, signal: 'SIGTERM' });
    expect(await node('setInterval(() => {}, 1000)', 60_000, stop.signal)).toMatchObject({ isCut: true });
  });
});
