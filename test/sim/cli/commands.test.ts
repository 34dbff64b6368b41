import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { COMMANDS } from '../../../sim/cli/commands.ts';
import { PROGRAM } from '../../../sim/cli/program.ts';
import { runCommand, runProgram } from '../../../sim/data/command-line/program.ts';
import type { CommandContext } from '../../../sim/data/command-line/output.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { outputTo, SILENT } from '../../support/outputs.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What a command writes, and how it ends: with a code, or with the sentence of a caller's mistake. */
async function call(line: readonly string[]): Promise<{ readonly end: number | string; readonly out: string }> {
  const [name, ...args] = line[0] in COMMANDS ? line : ['run', ...line];
  let out = '';
  const context: CommandContext = { out: outputTo((text) => void (out += text)), err: SILENT, onInterrupt: () => () => {} };
  try {
    return { end: await runCommand(await COMMANDS[name](), args, context), out };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { end: error.message, out };
  }
}

const NEW = '{"op":"new","capacity":2,"policy":"strict","window":2}';
const BEAT = '{"op":"record","pid":7,"nonce":"1","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}';
const OBSERVER = '{"op":"observer","threshold":"10000000","listeners":1}';

describe('the commands of varta-sim', () => {
  it.each(Object.keys(COMMANDS))('%s tells its options', async (command) => {
    const { end, out } = await call([command, '--help']);
    expect(end).toBe(0);
    expect(out).toMatch(/^usage: /);
  });

  it.each([
    ['--fly', 'there is no option --fly'],
    ['--seeds 0', '--seeds must be a whole number'],
    ['--seeds 1.5', '--seeds must be a whole number'],
    ['--seeds', '--seeds needs a value'],
    ['--seed a\tb', '--seed must be printable ASCII'],
    ['--scenario nowhere', 'there is no scenario "nowhere"'],
    ['nowhere.json', 'nowhere.json: there is no such file'],
    ['--capacity 4097', '--capacity must be a whole number from 0 to 4096'],
    ['--capacity -1', '--capacity must be a whole number from 0 to 4096, got "-1"'],
    ['--capacity --json', '--capacity needs a value: --capacity N'],
    ['--sedes 3', 'did you mean "--seeds"?'],
    ['-seed 3', 'there is no option -seed; '],
    ['--window 0', '--window must be a whole number'],
    ['--policy lenient', '--policy must be one of strict, balanced'],
    ['--check some', '--check must be one of cheap, full'],
    ['--for 5', '--for must be a duration'],
    ['--for 0s', '--for must be a duration'],
    ['--budget soon', '--budget must be a duration'],
    ['--workers 65', '--workers must be a whole number from 1 to 64'],
    ['--json=yes', '--json takes no value'],
    ['--steps 0', '--steps must be a whole number'],
    ['--trace t.ndjson', '--trace saves a single run'],
    ['--rerun --no-rerun', '--rerun and --no-rerun exclude each other'],
    ['--rerun=1', '--rerun takes no value'],
    ['run --scenario tiny-tables --history package.json', 'run: --history package.json: line 1 is no line of a history'],
    ['list twice', 'list: takes no arguments, got "twice"'],
    ['serve here', 'serve: takes no arguments, got "here"'],
    ['replay', 'replay: takes 1 FILE, got 0; usage: npm run replay -- [OPTIONS] FILE'],
    ['replay a b', 'replay: takes 1 FILE, got 2; usage: '],
    ['replay nowhere.ndjson', 'nowhere.ndjson: there is no such file'],
    ['replay sim', 'sim: it is a folder'],
    ['run --until 3', 'there is no option --until'],
    ['run --soak 5s --seeds 3', '--soak goes with neither --seeds nor --budget'],
    ['run --soak now', '--soak must be a duration'],
    ['run --shard 3', '--shard must be a shard and their number, such as 2/4'],
    ['run --shard 5/4', '--shard must be a shard and their number, such as 2/4'],
    ['run --shard 1/13', '--shard must leave each shard a seed, and there are 12'],
    ['run --shard 1/2 --soak 5s', '--shard needs a number of seeds to share'],
    ['merge', 'merge: takes 1 FILE or more, got 0; usage: '],
    ['merge nowhere.json', 'merge: nowhere.json: there is no such file'],
    ['merge sim', 'merge: sim: it is a folder, not a result'],
    ['merge package.json', 'merge: package.json: it is not what run --json prints'],
    ['merge README.md', 'merge: README.md: it is not whole JSON'],
    ['bisect', 'bisect: takes 1 FILE, got 0; usage: '],
    ['bisect corpus/traces/refusal-bad-crc.ndjson', 'bisect: --good REV must be given'],
    ['query corpus', 'query: takes FILE … QUERY, got 1; usage: '],
    ['query nowhere evict', 'query: nowhere: there is no such file'],
    ['query sim evict', 'query: sim has no trace in it'],
    ['query corpus evict(', 'query: character 7 of "evict(": '],
    ['query evict corpus/traces', 'query: corpus/traces is a file or a folder: the question comes last'],
    ['--observations a.json --out a.json', '--observations'],
    ['replay x.ndjson --known k.json', '--known goes with --tracker alone'],
    ['run --tracker x.mjs --known k.json --queue redis://x', '--known'],
    ['conform --tracker ours --known nowhere.json', 'nowhere.json cannot be read as known deviations: there is no such file'],
    ['conform --tracker ours --html a.html --markdown ./a.html', 'conform: --html "a.html" and --markdown "./a.html" are one file'],
    ['conform --tracker ours --badge nowhere/a.svg', 'Cannot write nowhere/a.svg: there is no such folder'],
    ['explore --out a.json --checkpoint a.json', 'explore: --checkpoint "a.json" and --out "a.json" are one file'],
    ['explore --out nowhere/a.json', 'Cannot write nowhere/a.json: there is no such folder'],
    ['explore --findings package.json', 'Cannot write package.json: '],
    ['explore --domain nowhere.json', 'the domain nowhere.json cannot be read: there is no such file'],
    ['run --rules docs', 'docs: it is a folder, not a module'],
    ['doctor who', 'doctor: takes no arguments, got "who"'],
    ['corpus a b', 'corpus: takes at most 1 DIR, got 2; usage: npm run -s varta-sim -- corpus [OPTIONS] [DIR]'],
    ['corpus nowhere', 'corpus: nowhere: there is no such folder'],
    ['corpus package.json', 'corpus: package.json: it is no folder'],
    ['corpus sim', 'corpus: sim has no trace in it'],
    ['verify all', 'verify: takes no arguments, got "all"'],
    ['verify --budget 5s', '--budget must be at least 10s'],
    ['verify --only everything', 'there is no stage "everything"; there are types, '],
    ['verify --commit é', '--commit must be printable ASCII'],
    ['zoo --scenario swarm', 'zoo: there is no option --scenario'],
    ['zoo --seeds 0', 'zoo: --seeds must be a whole number from 1 to 1000'],
    ['zoo --base-seeds 101', 'zoo: --base-seeds must be a whole number from 1 to 100'],
    ['zoo --only unicorn', 'zoo: there is no bug "unicorn", nor a group of that name'],
    ['zoo --budget soon', 'zoo: --budget must be a duration'],
    ['zoo index', 'zoo: takes no arguments, got "index"'],
  ])('refuse "%s" with one sentence', async (line, sentence) => {
    const { end, out } = await call(line.split(' '));
    expect(end).toContain(sentence);
    expect(end).not.toContain('\n');
    expect(out).toBe('');
  });
});

