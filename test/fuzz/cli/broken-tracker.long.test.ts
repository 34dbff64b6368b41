import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TIMEOUT_MS = 60_000;
/** What is not broken is linked, and must believe that it lies beside what is. */
const NODE_OPTIONS = ['--enable-source-maps', '--preserve-symlinks', '--preserve-symlinks-main'];

const folder = scratchFolder(afterAll);

/** A copy of the build with one operator of the tracker broken, in both forms that it is compiled to. */
beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'dist/cjs'), { recursive: true });
  for (const room of ['node_modules', 'dist/sim', 'dist/fuzz', 'dist/cjs/sim', 'dist/cjs/fuzz'])
    symlinkSync(join(ROOT, room), join(folder, room));
  for (const room of ['dist/src', 'dist/cjs/src']) cpSync(join(ROOT, room), join(folder, room), { recursive: true });
  for (const form of ['src', 'cjs/src']) {
    const path = join(folder, 'dist', form, 'tracker/tracker.js');
    const text = readFileSync(path, 'utf8');
    expect(text.split('if (!isBelow(slots.lastNonces, slot, nonce))')).toHaveLength(2);
    writeFileSync(path, text.replace('if (!isBelow(slots.lastNonces, slot, nonce))', 'if (nonce < slots.lastNonces[slot])'));
  }
});

function call(program: string, args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [...NODE_OPTIONS, join(folder, 'dist', program), ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
}

describe('npm run fuzz on a broken tracker', () => {
  it('finds it, and hands over a trace of few operations that shows the same, and bytes that do', () => {
    const { status, stdout } = call('fuzz/main.js', ['tracker-ops', '--seed', '7', '--time', '30s']);
    expect(status).toBe(77);
    expect(stdout).toMatch(/^FAIL safety {2}\w+\/[\w-]+ at step \d+/m);
    const lineOf = (what: string): string => new RegExp(`^  ${what}: +npm run \\w+ -- (.*)$`, 'm').exec(stdout)?.[1] ?? '';
    const replay = call('sim/cli/main.js', ['replay', lineOf('replay'), '--json']);
    const { finding, recordedFinding, steps } = JSON.parse(replay.stdout);
    expect([finding.judge, finding.rule]).toEqual([recordedFinding.judge, recordedFinding.rule]);
    expect(steps).toBeLessThanOrEqual(4);
    const again = call('fuzz/main.js', lineOf('again').split(' '));
    expect([again.status, /^fuzz tracker-ops · seed \S+ · (\S+)/m.exec(again.stdout)?.[1]]).toEqual([
      77,
      /^fuzz tracker-ops · seed \S+ · (\S+)/m.exec(stdout)?.[1],
    ]);
  }, 120_000);
});
