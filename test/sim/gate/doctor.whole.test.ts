import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkEntropy, CHECKS, diagnose, type Diagnosis, type SetUp } from '../../../sim/gate/doctor.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const BUILT_WORKER = new URL('../../../dist/sim/campaign/worker.js', import.meta.url);

/** A set-up with a change or two: a text for a file, or another fact. */
function setUp(change: Readonly<Record<string, string>> = {}, facts: Partial<SetUp> = {}): SetUp {
  const root = scratchFolder(onTestFinished);
  for (const [name, text] of Object.entries({ 'main.mjs': `process.stdout.write('{"digest":"d"}');`, ...change })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return {
    root,
    cores: 2,
    freeMb: 4000,
    findingsFolder: join(root, 'findings'),
    mainPath: join(root, 'main.mjs'),
    workerUrl: 'worker.mjs' in change ? pathToFileURL(join(root, 'worker.mjs')) : BUILT_WORKER,
    ...facts,
  };
}

async function found(name: string, here: SetUp): Promise<Diagnosis> {
  const check = CHECKS.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`there is no check ${name}`);
  return diagnose(check, here);
}

describe('the checks of the doctor', () => {
  it('find nothing wrong with a set-up that is whole, where the small run would write no summary of GitHub Actions', async () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    onTestFinished(() => void vi.unstubAllEnvs());
    const here = setUp({ 'main.mjs': `if (process.env.GITHUB_ACTIONS !== 'true') process.stdout.write('{"digest":"d"}');` });
    for (const check of CHECKS)
      expect([check.name, await diagnose(check, here)]).toEqual([check.name, { ok: true, detail: expect.any(String), hint: '' }]);
    expect(readdirSync(here.root)).toEqual(['main.mjs']);
  });

  it.each([
    ['findings', { findings: 'a file' }, {}, 'findings is no folder', '--findings'],
    ['cores', {}, { cores: 0 }, '0', 'core'],
    ['memory', {}, { freeMb: 511 }, '511 MB free', 'make 512 MB free'],
    ['worker', {}, { workerUrl: pathToFileURL('/nowhere.js') }, 'its process ended with code 1', 'ulimit -u'],
    ['worker', { 'worker.mjs': 'process.exit(7);' }, {}, 'its process ended with code 7', 'ulimit -u'],
    ['digest', { 'main.mjs': 'process.exitCode = 70;' }, {}, 'does not come to its end', 'npm run build'],
    [
      'digest',
      { 'main.mjs': `process.stdout.write(JSON.stringify({ digest: process.env.TZ }));` },
      {},
      'UTC in one time zone and language, Pacific/Chatham in another',
      '--rerun',
    ],
    [
      'digest',
      { 'main.mjs': `process.stdout.write(JSON.stringify({ digest: 'I'.toLocaleLowerCase(process.env.LANG === 'C' ? 'en' : 'tr') }));` },
      {},
      'another',
      '--rerun',
    ],
  ])('%s finds what is wrong with %j %j', async (name, change, facts, detail, hint) => {
    expect(await found(name, setUp(change, facts))).toEqual({
      ok: false,
      detail: expect.stringContaining(detail),
      hint: expect.stringContaining(hint),
    });
  });

  it('find draws that are others than everywhere', () => {
    expect(checkEntropy('0123456789abcdef')).toMatchObject({ ok: false, detail: expect.stringContaining('0123456789abcdef elsewhere') });
  });

  it('report a check that fails itself', async () => {
    const broken = {
      name: 'broken',
      examine: () => {
        throw new Error('no\nstack');
      },
    };
    expect(await diagnose(broken, setUp())).toEqual({ ok: false, detail: 'no', hint: 'clone the project anew and run npm ci' });
  });
});
