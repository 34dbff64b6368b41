import { agents, drawTable, MS, planWorld, SECOND, soundLink } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

export const steadyFleet: Scenario = {
  name: 'steady-fleet',
  claim:
    'A fleet that fills the table and beats with jitter and drift is never reported as stalled, though the slowest beats come close to the threshold and the table has no slot to spare.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(1, 256), window: () => entropy.pick([1, 16, 256]) });
    const { capacity } = table;
    const intervalNs = entropy.int(40, 120) * MS;
    const jitterNs = Math.floor(intervalNs * 0.9);
    // The longest wait between two beats, and a little more: one interval, the drift, the jitter, the way.
    const thresholdNs = Math.ceil(intervalNs * 1.01) + jitterNs + 5 * MS;
    const forNs = knobs.forNs ?? Math.max(SECOND, Math.ceil((6000 / Math.max(1, capacity)) * intervalNs));
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        observer: { global_rate: 100_000, global_burst: 100_000 },
        polling: { tickNs: 5 * MS, atArrival: true, burst: 1 },
        clock: { startNs: entropy.u64(0n, 1n << 62n) },
        links: [soundLink('wire', 'socket', 2 * MS)],
        fleet: [
          agents({
            name: 'agents',
            count: Math.min(capacity, 4096),
            intervalNs,
            jitterNs,
            driftPpm: { min: -5000, max: 5000 },
          }),
        ],
        supervisor: { delayNs: 50 * MS },
        timeline: [{ atNs: Math.floor(forNs / 2), do: 'read-metrics' }],
        settle: { quietNs: Math.min(3 * thresholdNs, Math.floor(forNs / 2)), networkIsSound: true },
      },
      { interval: `${intervalNs / MS}ms` },
    );
  },
};
