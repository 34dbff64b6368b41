import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import type * as mutantRunner from '../../../sim/zoo/mutant-runner.ts';
import type * as zoo from '../../../sim/zoo/run-zoo.ts';
import { bug, edit, type Mutant } from '../../../sim/zoo/mutant.ts';
import { ZOO } from '../../../sim/zoo/mutants.ts';
import { JUDGE_MUTANTS } from '../../../sim/zoo/oracle-mutants.ts';

/** What goes to no terminal. */
const PLAIN = { write: () => {}, raw: () => {}, isTerminal: false, hasColor: false, columns: 80 };
const ROOT = join(import.meta.dirname, '../../..');

/** Mutant workers are programs: what was built runs them. */
let built: typeof mutantRunner;

beforeAll(async () => {
  built = (await import(pathToFileURL(join(ROOT, 'dist/sim/zoo/mutant-runner.js')).href)) as typeof built;
}, 60_000);

function named(name: string): Mutant {
  return Object.values(ZOO)
    .flat()
    .find((mutant) => mutant.name === name) as Mutant;
}

function runnerOf(workers = 1, hangMs = 5000): mutantRunner.MutantRunner {
  const runner = new built.MutantRunner(workers, hangMs);
  onTestFinished(() => runner.stop());
  return runner;
}

/** What campaigns under one seed say of a bug, one with each list of rules left out: judge/rule, null for no detection. */
async function detections(mutant: Mutant, ...without: readonly (readonly string[])[]): Promise<(string | null)[] | null> {
  const [found] = await runnerOf().each([mutant], async (_mutant, detect) => {
    const all: (string | null)[] = [];
    for (const rules of [[], ...without]) {
      const detection = (await detect({ seeds: ['1'], without: rules }))?.detection ?? null;
      all.push(detection === null ? null : `${detection.judge}/${detection.rule}`);
    }
    return all;
  });
  return found;
}

/** A bug that shows at once, and ends its process if it is told to. */
function inEachPoll(statement: string): Mutant {
  const pattern = 'const reading = this.#clock.now();';
  return bug('in-each-poll', 's', [edit('src/observer/observer.js', pattern, `${statement} ${pattern}`)]);
}

function inHarness(file: string, pattern: string, replacement: string): Mutant {
  return bug('in-harness', 's', [edit(file, pattern, replacement)]);
}

describe('MutantRunner', () => {
  it('runs bugs side by side, answers in their order, and goes on after each that ends its process', async () => {
    const mutants = [inEachPoll('process.exit(3);'), named('first-reading-is-a-jump'), named('reach-one-short')];
    const reports = await runnerOf(2).runCampaigns(mutants, [['1'], ['9']], 300);
    expect(reports.map((report) => report?.results.map(({ detection }) => `${detection?.judge}/${detection?.rule}`))).toEqual([
      ['no-throw/never-exits', 'no-throw/never-exits'],
      ['model/state', 'model/state'],
      ['invariant/accepted-pid-resolves', 'invariant/accepted-pid-resolves'],
    ]);
    const [first, second] = reports[2]?.results ?? [];
    expect([first.detection?.seed, second.detection?.seed]).toEqual(['1', '9']);
    expect(first.shrunkTo).toBeLessThanOrEqual(4);
    expect(reports[0]?.results[0]).toMatchObject({ shrunkTo: null, detection: { op: null, scenario: 'observer-direct', runs: 1 } });
  }, 60_000);

  // A share of the zoo, small enough for every test run: a bug or two of each part.
  it('finds a share of the zoo by the ordinary scenarios', async () => {
    const judges = { 'last-beat-by-high-word': 'invariant', 'pid-limit-inclusive': 'model', 'stall-on-wire-accepted': 'model' };
    const reports = await runnerOf(2).runCampaigns(Object.keys(judges).map(named), [['1']], 0);
    expect(reports.map((report) => report?.results[0].detection)).toEqual(
      Object.values(judges).map((judge) => expect.objectContaining({ judge, seed: '1' })),
    );
  }, 60_000);

  it('keeps what is known when it is stopped', async () => {
    const runner = runnerOf();
    const mutants = [named('reach-one-short'), inEachPoll('for (;;);')];
    const reports = await runner.runCampaigns(mutants, [['1']], 0, () => setTimeout(() => runner.stop(), 200));
    expect(reports.map((report) => report?.results.length ?? null)).toEqual([1, null]);
  }, 60_000);

  it('refuses a bug that does not fit', async () => {
    const misfit = bug('misfit', 's', [edit('src/tracker/pid-index.js', 'nowhere to be found', '')]);
    await expect(runnerOf().runCampaigns([misfit], [['1']], 0)).rejects.toThrow(/stands 0 times/);
  });

  it('tells of a campaign that broke, which is no detection, and goes on with the other bugs', async () => {
    const change = edit('src/observer/observer.js', 'export class Observer', "throw new Error('no start'); export class Observer");
    const { runZoo } = (await import(pathToFileURL(join(ROOT, 'dist/sim/zoo/run-zoo.js')).href)) as typeof zoo;
    const groups = [{ group: 'g', mutants: [bug('unloadable', 's', [change]), named('reach-one-short')] }];
    const request = { groups, campaigns: [['1']], shrinkRunsMax: 0, workers: 1, budgetMs: null, explores: null, isWhole: false };
    const context = { output: PLAIN, stop: new AbortController().signal, onDone: () => {} };
    const { exit, text, json } = await runZoo({ ...request, isOfJudges: false, isAblation: false, isJson: false, isList: false }, context);
    expect(exit).toBe(EXIT.internal);
    expect(text).toMatch(/^broken  the campaign against unloadable: .*no worker can be started, 4 in a row: .*no start/);
    expect(text).toMatch(/1 of 2 planted bugs found/);
    expect(json).toMatchObject({
      broken: [{ name: 'unloadable' }],
      bugs: [{ name: 'reach-one-short' }],
      unfinished: 1,
      exit: EXIT.internal,
    });
  }, 60_000);
});

