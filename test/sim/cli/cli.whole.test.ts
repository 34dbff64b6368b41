import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOAL_NAMES } from '../../../sim/oracle/goals.ts';
import type { Said } from '../../support/call-program.ts';
import type { CampaignJson } from '../../../sim/report/campaign-json.ts';
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

/** The one JSON object on standard output. */
function json({ out }: Said): CampaignJson {
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(out) as CampaignJson;
}

const SHORT = ['--scenario', 'tiny-tables', '--seed', '3', '--for', '300ms', '--workers', '1'];

describe('varta-sim', () => {
  it('refuses a wrong command line with one sentence, exit 20 and no stack', async () => {
    const [said, ...outside] = await Promise.all(['fly', 'verify', 'doctor'].map((command) => program.call([command])));
    expect(said).toEqual({
      code: 20,
      out: '',
      err: expect.stringMatching(/^varta-sim: there is no command "fly"; there are run, replay, view, [a-z, ]+\n$/),
    });
    for (const { code, err } of outside) expect([code, err]).toEqual([20, expect.stringContaining('folder of the project')]);
  });
});

describe('varta-sim run', () => {
  it('tells the configuration, the digest and the verdict, and saves them as --json and as a trace that replays to the same digest', async () => {
    const said = await program.call([...SHORT, '--out', 'single.json', '--trace', 'run.ndjson.gz']);
    expect([said.code, said.err]).toEqual([0, '']);
    expect(said.out).toMatch(/^tiny-tables · seed 3 · check cheap\ncapacity \d/);
    expect(said.out).toMatch(/steps · digest [0-9a-f]{16}\nok · /);
    const saved = json({ ...said, out: readFileSync(join(program.folder, 'single.json'), 'utf8') });
    expect(saved).toMatchObject({ scenario: 'tiny-tables', seed: '3', seeds: 1, exit: 0, findings: [], unmet: [] });
    expect(Object.keys(saved.goals)).toEqual(GOAL_NAMES);
    const [replayed, again] = await Promise.all([
      program.call(['replay', 'run.ndjson.gz', '--json']),
      program.call([...SHORT, '--trace', 'run.ndjson.gz']),
    ]);
    const { digest, steps } = saved;
    expect([replayed.code, json(replayed)]).toMatchObject([0, { digest, recordedDigest: digest, steps, finding: null, exit: 0 }]);
    expect([again.code, again.err]).toEqual([20, expect.stringContaining('there is a file of that name')]);
  });

  it('gives the same bytes for any number of workers, in any place and language', async () => {
    const args = '--scenario tiny-tables --scenario tracker-direct --seeds 2 --for 200ms --steps 700 --json'.split(' ');
    const env = { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    const [one, two] = await Promise.all([
      program.call([...args, '--workers', '1', '--out', 'whole.json']),
      program.call([...args, '--workers', '2'], { env }),
    ]);
    expect(json(one).runs).toHaveLength(4);
    expect(two.out).toBe(one.out);
    expect(readFileSync(join(program.folder, 'whole.json'), 'utf8')).toBe(one.out);
  });

  it('ends with 14 when its budget is spent', async () => {
    const said = await program.call(['--seeds', '400', '--workers', '1', '--budget', '400ms']);
    expect(said.code).toBe(14);
    expect(said.out).toContain('out of time');
    expect(said.out).toContain('unfinished');
  });

  it('ends with 14 and a table when it is interrupted', async () => {
    let isTold = false;
    const said = await program.call(['--scenario', 'known-limits', '--scenario', 'tracker-direct', '--seeds', '80', '--workers', '1'], {
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
    const child = spawn('sh', ['-c', 'node sim/cli/main.js list | head -1'], { cwd: program.folder, timeout: 20_000 });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += String(data)));
    child.stderr.on('data', (data: Buffer) => (err += String(data)));
    await once(child, 'close');
    expect([out.split('\n').length, err]).toEqual([2, '']);
  });
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
    said = await faulty.call(['--scenario', 'origin-spoof', '--seeds', '2', '--workers', '1', '--capacity', '8']);
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
      '--no-rerun',
      '--findings',
      'taken/deep',
    ]);
    expect(unsaved.code).toBeGreaterThan(0);
    expect(unsaved.out + unsaved.err).toContain('taken/deep');
    expect(unsaved.err).not.toMatch(/\n\s+at /);
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

  it('ends with 70 when the disk is full, tells the verdict all the same, and leaves no half of a file', async () => {
    const child = spawn('sh', ['-c', `ulimit -f 1; exec node sim/cli/main.js ${SHORT.join(' ')} --no-rerun --out full.json`], {
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
