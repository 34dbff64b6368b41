import { MAX_CAPACITY } from '../../data/spec/limits.ts';
import { withDefaults, type ModelObserverOptions } from '../../oracle/model/index.ts';
import type { FleetScript, LinkScript, WorldScript } from '../script.ts';

/** Nanoseconds in a second. */
export const SECOND_NS = 1_000_000_000;

/** Beats a second of all agents, without drift and jitter. */
export function beatsPerSecond(fleet: readonly FleetScript[]): number {
  return fleet.reduce((sum, { count, intervalNs }) => sum + (count * SECOND_NS) / intervalNs, 0);
}

/** The observer's options with the defaults of the specification for those that are left out. */
export function limitsOf({ observer }: WorldScript): Required<ModelObserverOptions> {
  return withDefaults(observer);
}

/** The longest time that a datagram can be on its way while faults strike. */
export function longestDelayNs({ delayNs, reorder, reorderNs, burst, burstNs }: LinkScript): number {
  const reorderedNs = reorder.numerator > 0 ? reorderNs : 0;
  return Math.max(delayNs.max + reorderedNs, burst.numerator > 0 ? burstNs : 0);
}

/** The longest time between two beats of one agent as the observer reads them, in the quiet phase. */
export function longestWaitNs({ intervalNs, jitterNs, driftPpm, link }: FleetScript, world: WorldScript): number {
  const { links } = world;
  const { delayNs } = links.find(({ name }) => name === link) as LinkScript;
  const beatNs = (intervalNs * (1_000_000 + driftPpm.max)) / 1_000_000 + jitterNs;
  const { per_pid_rate: rate } = limitsOf(world);
  const limitNs = rate === 0 ? 0 : Math.floor(1e9 / rate);
  const shortestNs = (intervalNs * (1_000_000 + driftPpm.min)) / 1_000_000 - (delayNs.max - delayNs.min);
  const refusedNs = shortestNs < limitNs ? limitNs : 0;
  return beatNs + (delayNs.max - delayNs.min) + refusedNs + longestQueueNs(world);
}

/** The longest time that a datagram waits for its poll: behind a beat and a stall of every agent. */
function longestQueueNs({ polling, fleet }: WorldScript): number {
  if (polling.atArrival) return 0;
  const ahead = fleet.reduce((sum, { count }) => sum + 2 * count, 0);
  return polling.tickNs * (1 + Math.ceil(ahead / polling.burst));
}

/** Time from the last fault until everything that follows from it has come out. */
export function settlingNs(world: WorldScript): bigint {
  const { observer, polling, links, fleet } = world;
  const { drain_interval: drainIntervalNs } = limitsOf(world);
  const waysNs = Math.max(0, ...links.map(longestDelayNs));
  const waitsNs = Math.max(0, ...fleet.filter(({ livenessRequired }) => livenessRequired).map((group) => longestWaitNs(group, world)));
  // One stall comes out at each poll.
  const stalls = Math.min(observer.capacity, MAX_CAPACITY);
  const pollsNs = polling.atArrival ? 2 * polling.tickNs : (2 + stalls / polling.burst) * polling.tickNs;
  return observer.threshold + drainIntervalNs + BigInt(Math.ceil(waysNs + waitsNs + pollsNs));
}
