import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Campaign, type CampaignOptions, type CampaignProgress, type CampaignResult } from '../../../sim/campaign/campaign.ts';
import type { Job, RerunJob } from '../../../sim/campaign/job.ts';
import { Pool, type JobRunner, type PoolOrder } from '../../../sim/campaign/pool.ts';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import { rerunnerDouble, recorderDouble, workerDouble } from './worker-double.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { passedRun } from '../world/passed-run.ts';

const SETTINGS = {
  check: 'cheap',
  knobs: {},
  stepsMax: null,
  scenarios: [{ name: 'one', fileText: null }],
} as const;
const TWO_SCENARIOS = { ...SETTINGS, scenarios: ['one', 'two'].map((name) => ({ name, fileText: null })) } as const;

const NO_END = 'the run did not come to its end: ';
/** The operations that the double of a recorder tells of. */
const TOLD = ['{"op":"len"}', '{"op":"record","now":"7"}', '{"op":"poll","now":"9"}'];

const RESULT = passedRun({ scenario: 'one', steps: 1, simulatedNs: 1, goals: [] });

function campaign(seeds: readonly string[], change: Partial<CampaignOptions> = {}): Campaign {
  const made = new Campaign({
    settings: SETTINGS,
    seeds,
    workers: 2,
    jobTimeoutMs: 20_000,
    rerunEvery: 0,
    workerUrl: workerDouble(),
    recorderUrl: recorderDouble(),
    rerunnerUrl: rerunnerDouble(),
    ...change,
  });
  onTestFinished(() => made.close());
  return made;
}

function digests({ runs }: CampaignResult): (string | undefined)[][] {
  return runs.map((of) => [...of].map((run) => run?.digest));
}

