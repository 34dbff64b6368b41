import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../../../sim/conformance/conform.ts';
import type { KnownDeviation } from '../../../sim/conformance/known-deviations.ts';
import { BuiltProgram } from './built-program.ts';

const EXAMPLES = fileURLToPath(new URL('../../../docs/examples/', import.meta.url));
const PUBLISHED = join(EXAMPLES, 'published-tracker.mjs');
const CORPUS = fileURLToPath(new URL('../../../corpus/traces', import.meta.url));
const MAP = join(EXAMPLES, 'map-tracker.mjs');
const hasPython = spawnSync('python3', ['--version'], { timeout: 10_000 }).status === 0;

let program: BuiltProgram;

beforeAll(() => {
  program = BuiltProgram.build();
}, 60_000);

afterAll(() => program.remove());

describe('--tracker', () => {
  it('finds the published index out, shrinks it, and replays what it saved', async () => {
    const args = ['run', '--scenario', 'tiny-tables', '--seed', '1', '--workers', '1', '--tracker', PUBLISHED];
    const run = await program.call(args);
    expect([run.code, run.err.includes('internal')]).toEqual([10, false]);
    expect(run.out).toMatch(/FAIL safety {2}conformance\/record-inserted at step \d+/);
    const [, path, length] = /replay: +npm run replay -- (\S+) --tracker[^]*?/.exec(run.out) ?? [];
    expect(length).toBeUndefined();
    expect(Number(/shrunk +\d+ operations to (\d+)/.exec(run.out)?.[1])).toBeLessThanOrEqual(10);
    writeFileSync(join(program.folder, 'known.json'), '[{"check":"record-inserted","reason":"D1"}]');
    const [published, map, alone, known] = await Promise.all([
      program.call(['replay', path, '--tracker', PUBLISHED]),
      program.call(['replay', path, '--tracker', MAP]),
      program.call(['replay', path]),
      program.call([...args, '--known', 'known.json']),
    ]);
    expect([published.code, map.code, alone.code, known.code]).toEqual([10, 0, 20, 0]);
    expect(known.out).toContain('skipped: known deviation record-inserted, 1 time');
    expect(published.out).toContain('reproduced: conformance/record-inserted/poll');
  });

  it('finds nothing in the sample over a Map, and says what it was asked and what not', async () => {
    const run = await program.call([
      'run',
      '--scenario',
      'last-words',
      '--seeds',
      '1',
      '--steps',
      '2000',
      '--workers',
      '1',
      '--tracker',
      MAP,
    ]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(
      /the tracker that followed \(map-tracker 1\): [\d,]+ replies compared\n {2}made without: restart_after_stall, /,
    );
  });

  it('puts production code of a module in the place of ours in every command that has it judged', async () => {
    // Its tracker forgets of a nonce whatever is above 32 bits; the other is ours under another name.
    const here = JSON.stringify(join(program.folder, 'sim/subject/production.js'));
    const path = (name: string, body: string): string => {
      const file = join(program.folder, name);
      writeFileSync(file, `import { PRODUCTION } from ${here};\n${body}`);
      return file;
    };
    const broken = path(
      'broken.mjs',
      `const { Tracker, TrackerView, Observer, ObserverView } = PRODUCTION;
       class Short extends Tracker { record({ nonce, ...frame }, ...more) { return super.record({ ...frame, nonce: nonce & 0xffffffffn }, ...more); } }
       export const production = { name: 'short', Tracker: Short, TrackerView, Observer, ObserverView };`,
    );
    const sound = path('sound.mjs', `export const production = { ...PRODUCTION, name: 'sound', version: '1' };`);
    const commands = [
      ['explore', '--domain', 'nonces', '--json', '--findings', join(program.folder, 'explored')],
      ['conform', '--seeds', '0', '--json'],
    ];
    for (const command of commands) {
      const [well, ill] = await Promise.all([sound, broken].map(async (file) => program.call([...command, '--tracker', file])));
      expect([command[0], well.code, ill.code]).toEqual([command[0], 0, 10]);
      expect(well.out).toContain('"name":"sound');
    }
    const against = await program.call(['replay', join(CORPUS, 'limit-terminal-nonce-blocks.ndjson'), '--against', sound, '--and', broken]);
    expect(against.out + against.err).toContain('short');
  });

  it('has filed traces replied to, compares two trackers on one of them, and explores with one', async () => {
    const beats = { op: 'record', pid: 6, nonce: ['1', '2'], status: 'ok', now: '0', threshold: '100', origin: 'kernel-attested' };
    const few = {
      domain: 'few',
      about: 'one pid, with a namespace and without',
      depth: 4,
      starts: [{ op: 'new', capacity: 1, policy: 'strict', window: 1 }],
      operations: [
        { ...beats, ns: [null, '1'] },
        { op: 'get', field: 'ns', pid: 6 },
      ],
    };
    writeFileSync(join(program.folder, 'few.json'), JSON.stringify(few));
    const d1 = join(CORPUS, 'd1-churn-at-capacity-two.ndjson');
    const [fails, passes, differ, same, explored] = await Promise.all([
      program.call(['corpus', CORPUS, '--tracker', PUBLISHED]),
      program.call(['corpus', CORPUS, '--tracker', MAP]),
      program.call(['replay', d1, '--against', PUBLISHED, '--and', 'ours', '--json']),
      program.call(['replay', d1, '--against', MAP, '--and', 'ours']),
      program.call(['explore', '--domain', 'few.json', '--workers', '1', '--tracker', PUBLISHED, '--json']),
    ]);
    expect([fails.code, passes.code, differ.code, same.code, explored.code]).toEqual([10, 0, 10, 0, 10]);
    expect(fails.out).toMatch(/FAIL {2}d1-churn-at-capacity-two\.ndjson: conformance\/record-inserted/);
    expect(passes.out).toMatch(/replies compared\n {2}made without: [^]*in \d of the traces it was asked nothing/);
    expect(JSON.parse(differ.out)).toMatchObject({ difference: { step: 6, areRight: [false, true] }, exit: 10 });
    // D3, at its minimal length: a beat, one that is refused and pins a namespace, and what shows it.
    const { domains } = JSON.parse(explored.out) as { domains: { violations: { operations: string[] }[] }[] };
    expect(domains[0].violations[0].operations).toHaveLength(4);
  });

  it('tells that a tracker remembers other runs', async () => {
    const filter = `let started = 0;
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        if (line === '{"ok":true}') started++;
        console.log(started > 1 && /^{"value":\\d+}$/.test(line) ? '{"value":4000}' : line);
      });`;
    writeFileSync(join(program.folder, 'remembers.cjs'), filter);
    const node = `"${process.execPath}"`;
    const tracker = `cmd:${node} sim/cli/main.js serve | ${node} remembers.cjs`;
    const args = ['--scenario', 'tracker-direct', '--seeds', '2', '--steps', '300', '--workers', '1', '--no-rerun'];
    const run = await program.call(['run', ...args, '--tracker', tracker]);
    expect(run.code).toBe(12);
    expect(run.out).toContain('determinism/same-in-a-fresh-tracker');
  });

  it.each([
    [['run', '--tracker', 'cmd:'], /--tracker must be a module/],
    [['run', '--tracker', './nowhere.mjs'], /there is no file .*nowhere\.mjs/],
    [['run', '--tracker', './unparsed.mjs'], /unparsed\.mjs cannot be loaded: SyntaxError: .*, at line 2$/m],
    [['run', '--tracker', './thrown.mjs'], /thrown\.mjs cannot be loaded: ReferenceError: nowhere is not defined, at line 2$/m],
    [['replay', 'x.ndjson', '--tracker', 'cmd:exit 3'], /did not answer hello: it ended with status 3/],
    [['conform'], /name a tracker with --tracker/],
    [['zoo', '--tracker', MAP], /--tracker makes no sense here: bugs are planted in the code of this package/],
    [['replay', 'x.ndjson', '--against', MAP], /--against needs --and/],
    [['replay', 'x.ndjson', '--and', MAP], /--and/],
    [['explore', '--tracker', MAP, '--checkpoint', 'x'], /--tracker and --checkpoint do not go together|--checkpoint/],
    [['conform', '--compare', MAP], /--compare needs two trackers or more/],
    [['conform', MAP], /name a tracker with --tracker/],
    [['conform', '--tracker', MAP, '--compare', MAP, '--html', 'x.html'], /--html is for one tracker/],
    [['conform', '--tracker', MAP, '--seeds', '-1'], /--seeds must be/],
    [['conform', '--tracker', MAP, '--known', '/dev/null/x'], /cannot be read as known deviations/],
  ])('refuses %j in one sentence', async (args, message) => {
    writeFileSync(join(program.folder, 'unparsed.mjs'), 'export const a = 1;\nexport const b = {{\n');
    writeFileSync(join(program.folder, 'thrown.mjs'), 'export const a = 1;\nnowhere();\n');
    const said = await program.call(args);
    expect(said.code).toBe(20);
    expect(said.err).toMatch(message);
    expect(said.err).not.toMatch(/^ +at /m);
  });
});

describe('conform', () => {
  it('fails the published tracker, and passes it with the known deviations that it has written, each to its last day', async () => {
    const args = ['conform', '--tracker', PUBLISHED, '--seeds', '0', '--json'];
    const files = ['--badge', 'badge.svg', '--html', 'report.html', '--markdown', 'report.md', '--write-known', 'known.json'];
    const unknown = await program.call([...args, ...files]);
    expect(unknown.code).toBe(10);
    const report = JSON.parse(unknown.out) as ConformanceReport;
    expect(report.clauses.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual(['N04', 'E15', 'I03', 'I04', 'I08']);
    expect(readFileSync(join(program.folder, 'badge.svg'), 'utf8')).toContain('<svg');
    expect(readFileSync(join(program.folder, 'report.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(join(program.folder, 'report.md'), 'utf8')).toContain('### I08');
    const written = await program.call([...args, '--known', 'known.json']);
    expect(written.code).toBe(0);
    const known = JSON.parse(readFileSync(join(program.folder, 'known.json'), 'utf8')) as readonly KnownDeviation[];
    const dated = known.map((each, at) => ({ ...each, link: 'https://example.org/1', until: at === 0 ? '2026-01-31' : '9999-12-31' }));
    writeFileSync(join(program.folder, 'dated.json'), JSON.stringify(dated));
    const expired = await program.call([...args, '--known', 'dated.json', '--write-known', 'again.json']);
    const { faults } = JSON.parse(expired.out) as ConformanceReport;
    expect([expired.code, faults]).toEqual([10, ['N04 was expected to fail until 2026-01-31 only']]);
    expect(JSON.parse(readFileSync(join(program.folder, 'again.json'), 'utf8'))).toEqual(dated);
  });

  it('passes the sample in Python on every clause, where there is a Python', async ({ skip }) => {
    skip(!hasPython, 'there is no python3');
    const said = await program.call([
      'conform',
      '--tracker',
      `cmd:python3 "${join(EXAMPLES, 'tracker.py')}"`,
      '--seeds',
      '1',
      '--scenario',
      'tiny-tables',
    ]);
    expect(said.out).toMatch(/87 clauses: 87 passed/);
    expect(said.code).toBe(0);
  });

  it('opens all trackers before it asks the first', async () => {
    const table = `{ record() { require('node:fs').writeFileSync('asked', ''); return 'inserted'; }, drain: () => [] }`;
    const create = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
    writeFileSync(
      join(program.folder, 'asked.mjs'),
      `${create} export const tracker = { protocol: 1, name: 'asked', create: () => (${table}) };`,
    );
    const said = await program.call(['conform', '--seeds', '0', '--compare', './asked.mjs', './nowhere.mjs']);
    expect([said.code, said.err]).toEqual([20, expect.stringContaining('there is no file')]);
    expect(existsSync(join(program.folder, 'asked'))).toBe(false);
  });

  it('ends at an interrupt while a reply is waited for or a failure is shrunk, and says what it does not write', async () => {
    // Its first reply to a beat is wrong, and each comes 0.3 s after the one before.
    const slow = `let last = Promise.resolve();
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const wrong = line.replace('"inserted"', '"refreshed"');
        last = last.then(() => new Promise((resolve) => setTimeout(resolve, line.startsWith('{"tracker') ? 0 : 300))).then(() => console.log(wrong));
      });`;
    writeFileSync(join(program.folder, 'slow.cjs'), slow);
    const node = `"${process.execPath}"`;
    const args = [
      'conform',
      '--tracker',
      `cmd:${node} sim/cli/main.js serve | ${node} slow.cjs`,
      '--html',
      'cut.html',
      '--badge',
      'cut.svg',
    ];
    let sentMs = Number.NaN;
    const said = await program.call(args, {
      whenBegun: (kill) =>
        setTimeout(() => {
          sentMs = performance.now();
          kill('SIGINT');
        }, 8000),
    });
    expect(performance.now() - sentMs).toBeLessThan(2000);
    expect(said.code).toBe(14);
    expect(said.out).toMatch(/interrupted: \d+ clauses and \d+ runs of scenarios were not asked to the end/);
    expect(said.err).toContain('interrupted: cut.html, cut.svg are not written, as they would tell of a part');
    expect(existsSync(join(program.folder, 'cut.html'))).toBe(false);
  });

  it('ends with 10 at an interrupt where a clause has failed before', async () => {
    // Every number of agents is wrong, and the tracker of the sixtieth run gives no more answer.
    writeFileSync(
      join(program.folder, 'stuck.mjs'),
      `import { writeFileSync } from 'node:fs';
      import { tracker as sound } from ${JSON.stringify(MAP)};
      let made = 0;
      export const tracker = {
        ...sound,
        create(options) {
          if (++made === 60) {
            writeFileSync('stuck', '');
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
          }
          return Object.assign(sound.create(options), { len: () => 4000 });
        },
      };`,
    );
    let poll: NodeJS.Timeout | undefined;
    const said = await program.call(['conform', '--tracker', './stuck.mjs', '--json'], {
      whenBegun: (kill) => (poll = setInterval(() => existsSync(join(program.folder, 'stuck')) && kill('SIGINT'), 100)),
    });
    clearInterval(poll);
    const { faults, left, exit } = JSON.parse(said.out) as ConformanceReport & { readonly exit: number };
    expect([said.code, exit, faults.length > 0, left > 0]).toEqual([10, 10, true, true]);
  });
});
