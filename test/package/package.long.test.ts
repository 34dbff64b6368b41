import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_RUNS, ENTRIES, IMPORTED, TYPES } from './scratch-files.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'varta-sim-package-'));
const stage = join(folder, 'stage');
const scratch = join(folder, 'scratch');
const LONG_MS = 600_000;
/** No program waits longer than that, for a registry that does not answer or for somebody at its standard input. */
const CALL_MS = 180_000;
const TSC = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node'];

afterAll(() => rmSync(folder, { recursive: true, force: true }), LONG_MS);

interface Said {
  readonly code: number;
  readonly out: string;
}

/** Runs a program in a folder, with nothing of npm's environment of this test. */
async function run(cwd: string, program: string, ...args: readonly string[]): Promise<Said> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^VITEST|^VARTA|^NODE_ENV$|^FORCE_COLOR$/.test(name)),
  );
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { cwd, env: { ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26, timeout: CALL_MS },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out: stdout + stderr });
      },
    );
    child.stdin?.end();
  });
}

const varta = async (...args: readonly string[]): Promise<Said> => run(scratch, 'npx', '--no-install', 'varta-sim', ...args);
const put = (name: string, text: string): void => writeFileSync(join(scratch, name), text);

let packed: readonly string[] = [];
let isInstalled = false;
let hasRegistry = false;

beforeAll(async () => {
  for (const file of [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'docs',
    ...readdirSync(ROOT).filter((name) => name.startsWith('LICENSE')),
  ])
    cpSync(join(ROOT, file), join(stage, file), { recursive: true });
  expect(await run(ROOT, process.execPath, 'dist/sim/view/build/main.js')).toMatchObject({ code: 0 });
  for (const room of ['src', 'sim', 'fuzz']) cpSync(join(ROOT, 'dist', room), join(stage, 'dist', room), { recursive: true });
  const prepared = await run(ROOT, process.execPath, 'dist/test/package/prepare.js', stage);
  expect(prepared).toMatchObject({ code: 0 });
  const said = await run(stage, 'npm', 'pack', '--ignore-scripts', '--json', '--loglevel', 'silent');
  expect(said.code).toBe(0);
  const [{ files, filename }] = JSON.parse(said.out) as readonly [
    { readonly filename: string; readonly files: readonly { readonly path: string }[] },
  ];
  packed = files.map(({ path }) => path);
  mkdirSync(join(scratch, 'below'), { recursive: true });
  put('package.json', '{"name":"scratch","version":"1.0.0","private":true,"type":"module"}\n');
  // The package needs no other, and so no registry.
  const installed = await run(scratch, 'npm', 'install', '--no-audit', '--no-fund', '--offline', '-D', join(stage, filename));
  expect(installed).toMatchObject({ code: 0 });
  isInstalled = true;
}, LONG_MS);

