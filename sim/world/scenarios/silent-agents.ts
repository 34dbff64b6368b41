import { agents, drawTable, MS, planWorld, SECOND, WIRE_AND_NET } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const silentAgents: Scenario = {
  name: 'silent-agents',
  claim:
    'Agents that hang are reported once, not before the threshold and not later than a drain interval after it, also when many fall silent at one moment; those that come back are heard again and can be reported again.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(16, 160), window: () => entropy.int(1, 256) });
    const { capacity } = table;
    const thresholdNs = entropy.pick([50, 200, 1000]) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const half = Math.min(capacity, Math.max(1, Math.floor(Math.min(capacity, 4096) / 2)));
    const forNs = knobs.forNs ?? 16 * thresholdNs;
    const at = (part: number): number => Math.floor((forNs * part) / 100);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        polling: { tickNs: Math.floor(thresholdNs / 50), atArrival: true, burst: 1 },
        clock: { startNs: entropy.u64(0n, 10n * BigInt(SECOND)) },
        ...WIRE_AND_NET,
        fleet: [
          agents({ name: 'steady', count: Math.max(0, Math.min(capacity, 4096) - half), intervalNs }),
          // Started and beating in step: they all fall silent at one nanosecond.
          agents({ name: 'moody', count: half, link: 'net', intervalNs, startWithinNs: 0 }),
        ],
        timeline: [
          { atNs: at(10), do: 'degrade', fleet: 'steady', count: 1 },
          { atNs: at(20), do: 'hang', fleet: 'moody', count: null },
          { atNs: at(40), do: 'recover', fleet: 'moody', count: Math.ceil(half / 2) },
          { atNs: at(50), do: 'hang', fleet: 'moody', count: Math.ceil(half / 4) },
          { atNs: at(60), do: 'read-metrics' },
          { atNs: at(65), do: 'recover', fleet: 'moody', count: 1 },
        ],
        settle: { quietNs: Math.floor(forNs * 0.3), networkIsSound: true },
      },
      { hanging: half },
    );
  },
};
