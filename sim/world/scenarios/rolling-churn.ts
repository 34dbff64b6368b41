import { GOAL_NUMBER as GOAL } from '../../oracle/goals.ts';
import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, kernelSocket, MS, soundLink, worldPlan } from './parts.ts';
import type { Scenario } from './scenario.ts';

const TURNOVERS = 20;

export const rollingChurn: Scenario = {
  name: 'rolling-churn',
  claim:
    'Short-lived agents turn the table over at least twenty times; every new pid gets its slot once an old one may go, because the index gives removed cells back: the published code wedges after two turnovers.',
  build(entropy, knobs) {
    const capacity = knobs.capacity ?? entropy.int(2, 12);
    const policy = knobs.policy ?? entropy.pick(['strict', 'balanced'] as const);
    const window = knobs.window ?? entropy.pick([1, 4, 256]);
    const thresholdNs = 20 * MS;
    const intervalNs = 5 * MS;
    const count = Math.max(1, Math.floor(capacity / 2));
    // A slot is free again ten thresholds and a drain after its last beat: that many pids can pass in a second.
    const turnoverNs = 12 * thresholdNs;
    const forNs = knobs.forNs ?? Math.ceil((TURNOVERS * 1.6 * turnoverNs * capacity) / Math.max(1, capacity - count));
    return worldPlan(
      {
        forNs,
        observer: { capacity, policy, window, threshold: BigInt(thresholdNs), per_pid_rate: 0, global_rate: 0 },
        polling: { tickNs: MS, atArrival: true, burst: 1 },
        clock: { startNs: 0n },
        listeners: [kernelSocket()],
        links: [soundLink('wire', 'socket')],
        fleet: [
          agents({
            name: 'mayflies',
            count,
            link: 'wire',
            intervalNs,
            lifecycle: { ...UNEVENTFUL, crash: ratio(1, 12), restartNs: { min: 0, max: intervalNs } },
          }),
        ],
        attackers: [],
        supervisor: null,
        timeline: [{ atNs: Math.floor(forNs / 2), do: 'read-metrics' }],
        settle: { calmNs: 30 * thresholdNs, networkIsSound: false },
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
