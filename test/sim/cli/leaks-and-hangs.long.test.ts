import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Said } from '../../support/call-program.ts';
import { COMMON_MODE_MUTANTS } from '../../../sim/zoo/common-mode-mutants.ts';
import type { CampaignJson } from '../../../sim/report/campaign-json.ts';
import { BuiltProgram } from './built-program.ts';

// Runs that leak, that hang, that nobody hears, that test nothing: each takes some seconds, in programs of their own.

let program: BuiltProgram;

beforeAll(() => {
  program = BuiltProgram.build();
}, 60_000);

afterAll(() => program.remove());

function put(name: string, content: string): string {
  writeFileSync(join(program.folder, name), content);
  return name;
}

const NEW = '{"op":"new","capacity":2,"policy":"strict","window":2}';
const BEAT = '{"op":"record","pid":7,"nonce":"1","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}';
const SHORT = ['--scenario', 'tiny-tables', '--seed', '3', '--for', '300ms', '--workers', '1'];

/** What it printed, with the lines of a report as they were before they were wrapped. */
function unwrapped({ out }: Said): string {
  return out.replaceAll(/\n {12}/g, '');
}

describe('varta-sim run with a run that does not end', () => {
  it('gives up on a run that does not end, and reports it', async () => {
    const stuck = program.withFault(
      'sim/world/scenarios/tracker-direct.js',
      "yield { op: 'new', capacity, policy, window, ...rules };",
      "yield { op: 'new', capacity, policy, window, ...rules };\n    for (;;) if (steps < 0) break;",
    );
    const hung = await stuck.call([
      '--scenario',
      'tracker-direct',
      '--scenario',
      'tiny-tables',
      '--seeds',
      '1',
      '--for',
      '100ms',
      '--timeout',
      '4s',
      '--json',
    ]);
    stuck.remove();
    expect(hung.code).toBe(10);
    const { findings, runs } = JSON.parse(hung.out) as CampaignJson;
    expect(findings.every(({ judge, rule }) => judge === 'no-throw' && rule === 'never-hangs')).toBe(true);
    expect([...runs].map(({ scenario }) => scenario)).toEqual(['tiny-tables']);
  });
});

