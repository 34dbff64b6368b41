import { GOAL_NUMBER as GOAL } from '../../oracle/goals.ts';
import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, drawTable, MS, planWorld } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

/** How often the table is turned over; on larger tables less often, as a run takes a time that grows with the slots it turns over. */
function turnoversOf(capacity: number): number {
  return Math.max(3, Math.min(20, Math.floor(1280 / Math.max(1, capacity))));
}

export const rollingChurn: Scenario = {
  name: 'rolling-churn',
  claim:
    'Short-lived agents turn the table over twenty times, one of more than 64 slots less often; every new pid gets its slot once an old one may go, because the index gives removed cells back: the published code wedges after two turnovers.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(2, 12), window: () => entropy.pick([1, 4, 256]) });
    const { capacity } = table;
    const turnovers = turnoversOf(capacity);
    const thresholdNs = 20 * MS;
    const intervalNs = 5 * MS;
    const count = Math.max(1, Math.floor(capacity / 2));
    // A slot is free again ten thresholds and a drain after its last beat: that many pids can pass in a second.
    const turnoverNs = 12 * thresholdNs;
    const forNs = knobs.forNs ?? Math.ceil((turnovers * 1.6 * turnoverNs * capacity) / Math.max(1, capacity - count));
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        fleet: [
          agents({
            name: 'mayflies',
            count,
            link: 'wire',
            intervalNs,
            lifecycle: { ...UNEVENTFUL, crash: ratio(1, 12), restartNs: { min: 0, max: intervalNs } },
          }),
        ],
        timeline: [{ atNs: Math.floor(forNs / 2), do: 'read-metrics' }],
        settle: { quietNs: 30 * thresholdNs, networkIsSound: false },
      },
      { turnovers },
      ({ goalCounts }) => {
        const evictions = goalCounts[GOAL['evicted-stalled']] + goalCounts[GOAL['evicted-any']];
        return knobs.forNs !== undefined || evictions >= turnovers * capacity
          ? null
          : `${evictions} evictions at capacity ${capacity}, ${turnovers * capacity} were due`;
      },
    );
  },
};
