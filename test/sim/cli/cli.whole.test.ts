import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { MISREADING_MUTANTS } from '../../../sim/zoo/common-mode-mutants.ts';
import type { Said } from '../../support/call-program.ts';
import { BuiltProgram } from './built-program.ts';

let program: BuiltProgram;

beforeAll(() => {
  program = BuiltProgram.build();
}, 60_000);

afterAll(() => program.remove());

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(program.folder, name), content);
  return name;
}

const NEW = '{"op":"new","capacity":2,"policy":"strict","window":2}';
const BEAT = '{"op":"record","pid":7,"nonce":"1","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}';
const OBSERVER = '{"op":"observer","threshold":"10000000","listeners":1}';

interface RunJson {
  readonly digest: string;
  readonly steps: number;
  readonly exit: number;
  /** Of a replay. */
  readonly finding: object | null;
  readonly goals: Record<string, number>;
  readonly findings: readonly { readonly judge: string; readonly rule: string; readonly nowNs: string }[];
  readonly unmet: readonly { readonly reason: string }[];
  readonly runs: readonly { readonly scenario: string; readonly seed: string; readonly digest: string }[];
}

/** The one JSON object on standard output. */
function json({ out }: Said): RunJson {
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(out) as RunJson;
}

const SHORT = ['--scenario', 'tiny-tables', '--seed', '3', '--for', '300ms', '--workers', '1'];

describe('varta-sim', () => {
  it('tells its commands and exit codes', async () => {
    const said = await program.call(['help']);
    expect([said.code, said.err]).toEqual([0, '']);
    for (const word of ['run', 'replay', 'list', 'serve', '10 safety', '20 usage']) expect(said.out).toContain(word);
  });

  it('lists every scenario, rule, known limit and goal', async () => {
    const said = await program.call(['list']);
    expect(said.code).toBe(0);
    for (const { name } of SCENARIOS) expect(said.out).toContain(`  ${name}\n`);
    for (const name of [...GOAL_NAMES, 'eviction-lawful', 'transport-balances', 'silent-agent-surfaced', 'first-origin-locks-out'])
      expect(said.out).toContain(`  ${name}\n`);
    expect(said.out).not.toContain('\u001b');
  });

  it('refuses a wrong command line with one sentence, exit 20 and no stack', async () => {
    const lines = ['fly', 'replay nowhere.ndjson'];
    const all = await Promise.all(lines.map((line) => program.call(line.split(' '))));
    const outside = await Promise.all(['verify', 'doctor'].map((command) => program.call([command])));
    expect(outside.map(({ code, err }) => [code, /folder of the project/.test(err)])).toEqual([
      [20, true],
      [20, true],
    ]);
    for (const { code, out, err } of all) expect([code, out, err.trimEnd().split('\n').length]).toEqual([20, '', 1]);
    expect(all[0].err).toMatch(/^varta-sim: there is no command "fly"; there are run, replay, view, [a-z, ]+\n$/);
  });
});

