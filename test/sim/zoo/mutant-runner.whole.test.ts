import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type * as huntCampaigns from '../../../sim/zoo/mutant-campaigns.ts';
import type * as huntParty from '../../../sim/zoo/mutant-runner.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Hunters are programs of their own: what was built hunts. */
let built: typeof huntParty & typeof huntCampaigns;

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'sim'], { cwd: ROOT });
  const load = async (name: string): Promise<object> => (await import(pathToFileURL(join(ROOT, `dist/sim/zoo/${name}.js`)).href)) as object;
  built = { ...(await load('mutant-runner')), ...(await load('mutant-campaigns')) } as typeof built;
}, 60_000);

function named(name: string): Mutant {
  return MUTANTS.find((mutant) => mutant.name === name) as Mutant;
}

/** The campaigns of `plan` against each bug. */
async function campaignsAgainst(
  mutants: readonly Mutant[],
  {
    workers = 1,
    hangMs = 5000,
    ...plan
  }: Partial<huntCampaigns.CampaignsPlan> & { readonly workers?: number; readonly hangMs?: number } = {},
): Promise<(huntCampaigns.HuntReport | null)[]> {
  const party = new built.HuntParty(workers, hangMs);
  onTestFinished(() => party.stop());
  return built.huntCampaigns(party, mutants, { campaigns: [['1']], shrinkRunsMax: 0, ...plan });
}

/** A bug that shows at once and takes its process with it. */
function deadly(replacement: string): Mutant {
  return { name: 'deadly', sentence: 's', file: 'src/observer/observer.js', pattern: 'const reading = this.#clock.now();', replacement };
}

describe('HuntParty', () => {
  it('hunts side by side, answers in the order of the jobs, and goes on after each that dies', async () => {
    const mutants = [deadly('process.exit(3);'), named('first-reading-is-a-jump'), named('reach-one-short')];
    const reports = await campaignsAgainst(mutants, { workers: 2, shrinkRunsMax: 300, campaigns: [['1'], ['9']] });
    expect(reports.map((report) => report?.results.map(({ caught }) => `${caught?.judge}/${caught?.rule}`))).toEqual([
      ['no-throw/never-exits', 'no-throw/never-exits'],
      ['model/state', 'model/state'],
      ['invariant/accepted-pid-resolves', 'invariant/accepted-pid-resolves'],
    ]);
    const [first, second] = reports[2]?.results ?? [];
    expect([first.caught?.seed, second.caught?.seed]).toEqual(['1', '9']);
    expect(first.shrunkTo).toBeLessThanOrEqual(4);
    expect(reports[0]?.results[0].shrunkTo).toBeNull();
  }, 60_000);

  it('finds what never comes to an end', async () => {
    const [report] = await campaignsAgainst([deadly('for (;;);')], { hangMs: 1200 });
    expect(report?.results[0].caught).toMatchObject({ judge: 'no-throw', rule: 'never-hangs', seed: '1', op: null });
  }, 60_000);

  it('hunts with the harness of the copy where the bug is in the harness', async () => {
    const blind: Mutant = {
      name: 'blind',
      sentence: 's',
      file: 'sim/oracle/oracle.js',
      pattern: 'check(exchange, subject) {',
      replacement: "check(exchange, subject) { return { judge: 'invariant', rule: 'planted-here', reason: 'r', expected: 'e', got: 'g' };",
    };
    const [report] = await campaignsAgainst([blind]);
    expect(report?.results[0].caught).toMatchObject({ rule: 'planted-here', runs: 1, steps: 1 });
  }, 60_000);

  it('keeps what is known when it is stopped', async () => {
    const party = new built.HuntParty(1);
    const reports = await built.huntCampaigns(party, [named('reach-one-short'), deadly('for (;;);')], {
      campaigns: [['1']],
      shrinkRunsMax: 0,
      onReport: () => setTimeout(() => party.stop(), 200),
    });
    expect(reports.map((report) => report?.results.length ?? null)).toEqual([1, null]);
  }, 60_000);

  it('refuses a bug that does not fit', async () => {
    const misfit = { ...named('reach-one-short'), pattern: 'nowhere to be found' };
    await expect(campaignsAgainst([misfit])).rejects.toThrow(/stands 0 times/);
  });
});
