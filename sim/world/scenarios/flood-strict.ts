import { agents, attacker, drawTable, MS, planWorld, WIRE_AND_NET } from './world-builder.ts';
import type { Knobs, Plan, Scenario } from './scenario.ts';
import type { Entropy } from '../../data/entropy/entropy.ts';
import type { EvictionPolicy } from '../../../src/index.ts';

/** A fleet of half the capacity under a flood of ever new pids. */
export function flood(entropy: Entropy, knobs: Knobs, defaultPolicy: EvictionPolicy): Plan {
  const table = drawTable(entropy, knobs, {
    capacity: () => entropy.int(8, 200),
    policy: defaultPolicy,
    window: () => entropy.pick([1, 8, 64, 256]),
  });
  const thresholdNs = entropy.int(50, 150) * MS;
  const intervalNs = Math.floor(thresholdNs / 4);
  const honest = Math.floor(Math.min(table.capacity, 4096) / 2);
  const forNs = knobs.forNs ?? 18 * thresholdNs;
  const burst = entropy.int(1, 4);
  return planWorld(
    table,
    {
      forNs,
      thresholdNs,
      ...WIRE_AND_NET,
      fleet: [
        agents({ name: 'honest', count: honest, intervalNs }),
        agents({ name: 'hanging', count: Math.floor(honest / 4), intervalNs, livenessRequired: false }),
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
      timeline: [{ atNs: 3 * intervalNs, do: 'hang', fleet: 'hanging', count: null }],
      settle: { quietNs: 3 * thresholdNs, networkIsSound: true },
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
