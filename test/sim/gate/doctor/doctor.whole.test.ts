import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkBuild } from '../../../../sim/gate/doctor/check-build.ts';
import { checkCorpus } from '../../../../sim/gate/doctor/check-corpus.ts';
import { checkDigest } from '../../../../sim/gate/doctor/check-digest.ts';
import { checkEntropy } from '../../../../sim/gate/doctor/check-entropy.ts';
import { checkFindings } from '../../../../sim/gate/doctor/check-findings.ts';
import { checkCommit, checkCores, checkMemory, checkNode } from '../../../../sim/gate/doctor/check-machine.ts';
import { checkPackages } from '../../../../sim/gate/doctor/check-packages.ts';
import { checkWorker } from '../../../../sim/gate/doctor/check-worker.ts';
import type { Place } from '../../../../sim/gate/doctor/check.ts';

const SOUND: Readonly<Record<string, string>> = {
  'package.json': '{"engines":{"node":">=20.12"},"dependencies":{"a":"1.0.0"},"devDependencies":{"b":"2.0.0"}}',
  'package-lock.json': '{"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"2.0.0"}}}',
  'node_modules/a/package.json': '{"version":"1.0.0"}',
  'node_modules/b/package.json': '{"version":"2.0.0"}',
  'src/x.ts': '',
  'sim/deep/y.ts': '',
  'dist/src/x.js': '',
  'dist/sim/deep/y.js': '',
  'dist/src/tsconfig.tsbuildinfo': '',
  'dist/sim/tsconfig.tsbuildinfo': '',
  'corpus/traces/one.ndjson': '{"op":"new","capacity":1,"policy":"strict","window":1}\n',
  'worker.mjs': '',
  'main.mjs': `process.stdout.write('{"digest":"d"}');`,
};

/** A project with a change or two: a text for a file, or null to take it away. */
function place(change: Readonly<Record<string, string | null>> = {}, facts: Partial<Place> = {}): Place {
  const root = mkdtempSync(join(tmpdir(), 'doctor-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ ...SOUND, ...change })) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    // Sources are from a second before everything else.
    if (name.endsWith('.ts')) utimesSync(join(root, name), 1000, 1000);
  }
  return {
    root,
    nodeVersion: '20.12.0',
    cores: 2,
    freeMb: 4000,
    findingsFolder: join(root, 'findings'),
    commit: '3cd823e',
    mainPath: join(root, 'main.mjs'),
    workerUrl: pathToFileURL(join(root, 'worker.mjs')),
    ...facts,
  };
}

const WORKER = (source: string): Readonly<Record<string, string>> => ({
  'worker.mjs': `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${source}`,
});
const UP = WORKER("process.on('message', ({ ask }) => process.send({ answer: ask })); process.once('disconnect', () => process.exit());");

describe('the checks of the doctor', () => {
  it('find nothing wrong with a set-up that is whole', async () => {
    const all = [
      checkNode,
      checkPackages,
      checkBuild,
      checkCorpus,
      checkFindings,
      checkCommit,
      checkCores,
      checkMemory,
      checkDigest,
      checkWorker,
    ];
    const here = place(UP);
    for (const check of all)
      expect([check.name, await check(here)]).toEqual([check.name, { ok: true, says: expect.any(String), cure: '' }]);
    expect(checkEntropy(here).ok).toBe(true);
    expect(readdirSync(here.findingsFolder)).toEqual([]);
  });

  it.each([
    [checkNode, {}, { nodeVersion: '18.20.1' }, '18.20.1', 'install Node 20.12 or later'],
    [checkNode, {}, { nodeVersion: '20.11.9' }, '20.11.9', 'install Node 20.12 or later'],
    [checkPackages, { 'node_modules/a/package.json': null }, {}, 'a is missing', 'npm ci'],
    [checkPackages, { 'node_modules/b/package.json': '{"version":"2.0.1"}' }, {}, 'b is 2.0.1, 2.0.0 is locked', 'npm ci'],
    [
      checkPackages,
      { 'package-lock.json': '{"packages":{"node_modules/a":{"version":"1.0.0"}}}' },
      {},
      'b is not in package-lock.json',
      'npm install',
    ],
    [checkBuild, { 'dist/sim/tsconfig.tsbuildinfo': null }, {}, 'sim was never built', 'npm run build'],
    [checkBuild, { 'dist/sim/deep/y.js': null }, {}, 'sim/deep/y.ts was not built', 'npm run build'],
    [checkBuild, { 'src/node/z.ts': '', 'dist/src/node/tsconfig.tsbuildinfo': '' }, {}, 'src/node/z.ts was not built', 'npm run build'],
    [checkCorpus, { 'corpus/traces/one.ndjson': null }, {}, 'corpus/traces cannot be read', 'git checkout'],
    [checkCorpus, { 'corpus/traces/one.ndjson': null, 'corpus/traces/README.md': '' }, {}, 'corpus/traces is empty', 'git checkout'],
    [checkCorpus, { 'corpus/traces/two.ndjson': '{"op":' }, {}, 'two.ndjson line 1', 'git checkout'],
    [checkFindings, { findings: 'a file' }, {}, 'EEXIST', '--findings'],
    [checkCommit, {}, { commit: '' }, 'no commit can be read', 'git'],
    [checkCores, {}, { cores: 0 }, '0', 'core'],
    [checkMemory, {}, { freeMb: 511 }, '511 MB free', 'make 512 MB free'],
    [checkWorker, { 'worker.mjs': null }, {}, 'its process ended with code 1', 'ulimit -u'],
    [checkWorker, WORKER('process.exit(7);'), {}, 'its process ended with code 7', 'ulimit -u'],
    [checkDigest, { 'main.mjs': 'process.exitCode = 70;' }, {}, 'does not come to its end', 'npm run build'],
    [
      checkDigest,
      { 'main.mjs': `process.stdout.write(JSON.stringify({ digest: process.env.TZ }));` },
      {},
      'UTC in one time zone and language, Pacific/Chatham in another',
      '--rerun',
    ],
    [
      checkDigest,
      { 'main.mjs': `process.stdout.write(JSON.stringify({ digest: 'I'.toLocaleLowerCase(process.env.LANG === 'C' ? 'en' : 'tr') }));` },
      {},
      'another',
      '--rerun',
    ],
  ] as const)('%o find what is wrong with %j %j', async (check, change, facts, says, cure) => {
    const found = await check(place(change, facts));
    expect(found.ok).toBe(false);
    expect(found.says).toContain(says);
    expect(found.cure).toContain(cure);
  });

  it('do without the build that only the package needs, until there is one', () => {
    expect(checkBuild(place({ 'src/node/z.ts': '' }))).toMatchObject({ ok: true, says: '2 files up to date' });
  });

  it('find a source that is newer than its build', () => {
    const here = place();
    utimesSync(join(here.root, 'sim/deep/y.ts'), 4e9, 4e9);
    expect(checkBuild(here)).toMatchObject({ ok: false, says: 'sim/deep/y.ts is newer than its build' });
  });

  it('find draws that are others than everywhere', () => {
    expect(checkEntropy(place(), '0123456789abcdef')).toMatchObject({
      ok: false,
      says: expect.stringContaining('0123456789abcdef elsewhere'),
    });
  });
});