describe('varta-sim run with a leak', () => {
  const FLEET = ['--scenario', 'steady-fleet', '--seed', '1', '--for', '300ms', '--workers', '1'];

  it('tells the step, both operations and the stream where a world depends on those before it, unless nothing is re-run', async () => {
    const jitter = 'entropy.int(0, fleet.jitterNs)';
    const counted = '(globalThis.beats = (globalThis.beats ?? 0) + 1) % 20 === 19';
    const worn = program.withFault('sim/world/fleet.js', `${jitter})`, `(${counted} ? entropy.int(1, 9) : 0) + ${jitter})`);
    const [compared, alone] = await Promise.all([worn.call(FLEET), worn.call([...FLEET, '--no-rerun'])]);
    worn.remove();
    expect([alone.code, alone.out]).toEqual([0, expect.stringContaining('0 re-run, identical')]);
    expect(compared.code).toBe(12);
    expect(compared.out).toMatch(/determinism\/same-seed-same-run at step \d+/);
    expect(unwrapped(compared)).toMatch(/op A +\{"op".*\n +op B +\{"op"/);
    expect(compared.out).toMatch(/draws +world\/fleet \S+: \d+ in A, \d+ in B/);
    // The operations alone would not show it.
    expect(compared.out).not.toContain('npm run replay');
    expect(compared.out).toContain('--rerun');
  });

  it('saves a run of production code that depends on those before it, and replays it in two processes', async () => {
    const counting = program.withFault(
      'src/observer/observer.js',
      'this.limits =',
      // All observers of a run, copies too, have one clock; those that try options have one slot.
      'if (options.capacity > 1) (globalThis.clocks ??= new Set()).add(clock);\nthis.limits =',
    );
    const worn = counting.withFault(
      'src/observer/observer.js',
      'payload: frame.payload,',
      'payload: globalThis.clocks?.size > 1 ? 1 : frame.payload,',
    );
    const said = await worn.call(SHORT);
    const path = /npm run replay -- (\S+)/.exec(said.out)?.[1] ?? 'none';
    const [replayed, sound] = await Promise.all([
      worn.call(['replay', path]),
      program.call(['replay', '--rerun', join(worn.folder, path)]),
    ]);
    counting.remove();
    worn.remove();
    expect([said.code, unwrapped(said)]).toEqual([12, expect.stringMatching(/reply A .*"payload":0,.*\n +reply B .*"payload":1,/)]);
    expect([replayed.code, replayed.out]).toEqual([12, expect.stringContaining('reproduced: determinism/same-seed-same-run/poll')]);
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('did not come up')]);
  });

  it.each([
    ['either', 'true'],
    ['the second', 'process.argv.length > 2'],
  ])('ends with 70 when %s process of a re-run does not start', async (_which, condition) => {
    const broken = program.withFault(
      'sim/findings/determinism/rerunner.js',
      'serveTasks(tasks);',
      `if (${condition}) throw new Error('no start');\nserveTasks(tasks);`,
    );
    const said = await broken.call(['replay', '--rerun', join(program.folder, put('sound.ndjson', `${NEW}\n${BEAT}\n`))]);
    broken.remove();
    expect(said).toEqual({
      code: 70,
      out: '',
      err: expect.stringMatching(/^varta-sim: the harness could not go on: a process to make one run in did not start: .*\n$/),
    });
  });

  it('ends with 12 when production code looks at the clock on the wall, shrinks that, and replays it', async () => {
    const hasty = program.withFault(
      'src/tracker/tracker.js',
      'if (!isBelow(slots.lastNonces, slot, nonce)) {',
      'if (Date.now() > 0 && !isBelow(slots.lastNonces, slot, nonce)) {',
    );
    const said = await hasty.call(SHORT);
    const path = /npm run replay -- (\S+)/.exec(said.out)?.[1] ?? 'none';
    const replayed = await hasty.call(['replay', path]);
    hasty.remove();
    expect([said.code, said.out]).toEqual([12, expect.stringContaining('determinism/asks-for-nothing')]);
    expect(said.out).toMatch(/Date\.now was used by .*tracker\/tracker\.js:\d+/);
    expect(said.out).toMatch(/shrunk +\d+ operations to [3-9] /);
    expect([replayed.code, replayed.out]).toEqual([12, expect.stringContaining('reproduced: determinism/asks-for-nothing')]);
  });

  it('ends with 12 when what it found does not come again under the same seed', async () => {
    const moody = program.withFault('sim/run/digest.js', '#a = 0x243f6a88', '#a = 0x243f6a88 ^ process.pid');
    const faulty = moody.withFault('src/tracker/tracker.js', "return 'out-of-order';", "return 'origin-conflict';");
    const said = await faulty.call(['--scenario', 'nonce-edges', '--seed', '1', '--steps', '2000', '--no-rerun']);
    moody.remove();
    faulty.remove();
    expect([said.code, said.out]).toEqual([12, expect.stringContaining('determinism/same-seed-same-run at step 0')]);
  });
});

describe('varta-sim run with a fault that keeps agents from being heard', () => {
  it('ends with 11 and says what became of the beats of the pid that is not tracked', async () => {
    const mutant = COMMON_MODE_MUTANTS.find(({ name }) => name === 'both-refuse-large-pids')!;
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

describe('varta-sim run with a fault of the harness', () => {
  it('ends with 13 when a run has tested nothing', async () => {
    const broken = program.withFault(
      'sim/world/scenarios/hash-collision.js',
      'const isOnPath = entropy.chance({ numerator: 2, denominator: 3 });',
      'const isOnPath = false;',
    );
    const idle = await broken.call(['--scenario', 'hash-collision', '--seed', '1', '--json']);
    broken.remove();
    expect([idle.code, (JSON.parse(idle.out) as CampaignJson).unmet]).toEqual([
      13,
      [{ scenario: 'hash-collision', seed: '1', reason: 'no eviction was rolled back' }],
    ]);
  });

  it('ends with 70, and blames nothing else, when its own world throws', async () => {
    const broken = program.withFault('sim/world/event-queue.js', 'push(', 'push() { throw new Error("planted"); }\n    never(');
    const said = await broken.call([...SHORT, '--json']);
    broken.remove();
    expect([said.code, (JSON.parse(said.out) as CampaignJson).findings.map(({ judge }) => judge)]).toEqual([70, ['harness']]);
  });
});