describe('a summary of GitHub Actions that cannot be written', () => {
  it.each([
    ['run --scenario tiny-tables', 'Cannot write nowhere/summary.md: there is no such folder'],
    ['verify', 'Cannot write nowhere/summary.md: there is no such folder'],
    ['shrink nowhere.ndjson', 'nowhere.ndjson: there is no such file'],
    ['init', 0],
  ])('stops those that write one alone, and before their work: %s', async (line, end) => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    vi.stubEnv('GITHUB_STEP_SUMMARY', 'nowhere/summary.md');
    const inFolder = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    try {
      expect((await call(line.split(' '))).end).toBe(end);
    } finally {
      inFolder.mockRestore();
      vi.unstubAllEnvs();
    }
  });
});

describe('emit', () => {
  it.each([
    ['x.test.ts', /x\.test\.ts: npx vitest run .*x\.test\.ts\n$/],
    ['x.txt', /x\.txt, which vitest runs only under a name such as x\.test\.ts\n$/],
  ])('says how to run what it writes: %s', async (name, says) => {
    const trace = put('emitted.ndjson', `${NEW}\n`);
    expect(await call(['emit', trace, '--out', join(folder, name)])).toEqual({ end: 0, out: expect.stringMatching(says) });
  });
});

describe('list', () => {
  it('has every scenario, rule, known limit and goal', async () => {
    const { end, out } = await call(['list']);
    expect(end).toBe(0);
    const names = ['eviction-lawful', 'transport-balances', 'silent-agent-surfaced', 'first-origin-locks-out'];
    for (const name of [...SCENARIOS.map((scenario) => scenario.name), ...GOAL_NAMES, ...names]) expect(out).toContain(`  ${name}\n`);
    expect(out).not.toContain('\u001b');
  });

  it('has the same as one JSON object', async () => {
    const [{ out: text }, { end, out }] = [await call(['list']), await call(['list', '--json'])];
    const lists = JSON.parse(out) as Record<'scenarios' | 'rules' | 'goals', { name: string; sentence: string; judge?: string }[]>;
    expect([end, Object.keys(lists)]).toEqual([0, ['scenarios', 'rules', 'goals']]);
    const names = Object.values(lists).flatMap((list) => list.map(({ name }) => `  ${name}`));
    expect(names).toEqual(text.split('\n').filter((line) => /^ {2}\S/.test(line)));
    expect(lists.rules.find(({ name }) => name === 'eviction-lawful')).toEqual({
      judge: 'invariant',
      name: 'eviction-lawful',
      sentence: expect.stringMatching(/\w/),
    });
  });

  it.each([['list'], ['zoo', '--list']])('is wrapped at the width of the terminal: %s %s', async (...line) => {
    const { end, out } = await call(line);
    expect([end, out.split('\n').filter((text) => text.length > 100)]).toEqual([0, []]);
  });
});

