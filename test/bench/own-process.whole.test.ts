import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { callNode } from '../support/call-program.ts';
import { isAlive } from '../support/is-alive.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { printedBy } from './own-process.ts';

const COMPILED = new URL('../../dist/test/bench/own-process.js', import.meta.url).href;

/** Leaves a file in the folder for temporary files, and loops where its handler of signals gets no turn. */
const LOOP = `
  process.on('SIGTERM', () => process.exit(1));
  require('node:fs').writeFileSync(process.env.TMPDIR + '/copy', '');
  require('node:fs').writeFileSync(process.argv[2], String(process.pid));
  for (;;);`;

/** A program, the file in which it tells its number, and a folder for temporary files. */
function program(text: string): { readonly path: string; readonly pidFile: string; readonly temporary: string } {
  const folder = scratchFolder(onTestFinished);
  const path = join(folder, 'program.cjs');
  writeFileSync(path, text);
  return { path, pidFile: join(folder, 'pid'), temporary: scratchFolder(onTestFinished) };
}

describe('printedBy()', () => {
  it('gives what the program prints', async () => {
    const { path } = program('process.stdout.write(JSON.stringify(process.argv.slice(2)));');
    expect(await printedBy(path, ['a', 'b'], 20_000)).toEqual(['a', 'b']);
  });

  it('rejects with what a program that fails says', async () => {
    const { path } = program("process.stderr.write('why\\n'); process.exit(3);");
    await expect(printedBy(path, ['a'], 20_000)).rejects.toThrow('program.cjs a ended with 3: why');
  });

  it('ends a program that loops when its time is over, and removes its temporary files', async () => {
    const { path, pidFile, temporary } = program(LOOP);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(printedBy(path, [pidFile], 2000)).rejects.toThrow('was killed');
    expect(isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends both at %s, and removes the temporary files', async (signal) => {
    const { path, pidFile, temporary } = program(LOOP);
    const script = `
      import { printedBy } from ${JSON.stringify(COMPILED)};
      await printedBy(${JSON.stringify(path)}, [${JSON.stringify(pidFile)}], 20_000);`;
    let ended: NodeJS.Signals | null = null;
    const whenBegun = (child: ChildProcess): void => {
      child.on('exit', (_, by) => (ended = by));
      void vi.waitFor(() => expect(existsSync(pidFile)).toBe(true), { timeout: 10_000 }).then(() => child.kill(signal));
    };
    const said = await callNode(['--input-type=module', '-e', script], {
      cwd: temporary,
      env: { TMPDIR: temporary },
      whenBegun,
      timeoutMs: 15_000,
    });
    expect(ended).toBe(signal);
    expect(said).toEqual({ code: null, out: '', err: '' });
    expect(isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
