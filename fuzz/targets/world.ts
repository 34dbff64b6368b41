import { BytesEntropy } from '../../sim/entropy/bytes-entropy.ts';
import { signatureOf } from '../../sim/judges/finding.ts';
import { planFor, runPlan } from '../../sim/campaign/simulate.ts';
import { Run } from '../../sim/run/run.ts';
import { swarm } from '../../sim/scenarios/swarm.ts';
import { FuzzFinding, type FuzzTarget } from './target.ts';

/** Operations that one input may make. */
const STEPS_MAX = 2000;

/** Bytes as the chance of a whole simulated world: every knob of the swarm, every fault and every accident. */
export const world: FuzzTarget = {
  name: 'world',
  sentence: 'bytes as the entropy of a whole simulated world',
  formatVersion: 1,
  lengthMax: 4096,
  fuzz(bytes) {
    const entropy = new BytesEntropy(bytes);
    const plan = planFor(swarm, entropy);
    const { finding } = runPlan('swarm', 'bytes', plan, entropy, new Run(), { stepsMax: STEPS_MAX });
    if (finding !== null) throw new FuzzFinding(signatureOf(finding), `step ${finding.step}: ${finding.reason}`);
  },
};
