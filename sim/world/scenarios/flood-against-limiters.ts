import { agents, attacker, drawTable, MS, planWorld, WIRE_AND_NET } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

/** Pids of the flood that comes under few. */
const FLOOD_PIDS = 8;
const HANGING = 4;

export const floodAgainstLimiters: Scenario = {
  name: 'flood-against-limiters',
  claim:
    'A flood under few pids is stopped by the limit per pid before it can use up the common one, so that honest agents keep being heard; a flood under new pids does use it up, and stalls still come out on time: their schedule depends on no traffic.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(32, 256), policy: 'strict', window: () => 256 });
    const { capacity } = table;
    const thresholdNs = entropy.int(200, 400) * MS;
    const intervalNs = Math.floor(thresholdNs / 4);
    const honest = Math.min(10, Math.floor(capacity / 4));
    const isFreshFlood = entropy.chance({ numerator: 1, denominator: 2 });
    const forNs = knobs.forNs ?? 16 * thresholdNs;
    return planWorld(
      table,
      {
        forNs,
        thresholdNs,
        observer: { per_pid_rate: 50, global_rate: 1000, global_burst: 200 },
        polling: { tickNs: Math.floor(thresholdNs / 40), atArrival: true, burst: 1 },
        ...WIRE_AND_NET,
        fleet: [
          // Without jitter an agent can be in step with the flood and always meet an empty limiter. A flood under new pids takes
          // each token as it falls due: where it is in step with the refill, no other beat passes, and liveness cannot be required.
          agents({ name: 'honest', count: honest, intervalNs, jitterNs: Math.floor(intervalNs / 5), livenessRequired: !isFreshFlood }),
          agents({ name: 'hanging', count: HANGING, intervalNs, livenessRequired: false }),
        ],
        attackers: [
          attacker({
            name: 'flooder',
            attack: 'pid-rotation',
            link: 'net',
            startNs: thresholdNs,
            everyNs: Math.floor(thresholdNs / 500),
            burst: 1,
            pidPool: isFreshFlood ? 0 : FLOOD_PIDS,
          }),
        ],
        timeline: [{ atNs: 4 * thresholdNs, do: 'hang', fleet: 'hanging', count: null }],
        // A limit per pid that has no room for all of them lets the flood through to the common one.
        settle: { quietNs: 3 * thresholdNs, networkIsSound: !isFreshFlood && capacity >= FLOOD_PIDS + honest + HANGING },
      },
      { flood: isFreshFlood ? 'new pids' : 'eight pids' },
    );
  },
};
