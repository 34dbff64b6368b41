import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../../../sim/cli/commands.ts';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { callNode } from '../../support/call-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

/** Codes of the table in docs/commands.md. */
const TABLE = [...readFileSync(join(ROOT, 'docs/commands.md'), 'utf8').matchAll(/^\| (\d+(?:, \d+)*) \|/gm)].flatMap(([, codes]) =>
  codes.split(', ').map(Number),
);

/** A program whose command is this. */
function program(body: string) {
  const { href } = pathToFileURL(join(ROOT, 'dist/sim/data/command-line/program.js'));
  const text = `await (await import('${href}')).runAsProcess({ name: 'trial' }, async (context) => { ${body} });`;
  return callNode(['--input-type=module', '-e', text], { cwd: ROOT });
}

describe.concurrent('the ways in which a command can end', () => {
  it('are in the table and in the help: every code of the program, and those of the system', async () => {
    const { code, out } = await callNode([MAIN, '--help'], { cwd: ROOT });
    expect(code).toBe(0);
    for (const command of Object.keys(COMMANDS)) expect(out).toContain(`  ${command} `);
    for (const exit of [...Object.values(EXIT), 129, 130, 134, 137, 143]) {
      expect(TABLE).toContain(exit);
      expect(out).toMatch(new RegExp(`\\b${exit}\\b`));
    }
  });

  it('by a signal, before anything is known: that of the signal', async () => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      const child = spawn(process.execPath, [MAIN, 'serve'], { stdio: ['pipe', 'pipe', 'ignore'] });
      child.stdin.write('{"op":"len"}\n');
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([null, signal]);
    }
  }, 60_000);

  it('out of memory: that of SIGABRT', async () => {
    const child = spawn(process.execPath, ['--max-old-space-size=6', MAIN, '--scenario', 'swarm', '--seed', '1'], { stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGABRT']);
  }, 60_000);

  it('by an error that nobody catches: 70, or the verdict where something was found by then', async () => {
    const breaks = "setImmediate(() => { throw new Error('planted'); }); await new Promise(() => {});";
    const [bare, found, none] = await Promise.all(
      [breaks, `context.tellVerdict(() => 10); ${breaks}`, `context.tellVerdict(() => null); ${breaks}`].map(program),
    );
    expect([bare.code, found.code, none.code]).toEqual([70, 10, 70]);
    expect(bare.err).toContain('trial: internal error: Error: planted');
  });

  it('before the program is loaded, which takes handles and memory: 70 and a sentence', async () => {
    const folder = scratchFolder(onTestFinished);
    cpSync(MAIN, join(folder, 'main.mjs'));
    const { code, err } = await callNode([join(folder, 'main.mjs')], { cwd: folder });
    expect([code, err]).toEqual([70, expect.stringMatching(/^varta-sim: the program cannot be loaded: [^\n]+\n$/)]);
  });

  it('with a folder as the input of serve: 20 and a sentence', async () => {
    const child = spawn(process.execPath, [MAIN, 'serve'], { stdio: [openSync(ROOT, 'r'), 'ignore', 'pipe'] });
    let err = '';
    child.stderr?.on('data', (chunk) => (err += String(chunk)));
    const [code] = await once(child, 'close');
    expect([code, err]).toEqual([20, 'varta-sim: serve: standard input is a folder: give it a trace, or a pipe\n']);
  });

  it('before the work where its result would go over a file, or into a pipe without a reader: 20', async () => {
    const folder = scratchFolder(onTestFinished);
    writeFileSync(join(folder, 'a.min.ndjson'), 'mine');
    writeFileSync(join(folder, 'a.ndjson'), '{"op":"len"}');
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe')], { timeout: 10_000 });
    const [shrunk, ran] = await Promise.all([
      callNode([MAIN, 'shrink', join(folder, 'a.ndjson')], { cwd: folder }),
      callNode([MAIN, 'run', '--out', join(folder, 'pipe')], { cwd: folder }),
    ]);
    expect(readFileSync(join(folder, 'a.min.ndjson'), 'utf8')).toBe('mine');
    expect([shrunk.code, shrunk.err]).toEqual([20, expect.stringMatching(/a\.min\.ndjson: there is a file of that name\n$/)]);
    expect([ran.code, ran.err]).toEqual([20, expect.stringMatching(/pipe: nobody reads from this pipe\n$/)]);
  });

  it('by standing still without a verdict: 70, and not the 13 of Node', async () => {
    expect((await program('await new Promise(() => {});')).code).toBe(70);
  });
});
