import { Campaign } from '../../sim/campaign/campaign.ts';
import type { JobRunner } from '../../sim/campaign/pool.ts';
import { SCENARIOS } from '../../sim/world/scenarios/index.ts';
import { simulate } from '../../sim/world/seeded-run.ts';
import { KEPT_SEEDS, type MemoryTaken } from './memory-counts.ts';

// Counts memory and prints it as JSON; to be started with --expose-gc.

const DIGEST_DIGITS = 16;
/** Results that are had without a pause. */
const TURN = 1024;
/** By then compiled code that is not run any more has been let go of, too. */
const COLLECTIONS = 12;

const results = SCENARIOS.map((scenario) => simulate(scenario, '1'));
const worker = process.memoryUsage().rss;

/** Has results at once: those of one seed, each time with a digest of its own. */
const pool: JobRunner = {
  run: async (jobs, { onResult }) => {
    for (const { number, scenario, seed } of jobs) {
      const digest = (BigInt(number) * 0x9e37_79b9_7f4a_7c15n).toString(16).slice(-DIGEST_DIGITS);
      onResult({ number, result: { ...structuredClone(results[scenario]), seed, digest }, checkpoints: [], elapsedMs: 0 });
      // What a compression has used is let go of between two turns.
      if (number % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  },
  stop: () => {},
  close: () => Promise.resolve(),
};

async function used(): Promise<number> {
  for (let time = 0; time < COLLECTIONS; time++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const settings = {
  check: 'cheap',
  knobs: {},
  stepsMax: null,
  scenarios: SCENARIOS.map(({ name }) => ({ name, fileText: null })),
  without: [],
} as const;

/** What a campaign of all scenarios holds once it is over, bytes. */
async function heldBy(length: number): Promise<number> {
  const seeds = Array.from({ length }, (_, at) => String(at));
  const before = await used();
  const campaign = new Campaign({ settings, seeds, workers: 1, jobTimeoutMs: 0, rerunEvery: 0, pool });
  const result = await campaign.run();
  const held = (await used()) - before;
  await campaign.close();
  return result.findings.length === 0 ? held : Number.NaN;
}

const kept: number[] = [];
for (const seeds of KEPT_SEEDS) kept.push(await heldBy(seeds));
process.stdout.write(JSON.stringify({ worker, kept } satisfies MemoryTaken));
