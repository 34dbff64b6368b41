import { agents, attacker, kernelSocket, MS, soundLink, udpPort, worldPlan } from './parts.ts';
import type { Knobs, Plan, Scenario } from './scenario.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import type { EvictionPolicy } from '../../../src/index.ts';

/** A fleet of half the capacity under a flood of ever new pids. */
export function flood(entropy: Entropy, knobs: Knobs, defaultPolicy: EvictionPolicy): Plan {
  const capacity = knobs.capacity ?? entropy.int(8, 200);
  const policy = knobs.policy ?? defaultPolicy;
  const window = knobs.window ?? entropy.pick([1, 8, 64, 256]);
  const thresholdNs = entropy.int(50, 150) * MS;
  const intervalNs = Math.floor(thresholdNs / 4);
  const honest = Math.floor(Math.min(capacity, 4096) / 2);
  const forNs = knobs.forNs ?? 18 * thresholdNs;
  const burst = entropy.int(1, 4);
  return worldPlan(
    {
      forNs,
      observer: { capacity, policy, window, threshold: BigInt(thresholdNs), per_pid_rate: 0, global_rate: 0 },
      polling: { tickNs: Math.floor(thresholdNs / 20), atArrival: true, burst: 1 },
      clock: { startNs: 0n },
      listeners: [kernelSocket(), udpPort()],
      links: [soundLink('wire', 'socket'), soundLink('net', 'udp')],
      fleet: [
        agents({ name: 'honest', count: honest, link: 'wire', intervalNs }),
        agents({ name: 'hanging', count: Math.floor(honest / 4), link: 'wire', intervalNs, livenessRequired: false }),
      ],
      attackers: [
        attacker({
          name: 'flooder',
          attack: 'pid-rotation',
          link: 'net',
          startNs: 2 * intervalNs,
          everyNs: Math.floor((forNs / 2500) * burst),
          burst,
        }),
      ],
      supervisor: null,
      timeline: [{ atNs: 3 * intervalNs, do: 'hang', fleet: 'hanging', count: null }],
      settle: { calmNs: 3 * thresholdNs, networkIsSound: true },
    },
    { honest },
  );
}

export const floodStrict: Scenario = {
  name: 'flood-strict',
  claim:
    'Under a flood of ever new pids the strict policy evicts nobody who beats: the honest half of the table stays tracked and unreported, while the flood competes for every slot that falls silent.',
  build: (entropy, knobs) => flood(entropy, knobs, 'strict'),
};