describe('corpus', () => {
  it('tells of each trace what is wrong with it, with --json as one object', async () => {
    const filed = join(folder, 'filed-for-corpus');
    mkdirSync(filed);
    const good = readFileSync('corpus/traces/refusal-bad-crc.ndjson');
    writeFileSync(join(filed, 'good.ndjson'), good);
    writeFileSync(join(filed, 'bad.ndjson'), '{"op":"len"');
    const { end, out } = await call(['corpus', filed, '--json']);
    expect([end, JSON.parse(out)]).toEqual([
      10,
      {
        traces: [
          { trace: join(filed, 'bad.ndjson'), fault: expect.stringContaining('line 1') },
          { trace: join(filed, 'good.ndjson'), fault: null },
        ],
        failed: 1,
        exit: 10,
      },
    ]);
    const { out: text } = await call(['corpus', filed]);
    expect(text).toMatch(/^FAIL {2}\S+ line 1: .*\n2 filed traces, 1 not as they were filed\n$/);
    expect(text.split('bad.ndjson')).toHaveLength(2);
  });
});

describe('replay', () => {
  it('ends with 10 at the line whose reply is not the recorded one', async () => {
    const file = put('expects.ndjson', `${NEW}\n${BEAT.slice(0, -1)},"expect":{"update":"refreshed"}}\n`);
    const { end, out } = await call(['replay', file, '--json']);
    const { finding } = JSON.parse(out) as { readonly finding: object };
    const reason = 'the reply on line 2 is not the recorded one';
    expect([end, finding]).toMatchObject([10, { judge: 'expect', rule: 'reply-as-recorded', step: 1, reason }]);
  });

  it('ends with 11 when somebody who lives is not tracked', async () => {
    const file = put('settled.ndjson', `${OBSERVER}\n{"op":"settled","now":"5","live":[7],"silent":[]}\n`);
    expect(await call(['replay', file])).toEqual({ end: 11, out: expect.stringContaining('live-agent-tracked') });
  });

  it('stops behind the step that it is told, and shows the table there', async () => {
    const file = put('two.ndjson', `${NEW}\n${BEAT}\n${BEAT.replace('"pid":7', '"pid":8')}\n`);
    const { end, out } = await call(['replay', file, '--until', '1', '--dump']);
    expect([end, out]).toEqual([0, expect.stringMatching(/2 steps · digest [0-9a-f]{16}\n/)]);
    for (const text of ['1 of 2 slots', 'last operations']) expect(out).toContain(text);
    expect((await call(['replay', file, '--until', '3'])).end).toContain('--until must be a step from 0 to 2, got 3');
  });

  it.each([
    ['an empty file', 'empty.ndjson', '', 'it is empty'],
    ['a damaged line', 'damaged.ndjson', `${NEW}\n{"op":"rec`, 'damaged.ndjson line 2'],
    ['an operation out of place', 'lost.ndjson', `${BEAT}\n`, 'lost.ndjson line 1: record needs a new operation before it'],
    [
      'a listener that is not there',
      'deaf.ndjson',
      `${OBSERVER}\n{"op":"datagram","now":"0","listener":3,"origin":"kernel-attested","peer":null,"ns":null,"bytes":""}\n`,
      'listener must be below 1',
    ],
    ['gzip data that is cut off', 'cut.ndjson.gz', gzipSync(`${NEW}\n${BEAT}\n`).subarray(0, 40), 'gzip data is cut off'],
    ['gzip data that is damaged', 'bad.ndjson.gz', gzipSync(`${NEW}\n${BEAT}\n`).fill(7, 20, 60), 'gzip data is damaged'],
    ['a name that lies about gzip', 'plain.ndjson.gz', `${NEW}\n`, 'it is not gzipped'],
    ['a header of another version', 'later.ndjson', '{"trace":2}\n', 'trace version 2 is not supported'],
  ])('refuses %s with one sentence', async (_, name, content, sentence) => {
    const { end, out } = await call(['replay', put(name, content)]);
    expect(end).toContain(sentence);
    expect(end).not.toContain('\n');
    expect(out).toBe('');
  });
});

