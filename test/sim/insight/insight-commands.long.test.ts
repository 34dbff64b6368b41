import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantMutant, type PlantedMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { callNode, type Said } from '../../support/call-program.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

/** A trace that no seed made. */
const BY_HAND = [
  '{"op":"new","capacity":1,"policy":"strict","window":1}',
  '{"op":"record","pid":7,"nonce":"18446744073709551614","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
  '{"op":"record","pid":7,"nonce":"1048576","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
];

const folder = scratchFolder(afterAll);

let planted: PlantedMutant;

beforeAll(() => {
  const mutant = MUTANTS.find(({ name }) => name === 'wrap-lands-one-further');
  if (mutant === undefined) throw new Error('the bug is gone');
  planted = plantMutant(mutant, join(ROOT, 'dist'));
  writeFileSync(join(folder, 'hand.ndjson'), `${BY_HAND.join('\n')}\n`);
}, 60_000);

afterAll(() => {
  planted.dispose();
});

async function sim(args: readonly string[], isPlanted = true): Promise<Said> {
  const env = isPlanted ? { VARTA_SIM_HARNESS_TEST_PRODUCTION: planted.module ?? '' } : {};
  return callNode([MAIN, ...args], { cwd: folder, env: { ...process.env, ...env }, timeoutMs: 240_000 });
}

interface LocateJson {
  readonly signature: string;
  readonly failsAt: number;
  readonly infection: { readonly step: number } | null;
  readonly curve: readonly { readonly kept: number; readonly same: number; readonly passed: number }[] | null;
  readonly verdict: string;
}

const RUN = ['--scenario', 'known-limits', '--seed', '1', '--steps', '60'];

describe('locate', () => {
  it('says the same byte for byte with one worker and with three', async () => {
    // A run of which not all tails fail: other tails would show.
    const run = ['--scenario', 'tracker-direct', '--seed', '1'];
    const one = await sim(['locate', ...run, '--json', '--workers', '1']);
    const three = await sim(['locate', ...run, '--json', '--workers', '3']);
    expect([one.code, one.err]).toEqual([10, '']);
    expect(three.out).toBe(one.out);
    const { infection, failsAt, curve } = JSON.parse(one.out) as LocateJson;
    expect(infection?.step).toBe(failsAt);
    expect(curve?.some(({ same, passed }) => same > 0 && passed > 0)).toBe(true);
    // With all kept every tail is the run.
    expect(curve?.at(-1)).toMatchObject({ kept: failsAt + 1, passed: 0, censored: 0 });
  }, 240_000);

  it('finds the run of a trace by the seed in its header, and of one without its operations alone', async () => {
    const made = await sim(['run', ...RUN, '--no-shrink', '--trace', 'run.ndjson', '--findings', 'found']);
    expect(made.code).toBe(10);
    const located = JSON.parse((await sim(['locate', 'run.ndjson', '--steps', '60', '--json'])).out) as LocateJson;
    expect([located.verdict.includes('not known'), located.curve === null]).toEqual([false, false]);

    const byHand = await sim(['locate', 'hand.ndjson']);
    expect([byHand.code, byHand.out]).toEqual([
      10,
      expect.stringMatching(/infected +after operation 2[^]*not known: the trace names no scenario/),
    ]);
  }, 240_000);

  it.each([
    [[], 'takes either a trace FILE or --scenario with --seed'],
    [['--scenario', 'known-limits'], '--scenario goes with --seed alone'],
    [['hand.ndjson', ...RUN], 'takes either a trace FILE or --scenario with --seed'],
    [['--scenario', 'nowhere', '--seed', '1'], 'there is no scenario "nowhere"'],
    [RUN, 'there is nothing to locate: scenario known-limits passes under seed 1'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, out, err } = await sim(['locate', ...args], false);
    expect([code, out, err]).toEqual([20, '', expect.stringContaining(sentence)]);
  });
});

interface ExplainJson {
  readonly operations: readonly string[];
  readonly parts: readonly { readonly sort: string; readonly words: string }[];
  readonly neighbours: {
    readonly failing: number;
    readonly passing: number;
    readonly companions: readonly { readonly kind: string; readonly chanceOfFailure: number }[];
  };
}

