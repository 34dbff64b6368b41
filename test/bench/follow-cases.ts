import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Follower, WINDOW } from '../../sim/run/follower.ts';
import { productionAgain } from '../../sim/subject/production-under-test.ts';
import { openTracker } from '../../sim/subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../../sim/subject/foreign/tracker-connection.ts';
import { SeededRun } from '../../sim/world/seeded-run.ts';
import { rollingChurn } from '../../sim/world/scenarios/rolling-churn.ts';
import type { Batches, BenchCase } from './bench-case.ts';

const BATCH = 4096;
const PEER = 'run-alone';

/** The folder of the project: the bench runs as it was built, in `dist/test/bench`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Steps of a scenario, one seed after another, with a tracker from elsewhere that follows, or alone. */
async function runBatches(tracker: TrackerConnection | null): Promise<Batches> {
  const counts = await productionAgain(null);
  let seed = 0;
  let steps: ReturnType<SeededRun['steps']> | null = null;
  const batch = (): number => {
    for (let step = 0; step < BATCH; step++) {
      steps ??= new SeededRun(rollingChurn, `bench${seed++}`, {
        counts,
        follower: tracker === null ? null : new Follower(tracker, WINDOW),
      }).steps();
      const { done, value } = steps.next();
      if (done !== true) continue;
      if (value.finding !== null) throw new Error(`the run of the bench has a finding: ${value.finding.reason}`);
      steps = null;
    }
    return BATCH;
  };
  return { run: batch };
}

function followCase(name: string, what: string, spec: string): BenchCase {
  return { name, what, peer: PEER, make: async () => runBatches(await openTracker(spec, ROOT)) };
}

/** A run that a tracker from elsewhere follows, beside the same run alone. */
export function followCases(): BenchCase[] {
  return [
    { name: PEER, what: 'a judged step of rolling-churn, with nobody following', make: () => runBatches(null) },
    followCase('followed-by-serve', 'the same, our own serve following', 'cmd:exec node dist/sim/cli/main.js serve'),
    followCase('followed-by-map', 'the same, the sample over a Map following', 'docs/examples/map-tracker.mjs'),
    ...(spawnSync('python3', ['--version'], { timeout: 10_000 }).status === 0
      ? [followCase('followed-by-python', 'the same, the sample in Python following', 'cmd:exec python3 docs/examples/tracker.py')]
      : []),
  ];
}