describe('Campaign', () => {
  it('puts results in the order of scenarios and seeds, whoever is done first', async () => {
    const seeds = ['slow', 'a', 'b'];
    const expected = [0, 1].map((scenario) => seeds.map((seed) => `${scenario} ${seed}`));
    for (const workers of [1, 3, 7]) expect(digests(await campaign(seeds, { workers, settings: TWO_SCENARIOS }).run())).toEqual(expected);
  });

  it('survives workers that die and throw, and reports each with its seed', async () => {
    const result = await campaign(['a', 'dies', 'b', 'throws', 'c']).run();
    expect(digests(result)).toEqual([['0 a', undefined, '0 b', undefined, '0 c']]);
    expect(result.findings.map(({ seed, finding }) => [seed, finding.judge, finding.rule, finding.reason])).toEqual([
      ['dies', 'no-throw', 'never-exits', `${NO_END}its process ended with code 3, in ${TOLD[1]}`],
      ['throws', 'harness', 'never-breaks', `${NO_END}the run threw Error: broken harness, in ${TOLD[1]}`],
    ]);
    expect(result.isInterrupted).toBe(false);
  });

  it('is inconclusive where whoever makes the runs leaves one out', async () => {
    const whole = new Pool(1, workerDouble());
    const pool: JobRunner = {
      run: async (jobs, order) => whole.run(jobs, { ...order, onResult: (each) => each.number !== 1 && order.onResult(each) }),
      stop: () => whole.stop(),
      close: async () => whole.close(),
    };
    expect(await campaign(['a', 'b'], { pool }).run()).toMatchObject({ isInterrupted: true, fault: 'runs of which nothing was told: 1' });
  });

  it('keeps the operations of what was lost, once for each signature, also where a run is made and lost twice', async () => {
    const { findings } = await campaign(['dies', 'a'], { settings: TWO_SCENARIOS, rerunEvery: 12 }).run();
    expect(findings.map(({ scenario, seed, lines }) => [scenario, seed, lines])).toEqual([
      [0, 'dies', TOLD.slice(0, 2)],
      [1, 'dies', null],
    ]);
    const [{ finding, result }] = findings;
    expect(finding).toMatchObject({ op: 'record', step: 1, nowNs: 7n });
    expect(result).toMatchObject({ scenario: 'one', seed: 'dies', config: { drawn: 0 }, steps: 2, digest: 'd1', isCutShort: true });
  });

  it('says so when a run lives whose worker was killed, and keeps it up to where it was last seen', async () => {
    const result = await campaign(['killed', 'a']).run();
    expect(digests(result)).toEqual([[undefined, '0 a']]);
    const [{ finding, lines, result: run }] = result.findings;
    expect(finding).toMatchObject({
      judge: 'harness',
      rule: 'never-breaks',
      op: 'record',
      step: 1,
      got: 'its process was ended by SIGKILL; the same operations live when they are run again',
    });
    expect(lines).toEqual(TOLD.slice(0, 2));
    expect(run).toMatchObject({ steps: 2, digest: 'd2' });
  });

  it('ends a worker that hangs, and goes on without it', async () => {
    const result = await campaign(['a', 'hangs', 'b'], { jobTimeoutMs: 600 }).run();
    expect(digests(result)).toEqual([['0 a', undefined, '0 b']]);
    expect(result.findings.map(({ finding }) => [finding.rule, finding.reason])).toEqual([
      ['never-hangs', `${NO_END}no end after 2 s, in ${TOLD[1]}`],
    ]);
  });

  it.each([
    ['late', { jobTimeoutMs: 400 }],
    ['without a sign of life for too long, sooner than a run may take', { jobTimeoutMs: 60_000, hangMs: 400 }],
  ])('takes a run that was %s, and comes to its end when it is made again, for no finding', async (_, limits) => {
    const { findings, late, runs } = await campaign(['a', 'late'], limits).run();
    expect(findings).toEqual([]);
    expect(late).toEqual([{ scenario: 0, seed: 'late' }]);
    expect(runs.map((of) => [...of].map((run) => run?.seed))).toEqual([['a', undefined]]);
  });

  it('takes a run that was late for no finding where there is no time to make it again', async () => {
    const made = campaign(['late', 'dies'], {
      workers: 1,
      jobTimeoutMs: 400,
      onLoss: ({ job }) => job.seed === 'dies' && made.interrupt(0),
    });
    const { findings, late } = await made.run();
    expect([findings.map(({ seed }) => seed), late]).toEqual([['dies'], [{ scenario: 0, seed: 'late' }]]);
  });

  it('ends with the first run in which something is found, whoever is done first, where it is told to', async () => {
    const seeds = ['a', 'breaks slow', 'breaks', 'b', 'dies', 'c'];
    const told = async (workers: number) => {
      const { runs, findings, rerunIdentical } = await campaign(seeds, { workers, failsFast: true, rerunEvery: 1 }).run();
      return { runs: runs.map((of) => [...of].map((run) => run?.seed)), findings: findings.map(({ seed }) => seed), rerunIdentical };
    };
    const [one, three] = await Promise.all([1, 3].map(told));
    expect(three).toEqual(one);
    expect(one).toEqual({
      runs: [['a', 'breaks slow', undefined, undefined, undefined, undefined]],
      findings: ['breaks slow'],
      rerunIdentical: 2,
    });
  });

  it('tells what it knows while it goes on, losses too', async () => {
    const known: (readonly [string, string])[][] = [];
    const found: string[] = [];
    const made: Campaign = campaign(['a', 'dies', 'breaks', 'late'], {
      workers: 1,
      jobTimeoutMs: 400,
      onFound: ({ seed }) => found.push(seed),
      onLoss: () => known.push(made.known().findings.map(({ seed, finding }) => [seed, finding.rule])),
    });
    await made.run();
    expect([known, found]).toEqual([
      [
        [['dies', 'never-exits']],
        [
          ['breaks', 'a-rule'],
          ['dies', 'never-exits'],
        ],
      ],
      ['breaks'],
    ]);
    expect(made.known()).toMatchObject({ isInterrupted: true, late: [{ scenario: 0, seed: 'late' }] });
  });

  it('keeps what it found when the machine has no process left for it', async () => {
    const started = join(scratchFolder(onTestFinished), 'started');
    const once = `import { existsSync, writeFileSync } from 'node:fs'; if (existsSync(${JSON.stringify(started)})) process.exit(1); writeFileSync(${JSON.stringify(started)}, '');`;
    const result = await campaign(['breaks', 'dies', 'a'], { workers: 1, workerUrl: workerDouble(undefined, once) }).run();
    expect(result.fault).toBe('no worker can be started, 4 in a row: its process ended with code 1');
    expect(result.findings.map(({ seed }) => seed)).toEqual(['breaks', 'dies']);
  });

  it('says in a sentence that the disk takes no more results, and keeps all that it has', async () => {
    // No compression makes them shorter than half.
    const texts = Array.from({ length: 128 }, () => randomBytes(10_000).toString('hex'));
    texts.push('of the same chunk', ...new Array<string>(43).fill('of the next chunk'));
    const finding = { judge: 'invariant', rule: 'r', op: 'poll', step: 1, nowNs: 1n, reason: 'r', expected: 'e', got: 'g' } as const;
    const give = (jobs: Iterable<Job | RerunJob>, { onResult }: PoolOrder): void => {
      const chunk: Parameters<typeof onResult>[0][] = [];
      for (const { number, seed } of jobs) {
        const result = { ...RESULT, seed, digest: texts[number], finding: number < 127 ? null : finding };
        if (chunk.push({ number, result, checkpoints: [], elapsedMs: 0 }) === 43) chunk.splice(0).forEach(onResult);
      }
    };
    const pool: JobRunner = { run: async (jobs, order) => give(jobs, order), stop: () => {}, close: async () => {} };
    const told: string[] = [];
    const made = campaign(Object.keys(texts), { pool, onFound: ({ seed }) => told.push(seed) });
    vi.stubEnv('TMPDIR', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { fault, isInterrupted, runs, findings } = await made.run();
    expect([fault, isInterrupted]).toEqual([expect.stringMatching(/^a temporary file in \/nowhere cannot be written to: /), true]);
    expect([...runs[0]].map((run) => run?.digest)).toEqual([...texts.slice(0, 129), ...new Array<undefined>(43)]);
    for (const seeds of [told, findings.map(({ seed }) => seed)]) expect(seeds).toEqual(['127', '128']);
  });

  it('takes no slow start for a hang', async () => {
    const slow = workerDouble(undefined, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);');
    const result = await campaign(['a'], { jobTimeoutMs: 400, workerUrl: slow }).run();
    expect([digests(result), result.findings]).toEqual([[['0 a']], []]);
  });

  it('says so when no worker can even start, after a few have not, and blames no seed for it', async () => {
    const started = join(scratchFolder(onTestFinished), 'started');
    const program = `require('node:fs').appendFileSync(${JSON.stringify(started)}, 'x'); throw new Error('no start');`;
    const run = campaign(['a', 'b', 'c', 'd'], {
      workers: 1,
      workerUrl: workerDouble(`import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${program}`),
    }).run();
    await expect(run).rejects.toThrow(
      new InfrastructureError('no worker can be started, 4 in a row: its process ended with code 1: Error: no start'),
    );
    expect(readFileSync(started, 'utf8')).toBe('xxxx');
  });

  it('goes on when a worker could not start once', async () => {
    const started = join(scratchFolder(onTestFinished), 'started');
    const workerUrl = workerDouble(
      undefined,
      `import { existsSync, writeFileSync } from 'node:fs'; if (!existsSync(${JSON.stringify(started)})) { writeFileSync(${JSON.stringify(started)}, ''); process.exit(1); }`,
    );
    const result = await campaign(['a', 'b'], { workers: 1, workerUrl }).run();
    expect([result.findings, digests(result)]).toEqual([[], [['0 a', '0 b']]]);
  });

  it('lays it to the harness when it cannot look into a loss, and keeps all other results', async () => {
    const { runs, findings } = await campaign(['a', 'dies'], { recorderUrl: recorderDouble("throw new Error('no start');") }).run();
    expect(runs.map((of) => [...of].map((run) => run?.digest))).toEqual([['0 a', undefined]]);
    expect(findings.map(({ finding }) => [finding.judge, finding.got])).toEqual([
      ['harness', 'a process to make one run in did not start: its process ended with code 1: Error: no start'],
    ]);
  });

  it('keeps the operations of the shortest run of a signature', async () => {
    const { findings } = await campaign(['dies', 'dies early', 'dies too']).run();
    expect(findings.map(({ seed, lines }) => [seed, lines?.length ?? 0])).toEqual([
      ['dies', 0],
      ['dies early', 1],
      ['dies too', 0],
    ]);
  });

  it('runs every so manieth seed twice, and finds the first step at which two runs part', async () => {
    expect(await campaign(['a', 'odd', 'b'], { rerunEvery: 2 }).run()).toMatchObject({ findings: [], rerunIdentical: 2 });
    expect(await campaign(['odd'], { rerunEvery: 0 }).run()).toMatchObject({ findings: [], rerunIdentical: 0 });
    // A shard of a campaign re-runs those that the whole would.
    expect(await campaign(['odd', 'a', 'odd'], { rerunEvery: 3, firstSeedIndex: 2 }).run()).toMatchObject({
      findings: [],
      rerunIdentical: 1,
    });
    const { findings, rerunIdentical } = await campaign(['a', 'odd'], { rerunEvery: 1 }).run();
    expect(rerunIdentical).toBe(1);
    expect(findings.map(({ finding, seed, lines }) => [seed, finding.judge, finding.rule, lines])).toEqual([
      ['odd', 'determinism', 'same-seed-same-run', null],
    ]);
    expect(findings[0].finding).toMatchObject({ op: 'poll', step: 1, nowNs: 7n, got: 'the operations differ' });
    expect(findings[0].finding.details).toContainEqual(['draws', 'fleet: 2 in A, 3 in B']);
  });

  it('keeps the operations of a run that ends in the other environment alone', async () => {
    const { findings } = await campaign(['elsewhere'], { rerunEvery: 1 }).run();
    expect(findings.map(({ finding, lines }) => [finding.rule, finding.step, finding.got, lines])).toEqual([
      ['same-seed-same-run', 1, 'one run ended, the other did not', ['{"op":"observer"}', '{"op":"poll","now":"7"}']],
    ]);
  });

  it('reports two runs that diverged by their checkpoints where they do not diverge again', async () => {
    const { findings } = await campaign(['odd'], { rerunEvery: 1, rerunnerUrl: rerunnerDouble("throw new Error('no start');") }).run();
    expect(findings.map(({ finding: { rule, step, reason } }) => [rule, step, reason])).toEqual([
      ['same-seed-same-run', 256, 'two runs of one seed parted between step 256 and step 512'],
    ]);
  });

  it('keeps what is known when it is interrupted, and takes no run that was cut off for a result or a loss', async () => {
    const made = campaign(['a', 'b', 'hangs', 'c', 'd'], {
      workers: 1,
      settings: TWO_SCENARIOS,
      onProgress: ({ done }) => done === 2 && setTimeout(() => made.interrupt(), 50),
    });
    const result = await made.run();
    expect(digests(result)).toEqual([['0 a', '0 b', undefined, undefined, undefined], new Array(5).fill(undefined)]);
    expect([result.isInterrupted, result.findings]).toEqual([true, []]);
  });

  it('ends before the next run where that is enough, also with re-runs due', async () => {
    const made: Campaign = campaign(['a', 'breaks', 'c'], { workers: 1, rerunEvery: 1, isEnough: () => made.hasFound });
    const result = await made.run();
    expect([digests(result), result.rerunIdentical]).toEqual([[['0 a', '0 breaks', undefined]], 1]);
    expect([result.findings.length, result.isInterrupted]).toEqual([1, false]);
  });

  it('may have its workers from a campaign before, whose settings and results are not its own', async () => {
    const started = join(scratchFolder(onTestFinished), 'started');
    const before = `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(started)}, 'x');`;
    const pool = new Pool(1, workerDouble(undefined, before));
    const [first, second] = [
      campaign(['a'], { pool }),
      campaign(['b'], { pool, settings: { ...SETTINGS, scenarios: TWO_SCENARIOS.scenarios.slice(1) } }),
    ];
    await first.run();
    const { runs } = await second.run();
    expect(runs.map((of) => [...of].map((run) => [run?.scenario, run?.seed]))).toEqual([[['two', 'b']]]);
    expect(readFileSync(started, 'utf8')).toBe('x');
  });

  it('records what it found for a few seconds more when it is interrupted, and then nothing', async () => {
    const made = campaign(['a', 'hangs'], { onProgress: () => setTimeout(() => made.interrupt(), 50) });
    await made.run();
    expect(await made.record(0, 'a')).toMatchObject({ lines: TOLD });
    const startMs = performance.now();
    const endless = made.record(0, 'hangs');
    const clock = vi.spyOn(performance, 'now').mockReturnValue(startMs + 6000);
    onTestFinished(() => clock.mockRestore());
    expect(await endless).toBeNull();
    expect(await made.record(0, 'a')).toBeNull();
  });

  it('tells how far it is, and adds up goals and findings', async () => {
    const told: CampaignProgress[] = [];
    const result = await campaign(['a', 'breaks'], { settings: TWO_SCENARIOS, onProgress: (progress) => told.push(progress) }).run();
    expect(told.map(({ done, total, steps }) => [done, total, steps])).toEqual([1, 2, 3, 4].map((done) => [done, 4, 600 * done]));
    expect(told.at(-1)?.findings).toBe(2);
    expect(result.goals.counts[0]).toBe(4);
    expect(result.findings.map(({ scenario, seed }) => [scenario, seed])).toEqual([
      [0, 'breaks'],
      [1, 'breaks'],
    ]);
  });

  it('records one run again with the lines of its trace', async () => {
    const made = campaign(['a'], { settings: TWO_SCENARIOS });
    await made.run();
    expect(await made.record(1, 'z')).toMatchObject({ lines: TOLD, result: { scenario: 'two', seed: 'z' } });
    expect(await made.record(1, 'dies')).toBeNull();
  });
});