describe('explain', () => {
  it('says the same each time: what matters of a run, and what goes with failing over its neighbours', async () => {
    const made = await sim([
      'run',
      '--scenario',
      'tracker-direct',
      '--seed',
      '1',
      '--no-shrink',
      '--trace',
      'direct.ndjson',
      '--findings',
      'found',
    ]);
    expect(made.code).toBe(10);
    const [one, two] = [await sim(['explain', 'direct.ndjson', '--json']), await sim(['explain', 'direct.ndjson', '--json'])];
    expect([one.code, one.err, two.out === one.out]).toEqual([10, '', true]);
    const { operations, parts, neighbours } = JSON.parse(one.out) as ExplainJson;
    expect(operations).toHaveLength(3);
    expect(parts.filter(({ sort }) => sort === 'pid').map(({ words }) => words)).toEqual(['any, but the same in steps 1, 2']);
    // The bug is about one value of the second nonce.
    expect(parts.findLast(({ sort }) => sort === 'nonce')?.words).toBe('matters');
    expect(neighbours.failing + neighbours.passing).toBeGreaterThan(20);
    expect(new Set(neighbours.companions.map(({ kind }) => kind))).toContain('branch');
  }, 240_000);

  it('says of a trace by hand what matters, and that it has no neighbours', async () => {
    const { code, out } = await sim(['explain', 'hand.ndjson']);
    expect([code, out]).toEqual([10, expect.stringMatching(/what of it matters[^]*no neighbours: the trace names no scenario and seed/)]);
  }, 240_000);

  it('refuses what does not fail', async () => {
    const { code, err } = await sim(['explain', 'hand.ndjson'], false);
    expect([code, err]).toEqual([20, expect.stringContaining('there is nothing to explain: these operations violate no rule')]);
  });
});

describe('run', () => {
  it('says in the report of a shrunk finding what of it matters, and view shows it with what locate and explain say', async () => {
    const made = await sim(['run', '--scenario', 'tracker-direct', '--seed', '1', '--no-rerun', '--findings', 'small']);
    expect([made.code, made.err]).toEqual([10, '']);
    expect(made.out.replaceAll(/\n {12}/g, ' ')).toMatch(
      /\n {2}matters {3}capacity: any from 1 on · pid: any, but the same in steps 1, 2 · nonce: /,
    );
    const trace = /replay -- (\S+)/.exec(made.out)?.[1] ?? '';
    for (const [command, args] of Object.entries({ locate: ['--scenario', 'tracker-direct', '--seed', '1'], explain: [trace] }))
      writeFileSync(join(folder, `${command}.json`), (await sim([command, ...args, '--json'])).out);
    const whole = trace.replace('.ndjson', '.whole.ndjson.gz');
    const seen = await sim(['view', whole, '--locate', 'locate.json', '--out', 'whole.html', '--json']);
    const shrunk = await sim(['view', trace, '--explain', 'explain.json', '--out', 'shrunk.html', '--json']);
    expect([seen.code, shrunk.code, seen.err, shrunk.err]).toEqual([0, 0, '', '']);
    const insights = ['whole.html', 'shrunk.html'].map((page) => insightOf(readFileSync(join(folder, page), 'utf8')));
    expect(insights[0]).toMatchObject({
      curve: expect.arrayContaining([[0, expect.any(Number)]]),
      lines: [['inevitable', expect.any(String)]],
    });
    expect(insights[1]).toMatchObject({ curve: [], lines: expect.arrayContaining([['pid', 'any, but the same in steps 1, 2']]) });
    const mixed = await sim(['view', trace, '--locate', 'locate.json', '--out', 'mixed.html']);
    expect([mixed.code, mixed.out, mixed.err]).toEqual([20, '', expect.stringContaining('the page is of another run')]);
  }, 240_000);
});

/** What a page carries of locate and explain. */
function insightOf(page: string): unknown {
  const packed = /<script type="text\/plain" id="data">([^<]*)</.exec(page)?.[1] ?? '';
  return (JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as { readonly insight?: unknown }).insight;
}

describe('zoo --explore', () => {
  it('looks for all bugs by short runs before it looks for any by long ones', async () => {
    // In the order of the zoo: the first needs four operations, the second two.
    const [deep, shallow] = ['stall-handed-out-again', 'reach-one-short'];
    const args = ['zoo', '--explore', '--workers', '1', '--json', ...[deep, shallow].flatMap((name) => ['--only', name])];
    const { out } = await sim(args, false);
    const { explored } = JSON.parse(out) as {
      readonly explored: readonly {
        readonly name: string;
        readonly found: { readonly operations: number };
        readonly doneAfterMs: number;
      }[];
    };
    expect(explored.map(({ name, found }) => [name, found.operations])).toEqual([
      [deep, 4],
      [shallow, 2],
    ]);
    expect(explored[0].doneAfterMs).toBeGreaterThan(explored[1].doneAfterMs);
  }, 60_000);

  it('ends when its budget is over', async () => {
    const { code, out } = await sim(['zoo', '--explore', '--only', 'index', '--workers', '1', '--budget', '1s'], false);
    expect(code).toBe(14);
    expect(out).toMatch(/processor time of all processes together: \d+ after/);
  }, 60_000);
});
