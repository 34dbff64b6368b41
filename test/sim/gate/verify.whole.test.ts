import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callNode } from '../../support/call-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

interface GateJson {
  readonly exit: number;
  readonly passed: number;
  readonly failed: number;
  readonly freshSeed: string;
  readonly parts: readonly { readonly name: string; readonly exit: number; readonly note: string }[];
}

/** Runs the gate as it was built; `onStart` is called when it first writes. */
function verify(args: readonly string[], env: NodeJS.ProcessEnv = {}, onStart: (kill: () => void) => void = () => {}) {
  const whenBegun = (child: ChildProcess): void => void child.stdout?.once('data', () => onStart(() => child.kill('SIGTERM')));
  return callNode([MAIN, 'verify', ...args], { cwd: ROOT, env, whenBegun });
}

// One stage alone: all of them are what this test is itself a part of.
describe('npm run verify', () => {
  it('carries out a stage, shows a table, and leaves its reports', async () => {
    const folder = scratchFolder(onTestFinished);
    const [outPath, junitPath, summaryPath] = ['gate.json', 'gate.xml', 'summary.md'].map((name) => join(folder, name));
    const { code, out } = await verify(['--only', 'corpus', '--commit', 'c0ffee', '--out', outPath, '--junit', junitPath], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summaryPath,
    });
    expect(code).toBe(0);
    expect(out).toMatch(
      /stage {3}verdict +took +had {2}what\ncorpus {2}ok +\d+\.\d s +\d+\.\d s {2}\d+ filed traces, 0 not as they were filed\n/,
    );
    expect(out).toContain('--commit c0ffee');
    expect(JSON.parse(readFileSync(outPath, 'utf8')) as GateJson).toMatchObject({ exit: 0, passed: 1, failed: 0, freshSeed: 'c0ffee' });
    expect(readFileSync(junitPath, 'utf8')).toContain('<testsuite name="corpus" tests="1" failures="0"');
    expect(readFileSync(summaryPath, 'utf8')).toContain('## npm run verify: ok (0)\n');
  }, 60_000);

  it('ends with 70, and annotates it, when a stage cannot even be started', async () => {
    const { code, out, err } = await verify(['--only', 'lint', '--json'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: '',
      PATH: 'nowhere',
      npm_execpath: '',
    });
    expect([code, JSON.parse(out)]).toEqual([
      70,
      expect.objectContaining({
        exit: 70,
        passed: 0,
        failed: 1,
        parts: [expect.objectContaining({ name: 'lint', note: 'it could not be started: spawn npm ENOENT' })],
      }),
    ]);
    expect(err).toContain('::error title=gate/lint::lint: it could not be started: spawn npm ENOENT');
  }, 60_000);

  it('ends with 14 when it is interrupted, and ends what it started', async () => {
    const { code, out } = await verify(['--only', 'fresh seeds', '--budget', '60s'], {}, (kill) => setTimeout(kill, 1000));
    expect(code).toBe(14);
    expect(out).toMatch(/fresh seeds +inconclusive \(14\)/);
  }, 60_000);
});