describe('the package', () => {
  it('has what is used and nothing else: no map without its source, no test, no build file', () => {
    expect(packed.filter((path) => /tsbuildinfo$|^dist\/test|^test\/|^src\/|^sim\/|\.d\.ts\.map$/.test(path))).toEqual([]);
    const scripts = packed.filter(
      (path) => path.startsWith('dist/') && path.endsWith('.js') && !/^dist\/(?:bundled|sim\/view\/bundles)\//.test(path),
    );
    for (const path of scripts) {
      const map = JSON.parse(readFileSync(join(stage, `${path}.map`), 'utf8')) as { readonly sourcesContent?: readonly (string | null)[] };
      expect([path, map.sourcesContent?.every((text) => typeof text === 'string' && text !== '')]).toEqual([path, true]);
    }
    expect(packed).toEqual(expect.arrayContaining(['dist/bundled/LICENSES.txt', 'docs/examples/tracker.py', 'LICENSE']));
  });

  it('installs no other package', () => {
    expect(isInstalled).toBe(true);
    expect(readdirSync(join(scratch, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['varta-sim']);
    const { dependencies } = JSON.parse(readFileSync(join(scratch, 'node_modules/varta-sim/package.json'), 'utf8')) as object & {
      readonly dependencies?: unknown;
    };
    expect(dependencies).toBeUndefined();
  });

  it(
    'runs without development dependencies: a campaign, a program in Python that follows, doctor from a folder below',
    async () => {
      expect(await varta('run', '--scenario', 'tiny-tables', '--seeds', '2')).toMatchObject({ code: 0 });
      // Where there is no Python the sample is told as not run.
      const python = 'cmd:python3 node_modules/varta-sim/docs/examples/tracker.py';
      expect(await varta('run', '--scenario', 'tracker-direct', '--seeds', '1', '--tracker', python)).toMatchObject({ code: 0 });
      const doctor = await run(join(scratch, 'below'), 'npx', '--no-install', 'varta-sim', 'doctor');
      expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining('../findings can be written to') as unknown });
      const verify = await varta('verify');
      expect(verify).toEqual({ code: 20, out: 'varta-sim: verify: it is the gate of varta-sim itself, and needs its own checkout\n' });
      expect((await varta('fuzz')).out).toContain('it needs vitest, which is not installed here: npm i -D vitest');
    },
    LONG_MS,
  );

  it(
    'is found in order by publint, by arethetypeswrong and by npm publish',
    async () => {
      const bin = join(ROOT, 'node_modules/.bin');
      expect(await run(stage, join(bin, 'publint'), '--strict')).toMatchObject({
        code: 0,
        out: expect.stringContaining('All good!') as unknown,
      });
      const types = await run(
        stage,
        join(bin, 'attw'),
        ...readdirSync(stage).filter((name) => name.endsWith('.tgz')),
        '--profile',
        'esm-only',
      );
      expect(types).toMatchObject({ code: 0 });
      expect(await run(stage, 'npm', 'publish', '--dry-run', '--ignore-scripts')).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );
});

describe('a project of somebody else', () => {
  beforeAll(async () => {
    const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const names = ['vitest', 'fast-check', 'typescript', '@types/node'].map((name) => `${name}@${wanted.devDependencies[name]}`);
    const installed = await run(scratch, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '-D', ...names);
    hasRegistry = installed.code === 0;
    // Told where everybody sees it: the tests below then test nothing.
    if (!hasRegistry)
      process.stderr.write(`varta-sim: the registry cannot be reached, and a project of somebody else is not tested: ${installed.out}\n`);
  }, LONG_MS);

  it(
    'imports every entry from JavaScript',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      put('entries.test.js', ENTRIES);
      expect(await run(scratch, 'npx', 'vitest', 'run', 'entries')).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );

  it(
    'imports every entry from TypeScript, strict, and looks into the types of the package too',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      put('types.ts', TYPES);
      for (const [module, resolution] of [
        ['node16', 'node16'],
        ['esnext', 'bundler'],
      ]) {
        expect(await run(scratch, 'npx', 'tsc', ...TSC, '--module', module, '--moduleResolution', resolution, 'types.ts')).toEqual({
          code: 0,
          out: '',
        });
      }
    },
    LONG_MS,
  );

  it(
    'lays a first project, which overwrites nothing, and runs its scenario, its rule and its test',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      expect((await varta('init')).out).toContain('wrote  varta-sim/rules.mjs');
      expect(await varta()).toMatchObject({ code: 0, out: expect.stringMatching(/^usage: varta-sim /) as unknown });
      put('next.test.mjs', "import { campaign } from 'varta-sim/vitest'; campaign('x', { scenarios: ['herd'], trackr: './x.mjs' });");
      const misspelt = await run(scratch, 'npx', 'vitest', 'run', 'next.test.mjs');
      expect(misspelt).toMatchObject({ code: 1, out: expect.stringMatching(/no key "trackr".*did you mean "tracker"\?/) as unknown });
      rmSync(join(scratch, 'next.test.mjs'));
      put('varta-sim.config.mjs', readFileSync(join(scratch, 'varta-sim.config.mjs'), 'utf8') + '// mine\n');
      expect((await varta('init')).out).toContain('kept   varta-sim.config.mjs, which is there');
      expect(readFileSync(join(scratch, 'varta-sim.config.mjs'), 'utf8')).toContain('// mine');
      expect(await varta('run', '--scenario', 'first-fleet')).toMatchObject({ code: 0 });
      expect((await varta('list')).out).toContain('table-within-capacity');
      expect(await run(scratch, 'npx', 'vitest', 'run', 'varta-sim/')).toMatchObject({ code: 0 });
    },
    LONG_MS,
  );

  it(
    'is told of a rule that breaks: the same on one worker and two, replayed, filed and emitted with lines that work there',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      const rule = "{ name: 'three-pids', sentence: 'at most three pids', check: ({ view }) => (view.length <= 3 ? null : 'more') }";
      put('three.mjs', `export const rules = [${rule}];`);
      const args = ['run', '--scenario', 'first-fleet', '--seeds', '3', '--rules', './three.mjs'];
      const one = await varta(...args, '--workers', '1', '--json');
      const two = await varta(...args, '--workers', '2', '--json');
      expect(one.code).toBe(10);
      expect(two.out).toBe(one.out);
      const shown = await varta(...args);
      expect(shown.out).toContain('custom/three-pids');
      const [, replay] = /replay: +npx (varta-sim replay findings\/\S+ --rules \.\/three\.mjs)/.exec(shown.out) ?? [];
      const again = await run(scratch, 'npx', '--no-install', ...replay.split(' '));
      expect(again).toMatchObject({ code: 10, out: expect.stringContaining('reproduced: custom/three-pids') as unknown });
      const file = readdirSync(join(scratch, 'findings')).find((name) => /three-pids-\w+\.ndjson$/.test(name));
      const bare = await varta('replay', `findings/${file}`);
      expect(bare).toMatchObject({
        code: 20,
        out: expect.stringContaining('its finding is of the rule three-pids, which is none of varta-sim') as unknown,
      });
      expect(await varta('emit', `findings/${file}`, '--rules', './three.mjs')).toMatchObject({ code: 0 });
      const test = await run(scratch, 'npx', 'vitest', 'run', 'test/regress');
      expect(test).toMatchObject({ code: 1, out: expect.stringContaining('three-pids') as unknown });
      rmSync(join(scratch, 'test'), { recursive: true });
      const today = `${new Date().getUTCFullYear() + 1}-01-01`;
      expect(await varta('keep', `findings/${file}`, '--rules', './three.mjs', '--owner', 'me', '--expires', today)).toMatchObject({
        code: 0,
      });
      expect(existsSync(join(scratch, 'corpus/traces'))).toBe(true);
      const below = await run(join(scratch, 'below'), 'npx', '--no-install', 'varta-sim', 'corpus', '--rules', '../three.mjs');
      expect(below).toMatchObject({ code: 0, out: expect.stringContaining('1 filed trace, 0 not as they were filed') as unknown });
    },
    LONG_MS,
  );

  it(
    'fuzzes a target of a test file, and replays there what was found',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      put(
        'parse.mjs',
        "export function parse(b) { if (b[0] === 86) if (b[1] === 65) if (b[2] > 100) if (b[3] === 7) throw new Error('too far'); }",
      );
      put(
        'parse.test.mjs',
        "import { fuzz } from 'varta-sim/fuzz'; import { parse } from './parse.mjs'; fuzz('parse', (bytes) => parse(bytes));",
      );
      expect(await run(scratch, 'npx', 'vitest', 'run', 'parse')).toMatchObject({ code: 0 });
      expect(await varta('fuzz', 'parse', '--seed', '1', '--time', '60s')).toMatchObject({
        code: 77,
        out: expect.stringContaining('too far') as unknown,
      });
      expect(await run(scratch, 'npx', 'vitest', 'run', 'parse')).toMatchObject({
        code: 1,
        out: expect.stringContaining('too far') as unknown,
      });
      const bounded = await varta('fuzz', './parse.test.mjs', '--seed', '1', '--runs', '50');
      expect(bounded).toMatchObject({
        code: 77,
        out: expect.stringContaining('again:    npx varta-sim fuzz parse.test.mjs --seed 1 --runs 50') as unknown,
      });
      expect(await varta('fuzz', 'none.test.mjs')).toEqual({ code: 20, out: 'varta-sim: fuzz: there is no test file none.test.mjs\n' });
      put('hang.test.mjs', "import { fuzz } from 'varta-sim/fuzz'; fuzz('hang', (b) => { if (b.length > 3) for (;;); });");
      const hung = await varta('fuzz', 'hang', '--seed', '1', '--time', '60s', '--timeout', '1s');
      expect(hung).toMatchObject({
        code: 73,
        out: expect.stringContaining('did not come to its end within 1000 ms: corpus/fuzz/hang/hang-1') as unknown,
      });
    },
    LONG_MS,
  );

  it(
    'runs each block of docs/library.md and docs/trackers.md, strictly typed; what a campaign in a test finds is replayed first',
    async ({ skip }) => {
      if (!hasRegistry) skip();
      const pages = join(scratch, 'pages');
      mkdirSync(pages);
      const textOf = (path: string): string => readFileSync(join(ROOT, 'docs', path), 'utf8');
      const library = textOf('library.md');
      const blocks = [...(library + textOf('trackers.md')).matchAll(/^```[jt]s\n(?:\/\/ (\S+)\n)?([^]*?)^```/gm)];
      // A block without a name, or one that nobody runs, is in one list and not in the other.
      expect(blocks.map(([, name]) => name)).toEqual(Object.keys(BLOCK_RUNS));
      for (const [, name, code] of blocks) writeFileSync(join(pages, name), code);
      const sample = textOf('examples/map-tracker.mjs');
      for (const [name, text] of Object.entries(IMPORTED)) writeFileSync(join(pages, name), text(sample));
      const typed = [...TSC, '--allowJs', '--checkJs', '--module', 'node16', '--moduleResolution', 'node16', ...Object.keys(BLOCK_RUNS)];
      expect(await run(pages, 'npx', 'tsc', ...typed)).toEqual({ code: 0, out: '' });

      const said: Record<string, string> = {};
      for (const [name, [code, text, command]] of Object.entries(BLOCK_RUNS)) {
        const [program, ...args] = command.split(' ');
        const result = await run(pages, program, ...args);
        expect([name, result]).toEqual([name, { code, out: expect.stringMatching(text) as unknown }]);
        said[name] = result.out;
      }
      const withoutDigest = (text: string): string => text.replaceAll(/-[0-9a-f]{4}\.ndjson/g, '-….ndjson');
      const [, report] = /^```text\n([^]*?)^```/m.exec(library) ?? [];
      expect(withoutDigest(said['mine.test.mjs'])).toContain(withoutDigest(report));

      const again = async (): Promise<Said> => run(pages, 'npx', 'vitest', 'run', 'mine.test.mjs', '--reporter', 'verbose');
      const replayed = [...said['mine.test.mjs'].matchAll(/trace: +findings\/my-tracker\/(\S+\.ndjson), replayed first/g)];
      // Of the seeds that fail in the same way the first alone is reported and saved.
      expect(said['mine.test.mjs']).toMatch(/conformance\/\S+, as \S+ · seed \d has it, whose report stands above/);
      const { code, out } = await again();
      const order = [...out.matchAll(/^ +(.) mine\.test\.mjs > my tracker > (\S+ (?:\S+\.ndjson|· seed))/gm)].map(
        ([, mark, test]) => mark + test,
      );
      expect([code, order.slice(0, -6)]).toEqual([1, replayed.map(([, file]) => `×replays ${file}`).sort()]);
      expect(order.slice(-6).every((test) => test.endsWith('· seed'))).toBe(true);
      writeFileSync(join(pages, 'mine.mjs'), sample);
      expect(await again()).toMatchObject({ code: 0, out: expect.stringContaining('✓ mine.test.mjs > my tracker > replays') as unknown });
    },
    LONG_MS,
  );
});
