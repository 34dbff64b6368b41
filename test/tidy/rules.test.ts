import { describe, expect, it } from 'vitest';
import { ALLOWED } from './clock-rule.ts';
import { JOBS, WORKERS } from './import-rules.ts';
import { formatComplaint } from './rule.ts';
import { TIDY_RULES } from './rules.ts';

/** For each rule: a file that breaks it, and one that comes close and does not. */
const PLANTS: readonly (readonly [rule: string, path: string, broken: string, lawful: string])[] = [
  ['no-clock-no-chance', 'src/a.ts', 'const n = Math.random();', '// Math.random is not used here.'],
  ['no-clock-no-chance', 'src/a.ts', 'const n = Date.now();', 'const n = clock.now();'],
  ['no-clock-no-chance', 'src/tracker/a.ts', 'const day = new Date();', 'const day = newDate();'],
  ['no-clock-no-chance', 'sim/world/a.ts', 'const ms = performance.now();', '/* performance.now() */'],
  ['no-clock-no-chance', 'sim/world/a.ts', 'process.hrtime.bigint();', 'const hrtimes = 1;'],
  ['no-clock-no-chance', 'sim/world/a.ts', "import { randomBytes } from 'node:crypto';", "import { readFileSync } from 'node:fs';"],
  ['no-clock-no-chance', 'sim/world/a.ts', 'setTimeout(poll, 10);', 'const timeoutMs = 10;'],
  ['no-clock-no-chance', 'sim/world/a.ts', "process.env['SEED'];", 'const process = 1;'],
  ['no-clock-no-chance', 'fuzz/targets/a.ts', 'const at = performance.now();', 'const at = entropy.int(0, 9);'],
  ['imports-point-one-way', 'src/a.ts', "import { World } from '../sim/world/world.ts';", "import { U64_MAX } from './u64.ts';"],
  ['imports-point-one-way', 'src/a.ts', "import { UdpListener } from './node/index.ts';", "import { U64_MAX } from './u64.ts';"],
  ['imports-point-one-way', 'sim/a.ts', "const x = await import('../fuzz/main.ts');", "const x = await import('../src/index.ts');"],
  ['imports-point-one-way', 'fuzz/a.ts', "export { x } from '../test/x.ts';", "export { x } from '../sim/x.ts';"],
  ['imports-point-one-way', 'sim/a.ts', "import '../dist/sim/main.js';", "import '../src/index.ts';"],
  ['rooms-point-up', 'sim/data/a.ts', "import type { Run } from '../run/run.ts';", "import type { Frame } from '../../src/index.ts';"],
  ['rooms-point-up', 'sim/world/a.ts', "import { Pool } from '../process/pool.ts';", "import { Run } from '../run/run.ts';"],
  ['rooms-point-up', 'sim/run/a.ts', "import { x } from '../x.ts';", "import { x } from './x.ts';"],
  ['no-circles', 'sim/run/a.ts', "import type { A } from './a.ts';", "import type { A } from './b.ts';"],
  [
    'sim-takes-types',
    'sim/oracle/a.ts',
    "import { U64_MAX } from '../../src/index.ts';",
    "import type { Frame } from '../../src/index.ts';",
  ],
  [
    'sim-takes-types',
    'sim/world/a.ts',
    "import {\n  type Frame,\n  encodeFrame,\n} from '../../src/index.ts';",
    "import { type Frame, type Beat } from '../../src/index.ts';",
  ],
  [
    'sim-takes-types',
    'sim/run/a.ts',
    "import * as source from '../../src/index.ts';",
    "import type * as source from '../../src/index.ts';",
  ],
  ['sim-takes-types', 'sim/run/a.ts', "export { U32_MAX } from '../../src/u64.ts';", "export { U32_MAX } from '../data/spec/limits.ts';"],
  ['model-stands-alone', 'sim/oracle/model/a.ts', "import { U64_MAX } from '../../src/index.ts';", "import { mix } from './pid-index.ts';"],
  ['model-stands-alone', 'sim/oracle/model/a.ts', "import { word } from '../words.ts';", "import type { A } from './codec.ts';"],
  ['model-stands-alone', 'sim/oracle/model/a.ts', "import assert from 'node:assert';", 'const from = 1;'],
  ['src-needs-nothing', 'src/a.ts', "import { readFileSync } from 'node:fs';", "import { U64_MAX } from './u64.ts';"],
  ['src-needs-nothing', 'src/node/a.ts', "import seedrandom from 'seedrandom';", "import { createSocket } from 'node:dgram';"],
  ['no-locale', 'sim/a.ts', 'names.sort((a, b) => a.localeCompare(b));', 'names.sort((a, b) => (a < b ? -1 : 1));'],
  ['no-locale', 'src/a.ts', 'count.toLocaleString();', 'count.toString();'],
  ['no-locale', 'fuzz/a.ts', 'new Intl.NumberFormat();', 'const integer = 1;'],
  ['sorts-say-how', 'sim/a.ts', 'return [...pids].sort();', 'return [...pids].sort((a, b) => a - b);'],
  ['one-is-singular', 'sim/cli/a.ts', 'out.write(`${steps} judged steps`);', 'out.write(countOf(steps, "judged step"));'],
  ['one-is-singular', 'fuzz/cli/a.ts', 'const text = `${withCommas(runs)} runs`;', 'const text = runs === 1 ? "" : `${runs} runs`;'],
  [
    'one-is-singular',
    'sim/report/a.ts',
    'const text = `${tried.filter(({ isBuilt }) => isBuilt).length} builds`;',
    'const text = countOf(tried.filter(({ isBuilt }) => isBuilt).length, "build");',
  ],
  [
    'verbs-agree',
    'sim/oracle/a.ts',
    "const text = `${countOf(bytes.length, 'byte')} are decoded`;",
    "const text = `${countOf(bytes.length, 'byte is', 'bytes are')} decoded`;",
  ],
  ['terms-are-the-fields', 'test/a.ts', 'const capsuleOf = 1;', 'const recordedRun = 1;'],
  ['exports-have-names', 'src/a.ts', "export * from './b.ts';", "export { b } from './b.ts';"],
  ['exports-have-names', 'sim/a.ts', 'export default 1;', 'export const one = 1;'],
  ['files-are-short', 'sim/a.ts', 'x;\n'.repeat(351), 'x;\n'.repeat(350)],
  [
    'tests-wait-within-bounds',
    'test/a.ts',
    "spawnSync('git', ['log'], {\n  cwd,\n});\n",
    "spawnSync('git', ['log'], { cwd, timeout: 9 });\n",
  ],
  ['no-half-tests', 'test/a.test.ts', "it.only('is half', () => {});", "it('is whole', () => {});"],
  ['no-half-tests', 'test/a.test.ts', "describe.skip('nothing', () => {});", "describe('it', () => {});"],
  ['no-half-tests', 'test/a.test.ts', "it.todo('later');", "it.each([1])('now %s', () => {});"],
  [
    'unit-tests-start-no-process',
    'test/a.test.ts',
    "import { spawn } from 'node:child_process';",
    "import { readFileSync } from 'node:fs';",
  ],
  [
    'unit-tests-start-no-process',
    'test/a.test.ts',
    "import { run } from '../cli/built-program.ts';",
    "import { run } from '../cli/run.ts';",
  ],
  ['no-notes-to-self', 'sim/a.ts', '// TODO: split', '// It is whole.'],
  ['no-notes-to-self', 'README.md', 'FIXME: this page', 'This page is right.'],
  ['lock-names-no-host', 'package-lock.json', '{"resolved": "https://host/a.tgz"}', '{"resolved": "a", "link": true}'],
  [
    'lock-is-whole',
    'package-lock.json',
    '{"packages": {"node_modules/a": {"optionalDependencies": {"a-win32": "1.0.0"}}}}',
    '{"packages": {"node_modules/a": {"optionalDependencies": {"a-win32": "1.0.0"}}, "node_modules/a-win32": {}}}',
  ],
  [
    'scripts-take-signals',
    'package.json',
    '{"scripts":{"a":"tsc -b && node a.js"}}',
    '{"scripts":{"a":"tsc -b && exec node a.js","b":"node b.js"}}',
  ],
  ['output-is-quoted', 'sim/cli/a.ts', 'out.write(`${JSON.stringify(json)}`);', 'out.write(`${jsonText(json)}`);'],
  ['output-is-quoted', 'fuzz/cli/a.ts', 'process.stdout.write(text);', 'context.out.write(text);'],
  ['input-is-bounded', 'sim/cli/a.ts', 'const text = readFileSync(path);', 'const text = readInput(path, BYTES_MAX);'],
  ['input-is-bounded', 'fuzz/engine/a.ts', 'yield* createReadStream(path);', 'yield* inputChunks(path, BYTES_MAX);'],
  ['scripts-exist', 'README.md', 'run `npm run fly` first', 'run `npm ci` first'],
  ['scripts-exist', '.github/workflows/a.yml', '- run: npm run -s fly -- --high', '- run: npm ci'],
  ['no-outside-paths', 'README.md', 'see /tmp/t/out.txt', 'see docs/trace-format.md'],
  ['no-outside-paths', 'sim/a.ts', "const path = '/work/x';", "const path = 'homework/x';"],
  ['no-outside-paths', 'package.json', '"/home/me/x"', '"dist/home/me"'],
];

