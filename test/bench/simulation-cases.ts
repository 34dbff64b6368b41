import { planFor } from '../../sim/world/simulate.ts';
import { SeededEntropy } from '../../sim/data/entropy/seeded-entropy.ts';
import { Run } from '../../sim/run/run.ts';
import { steadyFleet } from '../../sim/world/scenarios/steady-fleet.ts';
import { World } from '../../sim/world/world.ts';
import type { Batches, BenchCase } from './bench-case.ts';

const BATCH = 1024;

// Longer than any bench: ten days of virtual time.
const FOR_NS = 864_000_000_000_000;

/**
 * Steps of a simulation as a campaign makes them: world, observer, tracker, invariants, model and digest. One step is
 * one operation: a datagram that arrives, or a poll.
 */
function worldBatches(capacity: number): Batches {
  const entropy = new SeededEntropy('bench', steadyFleet.name);
  const { world: script } = planFor(steadyFleet, entropy, { capacity, policy: 'strict', window: 256, forNs: FOR_NS });
  if (script === undefined) throw new Error('the bench wanted a world');
  const run = new Run();
  const world = new World(script, entropy.stream('world'), run.goals);
  const steps = (): number => {
    for (let step = 0; step < BATCH; step++) {
      const op = world.next();
      if (op === null) throw new Error('the world of the bench came to its end');
      const violation = run.step(op) ?? world.after(run);
      if (violation !== null) throw new Error(`the judges objected: ${violation.reason}`);
    }
    return BATCH;
  };
  return { run: steps };
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
