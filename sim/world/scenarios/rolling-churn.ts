import { countOf } from '../../data/count.ts';
import { GOAL_NUMBER as GOAL } from '../../oracle/goals.ts';
import { ratio } from '../../data/entropy/entropy.ts';
import { UNEVENTFUL } from '../script.ts';
import { agents, drawTable, MS, planWorld } from './world-builder.ts';
import type { Scenario } from './scenario.ts';

/** Evictions that a run of a table of more than 64 slots is made for: the rules read the whole table after each. */
const EVICTIONS = 1280;
/** Agents at most. What fills a larger table are the pids of the dead. */
const AGENTS_MAX = 128;
const THRESHOLD_NS = 20 * MS;
const INTERVAL_NS = 5 * MS;
/** One beat in so many is the last. */
const BEATS_OF_A_LIFE = 12;
const QUIET_NS = 30 * THRESHOLD_NS;

interface Length {
  /** Agents. */
  readonly count: number;
  /** How often the table is turned over; less than once where only a part of it is. */
  readonly turnovers: number;
  readonly forNs: number;
}

/** A length that fits the table: a run takes a time that grows with the slots times the evictions. */
function lengthOf(capacity: number): Length {
  const count = Math.max(1, Math.min(AGENTS_MAX, Math.floor(capacity / 2)));
  const turnovers = Math.min(20, EVICTIONS / Math.max(1, capacity));
  // A slot is free again ten thresholds and a drain after its last beat: that many pids can pass in a second.
  const turnoverNs = 12 * THRESHOLD_NS;
  const turnedNs = (turnovers * 1.6 * turnoverNs * capacity) / Math.max(1, capacity - count);
  // In a large table every slot must be taken first, and then as many pids come as are to be evicted.
  const diedNs = QUIET_NS + (1.2 * (capacity + EVICTIONS) * BEATS_OF_A_LIFE * INTERVAL_NS) / count;
  return { count, turnovers, forNs: Math.ceil(capacity > 2 * AGENTS_MAX ? Math.max(turnedNs, diedNs) : turnedNs) };
}

export const rollingChurn: Scenario = {
  name: 'rolling-churn',
  claim:
    'Short-lived agents turn the table over twenty times, one of more than 64 slots less often, and one of more than 256 in part; every new pid gets its slot once an old one may go, because the index gives removed cells back: the published code wedges after two turnovers.',
  build(entropy, knobs) {
    const table = drawTable(entropy, knobs, { capacity: () => entropy.int(2, 12), window: () => entropy.pick([1, 4, 256]) });
    const { capacity } = table;
    const { count, turnovers, forNs: fittingNs } = lengthOf(capacity);
    const forNs = knobs.forNs ?? fittingNs;
    const evictionsDue = Math.floor(turnovers * capacity);
    return planWorld(
      table,
      {
        forNs,
        thresholdNs: THRESHOLD_NS,
        fleet: [
          agents({
            name: 'mayflies',
            count,
            intervalNs: INTERVAL_NS,
            lifecycle: { ...UNEVENTFUL, crash: ratio(1, BEATS_OF_A_LIFE), restartNs: { min: 0, max: INTERVAL_NS } },
          }),
        ],
        timeline: [{ atNs: Math.floor(forNs / 2), do: 'read-metrics' }],
        settle: { quietNs: QUIET_NS, networkIsSound: false },
      },
      { turnovers: Math.round(turnovers * 100) / 100 },
      ({ goalCounts }) => {
        const evictions = goalCounts[GOAL['evicted-stalled']] + goalCounts[GOAL['evicted-any']];
        return knobs.forNs !== undefined || evictions >= evictionsDue
          ? null
          : `${countOf(evictions, 'eviction')} at capacity ${capacity}, ${countOf(evictionsDue, 'was', 'were')} due`;
      },
    );
  },
};