function complaintsAbout(name: string, files: Readonly<Record<string, string>>): string[] {
  const rule = TIDY_RULES.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new Error(`there is no rule ${name}`);
  return rule.check(new Map(Object.entries(files))).map((complaint) => formatComplaint(rule, complaint));
}

describe('TIDY_RULES', () => {
  it.each(PLANTS)('%s finds what is planted in %s', (name, path, broken, lawful) => {
    const [complaint, ...more] = complaintsAbout(name, { [path]: broken });
    const { cure } = TIDY_RULES.find((rule) => rule.name === name) ?? { cure: '' };
    expect(complaint).toMatch(new RegExp(`^${path}:\\d+ .* \\(${name}\\)\\. `));
    expect(complaint.endsWith(cure)).toBe(true);
    expect(more).toEqual([]);
    expect(complaintsAbout(name, { [path]: lawful })).toEqual([]);
  });

  it('name the line', () => {
    expect(complaintsAbout('sorts-say-how', { 'sim/a.ts': '/* one\ntwo */\n// three\nx.sort();\n' })).toEqual([
      'sim/a.ts:4 uses .sort() (sorts-say-how). Without a comparator numbers sort as text, 10 before 9: pass one.',
    ]);
  });

  it('find a circle of three files, each by the two that it joins', () => {
    const files = {
      'sim/run/a.ts': "import './b.ts';",
      'sim/run/b.ts': "import type { C } from './c.ts';",
      'sim/run/c.ts': "import './a.ts';",
    };
    expect(complaintsAbout('no-circles', files).map((complaint) => complaint.split(',')[0])).toEqual([
      'sim/run/a.ts:1 imports sim/run/b.ts',
      'sim/run/b.ts:1 imports sim/run/c.ts',
      'sim/run/c.ts:1 imports sim/run/a.ts',
    ]);
    expect(complaintsAbout('no-circles', { ...files, 'sim/run/c.ts': '' })).toEqual([]);
  });

  it('let through what is allowed, and no more', () => {
    expect(complaintsAbout('no-clock-no-chance', { 'sim/cli/a.ts': 'performance.now();' })).toEqual([]);
    expect(complaintsAbout('no-clock-no-chance', { 'sim/cli/a.ts': 'Math.random();' })).toHaveLength(1);
    expect(complaintsAbout('no-clock-no-chance', { 'src/node/a.ts': 'process.hrtime.bigint();' })).toEqual([]);
  });

  it.each([
    ['jobs-start-light', JOBS, "import { Run } from '../../sim/run/run.ts';", "const { Run } = await import('../../sim/run/run.ts');"],
    ['workers-start-light', WORKERS, "import { Ajv2020 } from 'ajv/dist/2020.js';", "import type { Ajv2020 } from 'ajv/dist/2020.js';"],
  ] as const)('find what a program loads before it is asked, and a program that is not there: %s', (name, programs, broken, lawful) => {
    const light = Object.fromEntries(programs.map((path) => [path, lawful]));
    expect(complaintsAbout(name, light)).toEqual([]);
    const [heavy, gone] = programs;
    expect(complaintsAbout(name, { ...light, [heavy]: broken })).toEqual([expect.stringMatching(new RegExp(`^${heavy}:1 imports `))]);
    const { [gone]: _, ...rest } = light;
    expect(complaintsAbout(name, rest)).toEqual([expect.stringContaining(`${gone}:1 is not there`)]);
  });

  it('find an allowance that nobody needs', () => {
    const allowances = Object.values(ALLOWED).flat().length;
    expect(complaintsAbout('no-idle-allowance', {})).toHaveLength(allowances);
    expect(complaintsAbout('no-idle-allowance', { 'sim/campaign/worker.ts': 'performance.now();' })).toHaveLength(allowances - 1);
  });

  it('find a public name without a doc comment, and one that is only passed on', () => {
    const barrel = "export { a, type B } from './b.ts';";
    const explained = '/** A. */\nexport const a = 1;\n/** B. */\nexport interface B {}\n';
    expect(complaintsAbout('public-names-are-explained', { 'src/index.ts': barrel, 'src/b.ts': explained })).toEqual([]);
    const silent = 'export const a = 1;\n/** B. */\nexport interface B {}\n';
    expect(complaintsAbout('public-names-are-explained', { 'src/index.ts': barrel, 'src/b.ts': silent })).toHaveLength(1);
    expect(complaintsAbout('public-names-are-explained', { 'src/index.ts': barrel, 'src/b.ts': '' })).toHaveLength(2);
    const own = 'export async function a() {}\n/** B. */\nexport function b() {}\n';
    expect(complaintsAbout('public-names-are-explained', { 'fuzz/vitest/index.ts': own })).toHaveLength(1);
  });

  it('find a public member without a doc comment', () => {
    const complaints = (text: string): string[] =>
      complaintsAbout('public-names-are-explained', { 'src/b.ts': text }).map((complaint) => complaint.split(' (public')[0]);
    const silent = [
      'export interface A {',
      '  readonly a?: number;',
      '}',
      'export abstract class B {',
      '  readonly a = 1;',
      '  constructor() {',
      '    this.b(0);',
      '  }',
      '  get c(): number {',
      '    return 1;',
      '  }',
      '  insert(',
      '    pid: number,',
      '  ): void {',
      '    if (true) return;',
      '  }',
      '  static async *d<T>(): T {}',
      '}',
    ];
    expect(complaints(silent.join('\n'))).toEqual([
      'src/b.ts:2 declares A.a without a doc comment',
      'src/b.ts:5 declares B.a without a doc comment',
      'src/b.ts:6 declares B.constructor without a doc comment',
      'src/b.ts:9 declares B.c without a doc comment',
      'src/b.ts:12 declares B.insert without a doc comment',
      'src/b.ts:17 declares B.d without a doc comment',
    ]);
    expect(complaints(silent.join('\n').replaceAll(/\n(?= {2}[a-z])/g, '\n  /** It. */\n'))).toEqual([]);
    const ofBarrel = { 'sim/library/index.ts': "export { type A } from '../b.ts';", 'sim/b.ts': `/** A. */\n${silent.join('\n')}` };
    expect(complaintsAbout('public-names-are-explained', ofBarrel)).toHaveLength(1);
    const inner = [
      'class C {',
      '  a = 1;',
      '}',
      'export class D {',
      '  #a = 1;',
      '  private b = 2;',
      '  static {',
      '  }',
      '}',
      'const e = {',
      '  f: 1,',
      '};',
    ];
    expect(complaints(inner.join('\n'))).toEqual([]);
  });

  it('are each broken by a plant', () => {
    const planted = new Set([
      ...PLANTS.map(([name]) => name),
      'no-idle-allowance',
      'public-names-are-explained',
      'jobs-start-light',
      'workers-start-light',
    ]);
    expect(TIDY_RULES.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});
