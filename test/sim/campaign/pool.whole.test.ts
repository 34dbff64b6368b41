import { expect, it } from 'vitest';
import type { Job, JobResult, RerunJob, RerunResult } from '../../../sim/campaign/job.ts';
import { Pool, type JobLoss } from '../../../sim/campaign/pool.ts';
import { workerDouble } from './worker-double.ts';

const RUNS = 7;

it.each([1, 2, 3])('makes each run a second time in the environment in which it was not made first: workers: %d', async (workers) => {
  const pool = new Pool(workers, workerDouble());
  const results: JobResult[] = [];
  const reruns: RerunResult[] = [];
  const losses: JobLoss[] = [];
  const order = {
    settings: { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [{ name: 'one', fileText: null }], without: [] },
    jobTimeoutMs: 20_000,
    onResult: (result: JobResult) => results.push(result),
    onRerun: (result: RerunResult) => reruns.push(result),
    onLoss: (loss: JobLoss) => losses.push(loss),
  } as const;
  const job = (number: number): Job => ({ number, scenario: 0, seed: `told.${number}`, keepsCheckpoints: true });
  const again = ({ number, checkpoints }: JobResult): RerunJob => ({ ...job(number), keepsCheckpoints: false, checkpoints });
  function* jobs(): Generator<Job | RerunJob> {
    let made = 0;
    for (let number = 0; number < RUNS; number++) {
      yield job(number);
      while (made < results.length) yield again(results[made++]);
    }
  }
  await pool.run(jobs(), order);
  await pool.run(results.filter(({ number }) => reruns.every((rerun) => rerun.number !== number)).map(again), order);
  await pool.close();
  expect(losses).toEqual([]);
  expect(results).toHaveLength(RUNS);
  // The digests of the double tell its environment: a second run in the same one would not differ.
  expect(reruns.map(({ differsAt }) => differsAt)).toEqual(new Array(RUNS).fill(2));
});
