import { planFor, stepPlan, type SimulationResult } from '../../sim/world/simulate.ts';
import { BytesEntropy } from '../../sim/data/entropy/bytes-entropy.ts';
import type { Op } from '../../sim/data/ops/op.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { Run } from '../../sim/run/run.ts';
import { swarm } from '../../sim/world/scenarios/swarm.ts';
import { copyOp } from './copy-op.ts';
import { raise } from './judged.ts';
import { markGoals } from './mark-goals.ts';
import type { FuzzTarget } from './target.ts';

/** Operations that one input may make. */
const STEPS_MAX = 500;

/** The target over another production code than the real one: for tests that plant bugs. */
export function worldTarget(production: Production): FuzzTarget {
  return {
    name: 'world',
    sentence: 'bytes as the entropy of a whole simulated world',
    formatVersion: 1,
    lengthMax: 4096,
    fuzz(bytes) {
      const steps = stepsOf(bytes, production);
      for (;;) {
        const { done, value } = steps.next();
        if (done !== true) continue;
        markGoals(value.goals);
        return raise(value.finding);
      }
    },
    // An operation of a world is valid until the next one.
    toOps: (bytes) => Array.from(stepsOf(bytes, production), copyOp),
  };
}

function stepsOf(bytes: Uint8Array, production: Production): Generator<Op, SimulationResult, void> {
  const entropy = new BytesEntropy(bytes);
  const plan = planFor(swarm, entropy);
  return stepPlan('swarm', 'bytes', plan, entropy, new Run({ production }), { stepsMax: STEPS_MAX });
}

/** Bytes as the chance of a whole simulated world: every knob of the swarm, every fault and every accident. */
export const world = worldTarget(PRODUCTION);
