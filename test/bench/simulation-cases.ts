import { productionAgain } from '../../sim/subject/production-under-test.ts';
import { SeededRun } from '../../sim/world/seeded-run.ts';
import { steadyFleet } from '../../sim/world/scenarios/steady-fleet.ts';
import type { Batches, BenchCase } from './bench-case.ts';

const BATCH = 1024;

// Longer than any bench: ten days of virtual time.
const FOR_NS = 864_000_000_000_000;

/**
 * Steps of a simulation as a campaign makes them: world, observer, tracker, invariants, model and digest. One step is
 * one operation: a datagram that arrives, or a poll.
 */
async function worldBatches(capacity: number): Promise<Batches> {
  // As in a worker: what counts accesses follows in a second load of the code.
  const counts = await productionAgain(null);
  const steps = new SeededRun(steadyFleet, 'bench', { counts, knobs: { capacity, policy: 'strict', window: 256, forNs: FOR_NS } }).steps();
  const batch = (): number => {
    for (let step = 0; step < BATCH; step++) {
      const { done, value } = steps.next();
      if (done === true) throw new Error(`the run of the bench came to its end: ${value.finding?.reason ?? 'no more operations'}`);
    }
    return BATCH;
  };
  return { run: batch };
}

function worldCase(capacity: number): BenchCase {
  return {
    name: `judged-step-${capacity}`,
    what: `a judged step of a simulation, ${capacity} slots`,
    peer: 'model-run-step',
    make: () => worldBatches(capacity),
  };
}

export function simulationCases(): BenchCase[] {
  return [worldCase(256), worldCase(4096)];
}