describe('run', () => {
  it('refuses a scenario file that is none, and a folder, with one sentence', async () => {
    mkdirSync(join(folder, 'folder.json'));
    for (const [path, sentence] of [
      [join(folder, 'folder.json'), 'it is a folder, not a scenario file'],
      [put('none.json', '{"name":'), 'none.json'],
      [put('list.json', '[]'), 'list.json'],
      [put('huge.json', new Uint8Array(1_048_577)), 'at most 1048576 bytes long'],
    ] as const) {
      const { end, out } = await call(['run', path]);
      expect([end, out]).toEqual([expect.stringContaining(sentence), '']);
    }
  });
});

describe('replay of what a replay does not judge', () => {
  const finding = { judge: 'conservation', rule: 'transport-balances', op: 'len', step: 1, reason: 'r' };
  const path = (): string =>
    put('unjudged.ndjson', `${JSON.stringify({ trace: 1, scenario: 'lossy-network', seed: '7', finding })}\n${NEW}\n{"op":"len"}\n`);

  it('is inconclusive, and names the line that shows it again', async () => {
    const { end, out } = await call(['replay', path()]);
    expect(end).toBe(14);
    expect(out).toContain('not judged here: conservation/transport-balances/len: ');
    expect(out.trimEnd()).toMatch(/npm run sim -- --scenario lossy-network --seed 7$/);
  });

  it('is ok up to a step before the end, where nothing is said of it', async () => {
    expect((await call(['replay', path(), '--until', '0'])).end).toBe(0);
  });
});

