import { GOAL_NUMBER as GOAL } from '../../oracle/goals.ts';
import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, drawTable, MS, planWorld } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

const TURNOVERS = 20;

export const rollingChurn: Scenario = {
  name: 'rolling-churn',
  claim:
    'Short-lived agents turn the table over at least twenty times; every new pid gets its slot once an old one may go, because the index gives removed cells back: the published code wedges after two turnovers.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(2, 12), window: () => entropy.pick([1, 4, 256]) });
    const { capacity } = table;
    const thresholdNs = 20 * MS;
    const intervalNs = 5 * MS;
    const count = Math.max(1, Math.floor(capacity / 2));
    // A slot is free again ten thresholds and a drain after its last beat: that many pids can pass in a second.
    const turnoverNs = 12 * thresholdNs;
    const forNs = knobs.forNs ?? Math.ceil((TURNOVERS * 1.6 * turnoverNs * capacity) / Math.max(1, capacity - count));
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
      { turnovers: TURNOVERS },
      ({ goalCounts }) => {
        const evictions = goalCounts[GOAL['evicted-stalled']] + goalCounts[GOAL['evicted-any']];
        return knobs.forNs !== undefined || evictions >= TURNOVERS * capacity
          ? null
          : `${evictions} evictions at capacity ${capacity}, ${TURNOVERS * capacity} were due`;
      },
    );
  },
};