describe('varta-sim run', () => {
  it('tells the configuration, the digest and the verdict of a single run, and in a file the same as --json', async () => {
    const said = await program.call([...SHORT, '--out', 'single.json']);
    expect([said.code, said.err]).toEqual([0, '']);
    expect(said.out).toMatch(/^tiny-tables · seed 3 · check cheap\ncapacity \d/);
    expect(said.out).toMatch(/steps · digest [0-9a-f]{16}\nok · /);
    const saved = json({ ...said, out: readFileSync(join(program.folder, 'single.json'), 'utf8') });
    expect(saved).toMatchObject({ scenario: 'tiny-tables', seed: '3', seeds: 1, exit: 0, findings: [], unmet: [] });
    expect(Object.keys(saved.goals)).toEqual(GOAL_NAMES);
  });

  it('gives the same bytes for any number of workers, in any place and language', async () => {
    const args = [
      '--scenario',
      'tiny-tables',
      '--scenario',
      'tracker-direct',
      '--seeds',
      '2',
      '--for',
      '200ms',
      '--steps',
      '700',
      '--json',
    ];
    const env = { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    const [one, three] = await Promise.all([
      program.call([...args, '--workers', '1', '--out', 'whole.json']),
      program.call([...args, '--workers', '3'], { env }),
    ]);
    expect(json(one).runs).toHaveLength(4);
    expect(three.out).toBe(one.out);
    const parts = await Promise.all(['1/2', '2/2'].map((shard) => program.call([...args, '--shard', shard, '--out', `${shard[0]}.json`])));
    expect(parts.map(({ code }) => code)).toEqual([0, 0]);
    const merged = await program.call(['merge', '2.json', '1.json', '--junit', 'merged.xml']);
    expect([merged.code, merged.out]).toEqual([0, one.out]);
    expect(readFileSync(join(program.folder, 'whole.json'), 'utf8')).toBe(one.out);
    expect(readFileSync(join(program.folder, 'merged.xml'), 'utf8')).toContain('<testcase classname="scenario" name="tiny-tables"/>');
  });

  it('saves a run as a trace that replays to the same digest', async () => {
    const ran = await program.call([...SHORT, '--json', '--trace', 'run.ndjson.gz']);
    const replayed = await program.call(['replay', 'run.ndjson.gz', '--json']);
    expect([ran.code, ran.err, replayed.code]).toEqual([0, '', 0]);
    const { digest, steps } = json(ran);
    expect(json(replayed)).toMatchObject({ digest, recordedDigest: digest, steps, finding: null, exit: 0 });
    const again = await program.call([...SHORT, '--trace', 'run.ndjson.gz']);
    expect([again.code, again.err]).toEqual([20, expect.stringContaining('there is a file of that name')]);
  });

  it('ends with 13 when a run has tested nothing', async () => {
    const broken = program.withFault(
      'sim/world/scenarios/hash-collision.js',
      'const isOnPath = entropy.chance({ numerator: 2, denominator: 3 });',
      'const isOnPath = false;',
    );
    const idle = await broken.call(['--scenario', 'hash-collision', '--seed', '1', '--json']);
    broken.remove();
    expect([idle.code, json(idle).unmet]).toEqual([13, [{ scenario: 'hash-collision', seed: '1', reason: 'no eviction was rolled back' }]]);
  });

  it('ends with 14 when its budget is spent', async () => {
    const said = await program.call(['--seeds', '400', '--workers', '1', '--budget', '400ms']);
    expect(said.code).toBe(14);
    expect(said.out).toContain('out of time');
    expect(said.out).toContain('unfinished');
  });

  it('ends with 14 and a table when it is interrupted', async () => {
    let isTold = false;
    const said = await program.call(['--scenario', 'known-limits', '--scenario', 'tracker-direct', '--seeds', '80', '--workers', '2'], {
      onErr: (err, kill) => {
        if (!isTold && err.includes('runs')) kill('SIGINT');
        isTold ||= err.includes('runs');
      },
    });
    expect(said.code).toBe(14);
    expect(said.out).toContain('interrupted: what is shown is what is known');
    expect(said.out).toMatch(/known-limits +\d+/);
  });

  it('does not mind that its reader goes away', async () => {
    const child = spawn('sh', ['-c', `node sim/cli/main.js list | head -1; node sim/cli/main.js ${SHORT.join(' ')} | head -1`], {
      cwd: program.folder,
      timeout: 20_000,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => (err += String(data)));
    await once(child, 'close');
    expect([out.split('\n').length, err]).toEqual([3, '']);
  });
});

describe('varta-sim run with a fault that keeps agents from being heard', () => {
  it('ends with 11 and says what became of the beats of the pid that is not tracked', async () => {
    const mutant = MISREADING_MUTANTS.find(({ name }) => name === 'both-refuse-large-pids')!;
    let deaf = program;
    for (const { file, pattern, replacement } of mutant.edits) {
      const next = deaf.withFault(file, pattern, replacement);
      if (deaf !== program) deaf.remove();
      deaf = next;
    }
    try {
      const { code, out } = await deaf.call(['--scenario', 'lossy-network', '--seed', '3', '--capacity', '12', '--no-shrink']);
      expect([code, out]).toEqual([11, expect.stringContaining('liveness/live-agent-tracked')]);
      expect(out).toContain('  beats     in the run as found, pid 595845030, running since 12.305414 ms, sent 95 beats\n');
      expect(out).toContain('            no datagram under that pid was accepted\n');
      expect(out).toContain('              8 datagrams lost on link net, from 72.201496 ms to 2.666573444 s\n');
      expect(out).toContain('              19 datagrams refused by link net, cut from 978 ms to 1.956 s\n');
      expect(out).toContain('              68 datagrams read from 16.3 ms to 4.8737 s: decode-refused, 2 damaged on link net\n');
    } finally {
      deaf.remove();
    }
  }, 60_000);
});

describe('varta-sim run with a planted fault', () => {
  let faulty: BuiltProgram;
  let said: Said;

  beforeAll(async () => {
    // A refused beat ends a silence.
    faulty = program.withFault(
      'src/tracker/known-pid.js',
      "return 'origin-conflict';",
      "slots.lastBeatNs[slot] = nowNs;\n        return 'origin-conflict';",
    );
    said = await faulty.call(['--scenario', 'origin-spoof', '--seeds', '2', '--workers', '2', '--capacity', '8']);
  }, 40_000);

  afterAll(() => faulty.remove());

  it('ends with 10 and tells what was expected, what came, and what to paste', () => {
    expect(said.code).toBe(10);
    expect(said.out).toContain('refusal-changes-nothing');
    expect(said.out).toMatch(/npm run replay -- findings\/\S+\.ndjson/);
  });

  it('saves traces that reproduce the finding with the fault, and are clean without it', async () => {
    const name = readdirSync(join(faulty.folder, 'findings')).find((file) => file.endsWith('.ndjson')) ?? 'none';
    const trace = readFileSync(join(faulty.folder, 'findings', name));
    const reproduced = await faulty.call(['replay', `findings/${name}`]);
    expect([reproduced.code, reproduced.out]).toEqual([10, expect.stringContaining('reproduced: invariant/refusal-changes-nothing/poll')]);
    const clean = await program.call(['replay', put('finding.ndjson', trace)]);
    expect([clean.code, clean.out]).toEqual([0, expect.stringContaining('did not come up')]);
  });

  it('says so where the findings cannot be saved, and does not hide them', async () => {
    writeFileSync(join(faulty.folder, 'taken'), '');
    const unsaved = await faulty.call([
      '--scenario',
      'origin-spoof',
      '--seed',
      '1',
      '--capacity',
      '8',
      '--no-shrink',
      '--findings',
      'taken/deep',
    ]);
    expect(unsaved.code).toBeGreaterThan(0);
    expect(unsaved.out + unsaved.err).toContain('taken/deep');
    expect(unsaved.err).not.toMatch(/\n\s+at /);
  });

  it('ends with 12 when the same seed gives two runs', async () => {
    const moody = program.withFault('sim/run/digest.js', '#a = 0x243f6a88', '#a = 0x243f6a88 ^ (Math.random() * 2 ** 31)');
    const unequal = await moody.call([...SHORT, '--json']);
    moody.remove();
    expect(unequal.code).toBe(12);
    expect(json(unequal).findings).toMatchObject([{ judge: 'determinism', rule: 'same-seed-same-run' }]);
  });
});

describe('varta-sim run on a machine that gives way', () => {
  async function withFault(fault: readonly [file: string, sound: string, broken: string], args: readonly string[]): Promise<Said> {
    const broken = program.withFault(...fault);
    const said = await broken.call(args);
    broken.remove();
    return said;
  }

  const NO_PROCESS = ['sim/process/child.js', 'detached: true,', "detached: true, execPath: 'no-such-program',"] as const;

  it('ends with 70 and one sentence when processes cannot be started', async () => {
    const said = await withFault(NO_PROCESS, SHORT);
    expect([said.code, said.err]).toEqual([
      70,
      'varta-sim: the harness could not go on: no worker can be started, 4 in a row: its process ended with code unknown: Error: spawn no-such-program ENOENT\n',
    ]);
  });

  it('ends with 70, and blames nothing else, when its own world throws', async () => {
    const said = await withFault(
      ['sim/world/event-queue.js', 'push(', 'push() { throw new Error("planted"); }\n    never('],
      [...SHORT, '--json'],
    );
    expect(said.code).toBe(70);
    expect(json(said).findings.map(({ judge }) => judge)).toEqual(['harness']);
  });

  it('ends with 70 when something fails that nobody catches', async () => {
    const fault = [
      'sim/cli/list-command.js',
      '    const sections',
      "    setImmediate(() => { throw new Error('planted'); });\n    const sections",
    ] as const;
    const said = await withFault(fault, ['list']);
    expect([said.code, said.err]).toEqual([70, expect.stringContaining('internal error: Error: planted')]);
  });

  it('ends with 70 when the disk is full, tells the verdict all the same, and leaves no half of a file', async () => {
    const child = spawn('sh', ['-c', `ulimit -f 1; exec node sim/cli/main.js ${SHORT.join(' ')} --out full.json`], {
      cwd: program.folder,
      timeout: 20_000,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => (err += String(data)));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, err]).toEqual([70, expect.stringMatching(/^varta-sim: Cannot write full\.json: EFBIG.*\n$/)]);
    expect(out).toContain('ok · ');
    expect(readdirSync(program.folder).filter((name) => name.includes('full.json'))).toEqual([]);
  });
});

describe('varta-sim replay', () => {
  it('ends with 10 at the line whose reply is not the recorded one', async () => {
    const file = put('expects.ndjson', `${NEW}\n${BEAT.slice(0, -1)},"expect":{"update":"refreshed"}}\n`);
    const said = await program.call(['replay', file, '--json']);
    expect([said.code, json(said).finding]).toEqual([
      10,
      expect.objectContaining({
        judge: 'expect',
        rule: 'reply-as-recorded',
        step: 1,
        reason: 'the reply on line 2 is not the recorded one',
      }),
    ]);
  });

  it('ends with 11 when somebody who lives is not tracked', async () => {
    const file = put('settled.ndjson', `${OBSERVER}\n{"op":"settled","now":"5","live":[7],"silent":[]}\n`);
    const said = await program.call(['replay', file]);
    expect([said.code, said.out]).toEqual([11, expect.stringContaining('live-agent-tracked')]);
  });

  it('stops behind the step that it is told, and shows the table there', async () => {
    const file = put('two.ndjson', `${NEW}\n${BEAT}\n${BEAT.replace('"pid":7', '"pid":8')}\n`);
    const said = await program.call(['replay', file, '--until', '1', '--dump']);
    expect(said.code).toBe(0);
    expect(said.out).toContain('1 of 2 slots');
    expect(said.out).toContain('last operations');
    expect(said.out).toMatch(/2 steps · digest [0-9a-f]{16}\n/);
    const beyond = await program.call(['replay', file, '--until', '3']);
    expect([beyond.code, beyond.err]).toEqual([20, expect.stringContaining('--until must be a step from 0 to 2, got 3')]);
  });
});