/** What a command that reads traces or scenarios is given to get there; null for one that reads none. */
const READS: Readonly<Record<string, string | null>> = {
  run: '--scenario mine',
  replay: 'FILE',
  view: 'FILE',
  list: '',
  serve: null,
  shrink: 'FILE --dry-run',
  keep: 'FILE --dry-run',
  emit: 'FILE --out -',
  corpus: 'FOLDER',
  explore: null,
  locate: 'FILE',
  explain: 'FILE',
  bisect: 'FILE --good HEAD',
  query: 'FILE evict',
  conform: '--tracker ours',
  verify: null,
  zoo: null,
  merge: null,
  work: '--queue redis://127.0.0.1',
  queue: null,
  init: null,
  doctor: null,
};

it('a word that is no command and yet looked for is answered with what to give', async () => {
  const context: CommandContext = { out: SILENT, err: SILENT, onInterrupt: () => () => {} };
  await expect(runProgram(PROGRAM, ['step', 'x.ndjson'], context)).rejects.toThrow(
    /there is no command "step"; .*; it is replay --step FILE$/,
  );
});

describe('a finding about a tracker from elsewhere', () => {
  const finding = { judge: 'conformance', rule: 'len', op: 'len', step: 1, reason: 'r', expected: '{"value":0}', got: '{"value":1}' };
  const header = { trace: 1, scenario: 'tracker-direct', seed: '7', finding, tracker: './mine.mjs' };
  mkdirSync(join(folder, 'filed'));
  const path = put('filed/foreign.ndjson', `${JSON.stringify(header)}\n${NEW}\n{"op":"len"}\n`);

  it.each(['replay', 'shrink', 'keep', 'emit', 'corpus', 'locate', 'explain', 'bisect'])(
    'is refused by %s without that',
    async (command) => {
      const args = (READS[command] ?? '').replace('FILE', path).replace('FOLDER', join(folder, 'filed')).split(' ');
      const { end, out } = await call([command, ...args]);
      expect([end, out]).toEqual([
        `${path}: its finding is about a tracker from elsewhere: give --tracker ./mine.mjs to replay, shrink, keep, emit or corpus`,
        '',
      ]);
    },
  );
});

describe('every command that reads traces or scenarios', () => {
  it('is in the list', () => expect(Object.keys(READS)).toEqual(Object.keys(COMMANDS)));

  it.each(Object.entries(READS).flatMap(([name, args]) => (args === null ? [] : [[name, args] as const])))(
    '%s takes --rules, and reads the config file before all else',
    async (name, args) => {
      expect(Object.keys((await COMMANDS[name]()).options)).toContain('rules');
      const project = join(folder, 'project');
      mkdirSync(project, { recursive: true });
      writeFileSync(join(project, 'varta-sim.config.mjs'), ['export', 'default { rulez: [] };'].join(' '));
      const inProject = vi.spyOn(process, 'cwd').mockReturnValue(project);
      try {
        const file = put('plain.ndjson', `${NEW}\n`);
        const { end, out } = await call([name, ...args.replace('FILE', file).replace('FOLDER', folder).split(' ').filter(Boolean)]);
        expect([end, out]).toEqual([expect.stringContaining('varta-sim.config.mjs has no key "rulez"'), '']);
      } finally {
        inProject.mockRestore();
      }
    },
  );
});