// The ordinary campaign decides: what it takes for nothing, or for unknown, is no detection.
describe('a planted bug is detected by what turns the campaign red', () => {
  it('a run that hangs', async () => {
    const [report] = await runnerOf(1, 1200).runCampaigns([inEachPoll('for (;;);')], [['1']], 0);
    expect(report?.results[0].detection).toMatchObject({ judge: 'no-throw', rule: 'never-hangs', seed: '1', op: null });
    // Sooner than a run that goes on may take.
    expect(report?.results[0].ms).toBeLessThan(18_000);
  }, 60_000);

  it('a run that ends its process, and not where that is left out: the campaign is inconclusive then', async () => {
    expect(await detections(inEachPoll('process.exit(0);'), ['never-exits'])).toEqual(['no-throw/never-exits', null]);
  }, 60_000);

  it('a violation, for the exit code that it has', async () => {
    const violates = inHarness(
      'sim/oracle/oracle.js',
      'check(exchange, subject) {',
      "check(exchange, subject) { return { judge: 'invariant', rule: 'planted-here', reason: 'r', expected: 'e', got: 'g' };",
    );
    const green = edit('sim/report/exit-code.js', 'default:\n            return EXIT.safety;', 'default:\n            return EXIT.ok;');
    expect(await detections(violates)).toEqual(['invariant/planted-here']);
    expect(await detections({ ...violates, edits: [...violates.edits, green] })).toEqual([null]);
  }, 60_000);

  it('two runs of one seed that differ', async () => {
    const jitter = 'entropy.int(0, fleet.jitterNs)';
    const counted = '(globalThis.beats = (globalThis.beats ?? 0) + 1) % 20 === 19';
    const worn = inHarness('sim/world/fleet.js', `${jitter})`, `(${counted} ? entropy.int(1, 9) : 0) + ${jitter})`);
    expect(await detections(worn, ['same-seed-same-run'])).toEqual(['determinism/same-seed-same-run', null]);
  }, 60_000);

  it('a harness that breaks', async () => {
    const broken = inHarness('sim/world/event-queue.js', 'push(', "push() { throw new RangeError('planted'); }\n    never(");
    expect(await detections(broken, ['never-breaks'])).toEqual(['harness/never-breaks', null]);
  }, 60_000);

  it('a filed trace that gives another reply, where the bug asks for that', async () => {
    const inverted = JUDGE_MUTANTS.find(({ name }) => name === 'recorded-replies-inverted') as Mutant;
    expect(await detections(inverted)).toEqual(['expect/reply-as-recorded']);
  }, 60_000);

  it('a scenario whose seeds are all the same, and a goal that is never reached', async () => {
    const results = await runnerOf().each([named('same-seed-each-run'), named('no-fault-drawn')], async (_mutant, detect) =>
      detect({ seeds: Array.from({ length: 12 }, (_, at) => String(at + 1)) }),
    );
    expect(results.map((result) => result?.detection)).toEqual([
      expect.objectContaining({ judge: 'goals', rule: 'seeds-differ', scenario: 'observer-direct', seed: '2', runs: 12 }),
      expect.objectContaining({ judge: 'goals', rule: 'required-goals-reached', scenario: 'observer-direct', seed: '12', runs: 12 }),
    ]);
  }, 60_000);
});
