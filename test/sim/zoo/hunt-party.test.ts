import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as huntParty from '../../../sim/zoo/hunt-party.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Hunters are programs of their own: what was built hunts. */
let party: typeof huntParty;

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'sim'], { cwd: ROOT });
  party = (await import(pathToFileURL(join(ROOT, 'dist/sim/zoo/hunt-party.js')).href)) as typeof huntParty;
}, 60_000);

function named(name: string): Mutant {
  return MUTANTS.find((mutant) => mutant.name === name) as Mutant;
}

function job(mutant: Mutant, change: Partial<huntParty.HuntJob> = {}): huntParty.HuntJob {
  return { mutant, campaigns: [['1']], without: [], shrinkRunsMax: 0, ...change };
}

/** A bug that shows at once and takes its process with it. */
function deadly(replacement: string): Mutant {
  return { name: 'deadly', sentence: 's', file: 'src/observer/observer.js', pattern: 'const reading = this.#clock.now();', replacement };
}

describe('HuntParty', () => {
  it('hunts side by side, answers in the order of the jobs, and goes on after each that dies', async () => {
    const jobs = [
      job(deadly('process.exit(3);')),
      job(named('first-reading-is-a-jump')),
      job(named('reach-one-short'), { shrinkRunsMax: 300, campaigns: [['1'], ['9']] }),
    ];
    const reports = await new party.HuntParty(2).run(jobs);
    expect(reports.map((report) => report?.results.map(({ caught }) => `${caught?.judge}/${caught?.rule}`))).toEqual([
      ['no-throw/never-exits'],
      ['model/state'],
      ['invariant/accepted-pid-resolves', 'invariant/accepted-pid-resolves'],
    ]);
    const [first, second] = reports[2]?.results ?? [];
    expect([first.caught?.seed, second.caught?.seed]).toEqual(['1', '9']);
    expect(first.shrunkTo).toBeLessThanOrEqual(4);
    expect(reports[0]?.results[0].shrunkTo).toBeNull();
  }, 60_000);

  it('finds what never comes to an end', async () => {
    const [report] = await new party.HuntParty(1, 1200).run([job(deadly('for (;;);'))]);
    expect(report?.results[0].caught).toMatchObject({ judge: 'no-throw', rule: 'never-hangs', seed: '1', op: null });
  }, 60_000);

  it('hunts with the harness of the copy where the bug is in the harness', async () => {
    const blind: Mutant = {
      name: 'blind',
      sentence: 's',
      file: 'sim/judges/panel.js',
      pattern: 'judge(op, reply, subject) {',
      replacement: "judge(op, reply, subject) { return { judge: 'invariant', rule: 'planted-here', reason: 'r', expected: 'e', got: 'g' };",
    };
    const [report] = await new party.HuntParty(1).run([job(blind)]);
    expect(report?.results[0].caught).toMatchObject({ rule: 'planted-here', runs: 1, steps: 1 });
  }, 60_000);

  it('keeps what is known when it is stopped', async () => {
    const made = new party.HuntParty(1);
    const reports = await made.run([job(named('reach-one-short')), job(deadly('for (;;);'))], () => setTimeout(() => made.stop(), 200));
    expect(reports.map((report) => report?.results.length ?? null)).toEqual([1, null]);
  }, 60_000);

  it('refuses a bug that does not fit', async () => {
    const misfit = { ...named('reach-one-short'), pattern: 'nowhere to be found' };
    await expect(new party.HuntParty(1).run([job(misfit)])).rejects.toThrow(/stands 0 times/);
  });
});
