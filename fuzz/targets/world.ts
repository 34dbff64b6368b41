import { SeededRun } from '../../sim/world/seeded-run.ts';
import { BytesEntropy } from '../../sim/data/entropy/bytes-entropy.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
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
      const { goals, finding } = worldOf(bytes, production).result();
      markGoals(goals);
      raise(finding);
    },
    // An operation of a world is valid until the next one.
    toOps: (bytes) => Array.from(worldOf(bytes, production).steps(), copyOp),
  };
}

function worldOf(bytes: Uint8Array, production: Production): SeededRun {
  return new SeededRun(swarm, 'bytes', { entropy: new BytesEntropy(bytes), production, stepsMax: STEPS_MAX });
}

/** Bytes as the chance of a whole simulated world: every knob of the swarm, every fault and every accident. */
export const world = worldTarget(PRODUCTION);
