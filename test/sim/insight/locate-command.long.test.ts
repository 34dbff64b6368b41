import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantMutant, type PlantedMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { callNode, type Said } from '../../support/call-program.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

let folder: string;
let planted: PlantedMutant;

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'sim'], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'locate-'));
  const mutant = MUTANTS.find(({ name }) => name === 'wrap-lands-one-further');
  if (mutant === undefined) throw new Error('the bug is gone');
  planted = plantMutant(mutant, join(ROOT, 'dist'));
}, 60_000);

afterAll(() => {
  planted.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function sim(args: readonly string[], isPlanted = true): Promise<Said> {
  const env = isPlanted ? { VARTA_SIM_HARNESS_TEST_PRODUCTION: planted.module ?? '' } : {};
  return callNode([MAIN, ...args], { cwd: folder, env: { ...process.env, ...env }, timeoutMs: 240_000 });
}

interface LocateJson {
  readonly signature: string;
  readonly failsAt: number;
  readonly infection: { readonly step: number } | null;
  readonly curve: readonly { readonly kept: number; readonly same: number; readonly tails: number }[] | null;
  readonly verdict: string;
}

const RUN = ['--scenario', 'known-limits', '--seed', '1', '--steps', '60'];

describe('locate', () => {
  it('says the same byte for byte with one worker and with three', async () => {
    const one = await sim(['locate', ...RUN, '--json', '--workers', '1']);
    const three = await sim(['locate', ...RUN, '--json', '--workers', '3']);
    expect([one.code, one.err]).toEqual([10, '']);
    expect(three.out).toBe(one.out);
    const { infection, failsAt, curve } = JSON.parse(one.out) as LocateJson;
    expect(infection?.step).toBe(failsAt);
    // With all kept every tail is the run.
    expect(curve?.at(-1)).toMatchObject({ kept: failsAt + 1, same: 24, tails: 24 });
  }, 240_000);

  it('finds the run of a trace by the seed in its header, and of one without its operations alone', async () => {
    const made = await sim(['run', ...RUN, '--no-shrink', '--trace', 'run.ndjson', '--findings', 'found']);
    expect(made.code).toBe(10);
    const located = JSON.parse((await sim(['locate', 'run.ndjson', '--steps', '60', '--json'])).out) as LocateJson;
    expect([located.verdict.includes('not known'), located.curve === null]).toEqual([false, false]);

    const ops = [
      '{"op":"new","capacity":1,"policy":"strict","window":1}',
      '{"op":"record","pid":7,"nonce":"18446744073709551614","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
      '{"op":"record","pid":7,"nonce":"1048576","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
    ];
    writeFileSync(join(folder, 'hand.ndjson'), `${ops.join('\n')}\n`);
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
