import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CampaignResult } from '../../../sim/campaign/campaign.ts';
import { readArguments } from '../../../sim/data/command-line/arguments.ts';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { resultJson } from '../../../sim/report/campaign-json.ts';
import { readRunRequest, RUN_SPEC } from '../../../sim/cli/run-options.ts';
import { GOAL_NAMES, GoalCounts } from '../../../sim/oracle/goals.ts';
import { GENERATOR_MUTANTS } from '../../../sim/zoo/generator-mutants.ts';
import { misfitOf, plantMutant } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { passedRun } from '../world/passed-run.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist');

describe('GENERATOR_MUTANTS', () => {
  it('are at least ten, break the generators alone, and fit what was compiled', () => {
    expect(GENERATOR_MUTANTS.length).toBeGreaterThanOrEqual(10);
    for (const { edits } of GENERATOR_MUTANTS) for (const { file } of edits) expect(file).toMatch(/^sim\/(?:world|data\/entropy)\//);
    expect(GENERATOR_MUTANTS.flatMap((mutant) => misfitOf(mutant, COMPILED) ?? [])).toEqual([]);
  });
});

// A share of them, by the verdict of the program itself over one scenario; npm run zoo has them all, over all scenarios.
describe('a campaign whose generator is broken', () => {
  it.each([
    ['nothing', null, EXIT.ok, 'ok · '],
    ['entropy-exhausted', 'entropy-exhausted', EXIT.goals, 'tested nothing  tiny-tables seed 2: its run is that of seed 1'],
    ['same-seed-each-run', 'same-seed-each-run', EXIT.goals, 'tested nothing  tiny-tables seed 2: its run is that of seed 1'],
    ['ends-at-once', 'ends-at-once', EXIT.goals, 'missed  tiny-tables is for settled, and never got there'],
    ['losses-counted-twice', 'losses-counted-twice', EXIT.safety, 'FAIL safety  conservation/transport-balances'],
  ])('is not green: %s', (_, name, code, sentence) => {
    const mutant = GENERATOR_MUTANTS.find((candidate) => candidate.name === name);
    const scenario = name === 'losses-counted-twice' ? 'lossy-network' : 'tiny-tables';
    const seeds = name === 'losses-counted-twice' ? '1' : '12';
    const folder = mutant === undefined ? COMPILED : planted(mutant);
    const args = ['run', '--scenario', scenario, '--seeds', seeds, '--no-shrink', '--findings', join(folder, 'findings')];
    const { status, stdout } = spawnSync(process.execPath, [join(folder, 'sim/cli/main.js'), ...args], {
      encoding: 'utf8',
      timeout: 25_000,
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect([status, stdout]).toEqual([code, expect.stringContaining(sentence)]);
  });

  function planted(mutant: Mutant): string {
    const { folder, dispose } = plantMutant(mutant, COMPILED);
    onTestFinished(dispose);
    return folder;
  }
});

describe('the exit code of a campaign', () => {
  const line = (text: string): ReturnType<typeof readRunRequest> =>
    readRunRequest(readArguments(RUN_SPEC, text === '' ? [] : text.split(' ')));

  /** The exit code where each goal was reached so often and every run came to its end. */
  async function exit(text: string, times: (goal: string) => number, missed: CampaignResult['missed'] = []): Promise<number> {
    const request = await line(text);
    const goals = new GoalCounts();
    goals.add(GOAL_NAMES.map(times));
    const runs = request.settings.scenarios.map(({ name }) =>
      request.seeds.map((seed) => passedRun({ scenario: name, seed, digest: `${name} ${seed}` })),
    );
    return resultJson(
      { runs, goals, findings: [], unmet: [], missed, rerunIdentical: 0, late: [], fault: null, isInterrupted: false },
      request,
      new Map(),
    ).exit;
  }

  it('is 13 for a whole campaign that never reached a goal', async () => {
    for (const lost of GOAL_NAMES) expect(await exit('', (goal) => Number(goal !== lost))).toBe(EXIT.goals);
  });

  it('is 0 for a whole campaign that reached each goal once', async () => expect(await exit('', () => 1)).toBe(EXIT.ok));

  it('is 13 where another scenario reached what one is for, unless that one was changed or cut short', async () => {
    const missed = [{ scenario: 'swarm', goal: 'agent-crashed' }] as const;
    for (const text of ['', '--scenario swarm', '--seeds 30']) expect(await exit(text, () => 1, missed)).toBe(EXIT.goals);
    for (const text of ['--steps 100', '--capacity 3', '--seeds 11', '--shard 1/2'])
      expect(await exit(text, () => 1, missed)).toBe(EXIT.ok);
  });
});
