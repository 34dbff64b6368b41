import type { Op } from '../../sim/data/ops/op.ts';
import { SeededRun } from '../../sim/world/seeded-run.ts';
import { BytesEntropy } from '../../sim/data/entropy/bytes-entropy.ts';
import { PRODUCTION, type Production } from '../../sim/subject/production.ts';
import { swarm } from '../../sim/world/scenarios/swarm.ts';
import { reportGoals } from '../feature.ts';
import { meteredOrNot, raise, type FuzzTarget } from './target.ts';

/** A copy that stays as it is: a world uses its operations again for the next ones. O(bytes). */
export function copyOp(op: Op): Op {
  if (op.op !== 'datagram') return { ...op };
  const { now, listener, origin, peer, ns, bytes } = op;
  return { op: 'datagram', now, listener, origin, peer, ns, bytes: bytes.slice() };
}

/** Operations that one input may make. */
const STEPS_MAX = 500;

/** The same in the loop of a fuzzer: most bytes are used up before the first operation, and what 200 do not reach 500 seldom do. */
const LOOP_STEPS_MAX = 200;

/** The target over another production code than the real one: for tests that plant bugs. */
export function worldTarget(production: Production): FuzzTarget {
  return {
    name: 'world',
    sentence: 'bytes as the entropy of a whole simulated world',
    formatVersion: 3,
    lengthMax: 4096,
    ...meteredOrNot(production, (bytes, counts) => {
      const { goals, finding } = worldOf(bytes, production, counts, counts === null ? LOOP_STEPS_MAX : STEPS_MAX).result();
      reportGoals(goals);
      raise(finding);
    }),
    // An operation of a world is valid until the next one.
    toOps: (bytes) => Array.from(worldOf(bytes, production, null, STEPS_MAX).steps(), copyOp),
  };
}

function worldOf(bytes: Uint8Array, production: Production, counts: Production | null, stepsMax: number): SeededRun {
  return new SeededRun(swarm, 'bytes', { entropy: new BytesEntropy(bytes), production, stepsMax, folds: false, counts });
}

/** Bytes as the chance of a whole simulated world: every knob of the swarm, every fault and every accident. */
export const world = worldTarget(PRODUCTION);
