import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Child, type ChildOptions } from '../../../sim/process/child.ts';
import type { ProgramTasks } from './program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { isAlive } from '../../support/is-alive.ts';

// As it was built: a child is a program.
const PROGRAM = new URL('../../../dist/test/sim/process/program.js', import.meta.url);

function start(options?: ChildOptions, program = PROGRAM): Child<ProgramTasks> {
  const child = new Child<ProgramTasks>(program, options);
  onTestFinished(() => child.kill());
  return child;
}

function programOf(text: string): URL {
  const folder = scratchFolder(onTestFinished);
  writeFileSync(join(folder, 'program.mjs'), text);
  return pathToFileURL(join(folder, 'program.mjs'));
}

describe('Child.ask()', () => {
  it('answers one task after another, with any value', async () => {
    const child = start();
    expect(await child.ask('double', 21)).toEqual({ answer: 42 });
    const value = { big: 2n ** 64n, bytes: new Uint8Array([1, 2]), none: null };
    expect(await child.ask('answerValue', value)).toEqual({ answer: value });
  });

  it.each([
    ['exits', 'exit', 7, 'never-exits', 'its process ended with code 7'],
    ['throws', 'throws', 'planted', 'never-exits', 'its process ended with code 1: TypeError: planted'],
    ['is killed', 'reportAndDie', [], 'never-dies', 'its process was ended by SIGKILL'],
    ['allocates for ever', 'allocate', undefined, 'never-runs-out-of-memory', 'its process ran out of memory'],
  ] as const)('says how the process ended that %s, and then again', async (_what, kind, task, rule, got) => {
    const child = start({ heapMb: 48 });
    expect(await child.ask(kind, task as never)).toEqual({ exit: { rule, got }, hasStarted: true });
    expect(await child.ask('double', 1)).toEqual({ exit: { rule, got }, hasStarted: true });
    expect(await child.ended).toEqual({ rule, got });
  });

  it('has every line that was written before the end, cut where its writer cut it', async () => {
    const texts = ['{"a":"ä"}', 'x'.repeat(300_000), ''];
    const child = start();
    const lines: unknown[] = [];
    child.onLine((kind, of) => kind !== 'up' && lines.push([kind, of]));
    await child.ask('reportAndDie', texts);
    expect(lines).toEqual([['said', texts]]);
  });

  it('ends a child that gives no sign of life for too long, not one that gives signs for longer', async () => {
    const child = start();
    expect(await child.ask('tick', { everyMs: 200, times: 12 }, { hangMs: 2000 })).toEqual({ answer: undefined });
    expect(await child.ask('loop', undefined, { hangMs: 300 })).toEqual({
      exit: { rule: 'never-hangs', got: 'no end after 300 ms' },
      hasStarted: true,
    });
  });

  it('hears ten times a second of one that computes', async () => {
    const child = start();
    let signs = 0;
    child.onLine((kind) => void (kind === 'at' && signs++));
    expect(await child.ask('compute', 1000, { hangMs: 700 })).toEqual({ answer: undefined });
    expect(signs).toBeGreaterThan(2);
    expect(signs).toBeLessThan(12);
  });

  it('ends a child at its deadline, whatever signs it gives, and takes no slow start for that', async () => {
    const child = start({}, programOf(`await new Promise((r) => setTimeout(r, 900));\nawait import(${JSON.stringify(PROGRAM.href)});`));
    expect(await child.ask('double', 2, { deadlineMs: 700 })).toEqual({ answer: 4 });
    expect(await child.ask('tick', { everyMs: 20, times: 1000 }, { deadlineMs: 700 })).toEqual({
      exit: { rule: 'never-hangs', got: 'no end after 700 ms' },
      hasStarted: true,
    });
  });

  it('knows a process that never started from one that did', async () => {
    const broken = start({}, programOf("throw new Error('no start');"));
    expect(await broken.ask('double', 1)).toEqual({
      exit: { rule: 'never-exits', got: 'its process ended with code 1: Error: no start' },
      hasStarted: false,
    });
  });

  it('gives a task up when patience is at its end, or when the child is killed', async () => {
    expect(await start().ask('loop', undefined, { patienceMs: () => 0 })).toBeNull();
    const child = start();
    child.onLine((kind) => kind === 'pid' && void child.kill());
    expect(await child.ask('loop', undefined)).toBeNull();
    expect(await child.ask('double', 1)).toBeNull();
  });
});

describe('Child.stop()', () => {
  it('reaches a child that computes', async () => {
    const child = start();
    child.onLine((kind) => kind === 'waiting' && child.stop());
    expect(await child.ask('untilStopped', undefined, { deadlineMs: 20_000 })).toEqual({ answer: 'stopped' });
  });
});

describe('the processes', () => {
  it('end with their parent, also out of an endless loop', async () => {
    const parent = programOf(`
      import { Child } from ${JSON.stringify(new URL('../../../dist/sim/process/child.js', import.meta.url).href)};
      const child = new Child(new URL(${JSON.stringify(PROGRAM.href)}));
      child.onLine((kind, [pid]) => kind === 'pid' && process.stdout.write(pid));
      await child.ask('loop');
    `);
    const program = spawn(process.execPath, [parent.pathname], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await once(program.stdout, 'data')) as [Buffer];
    expect(isAlive(Number(pid))).toBe(true);
    program.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(pid)), { timeout: 10_000 }).toBe(false);
  });
});
