import { brokenPremise, mayGetNewPids } from '../scenario-file/liveness-premise.ts';
import { beatsPerSecond, limitsOf, settlingNs } from '../scenario-file/settle-times.ts';
import type { FleetScript, ListenerScript, WorldScript } from '../script.ts';
import { isMostlyQuiet } from './world-builder.ts';

/** Thresholds of silence after which any slot may be evicted. */
const EVICTABLE_THRESHOLDS = 10n;

/**
 * A drawn world with liveness judged at its end, where that is fair: without what may keep live agents from being accepted whatever
 * the observer does, and with a quiet phase, in which everything that was lost before can be made up for. Liveness is required of each
 * fleet that the liveness premise allows. The world as it was drawn where not even its silent agents can be judged. `forNs` is the
 * length of the run where it is given; otherwise the quiet phase comes after the length that was drawn.
 */
export function withLiveness(drawn: WorldScript, forNs: number | undefined): WorldScript {
  const lenient = withoutExcuses(drawn);
  const quietNs = quietNsOf({ ...lenient, fleet: lenient.fleet.map((group) => required(group, true)) });
  let world: WorldScript = {
    ...lenient,
    forNs: forNs ?? lenient.forNs + quietNs,
    fleet: lenient.fleet.map((group) => required(group, false)),
    settle: { quietNs, networkIsSound: false },
  };
  if (world.fleet.length === 0 || isMostlyQuiet(world) || brokenPremise(world) !== null) return drawn;
  for (const { name } of world.fleet) {
    const more = { ...world, fleet: world.fleet.map((group) => (group.name === name ? required(group, true) : group)) };
    if (brokenPremise(more) === null) world = more;
  }
  return world;
}

function required(group: FleetScript, livenessRequired: boolean): FleetScript {
  return { ...group, livenessRequired };
}

function withRoomFor(agents: number, listener: ListenerScript): ListenerScript {
  return { ...listener, queueMax: Math.max(listener.queueMax, agents) };
}

/**
 * The world without attackers, who may displace agents; with agents that fit the table, each under a pid and a nonce of its own; with
 * polls at each arrival, queues that hold a beat of each agent, and a common limit of twice their beats or none.
 */
function withoutExcuses(drawn: WorldScript): WorldScript {
  const { observer, polling, listeners, timeline } = drawn;
  const fleet: FleetScript[] = [];
  let agents = 0;
  for (const group of drawn.fleet) {
    if (agents + group.count > observer.capacity) continue;
    agents += group.count;
    const sharesPids = group.firstPid !== null && fleet.some(({ firstPid }) => firstPid !== null);
    fleet.push(sharesPids ? { ...group, firstPid: null } : group);
  }
  const names = new Set(fleet.map(({ name }) => name));
  const isTight = (observer.global_rate ?? 0) < 2 * beatsPerSecond(fleet);
  return {
    ...drawn,
    observer: isTight ? { ...observer, global_rate: 0 } : observer,
    polling: { ...polling, atArrival: true },
    listeners: listeners.map((listener) => withRoomFor(agents, listener)),
    fleet,
    attackers: [],
    timeline: timeline.filter((action) => action.do !== 'set-nonce' && (!('fleet' in action) || names.has(action.fleet))),
  };
}

/**
 * Time that a world needs to settle: for the last datagram to arrive and the last silence to be reported, for limits to recover, and
 * where agents come back under new pids for the slots of the old ones to become evictable and to be found.
 */
function quietNsOf(world: WorldScript): number {
  const { observer, fleet, supervisor } = world;
  const recoveryNs = 2n * observer.threshold;
  const settledNs = Number(settlingNs(world) + recoveryNs);
  if (!fleet.some((group) => mayGetNewPids(group, world))) return settledNs;
  const scans = Math.ceil(observer.capacity / Math.max(1, observer.window));
  const slowestNs = Math.max(...fleet.map(({ intervalNs, jitterNs, driftPpm }) => intervalNs * (1 + driftPpm.max / 1_000_000) + jitterNs));
  const evictableNs = EVICTABLE_THRESHOLDS * observer.threshold + limitsOf(world).drain_interval;
  return Math.ceil(settledNs + (supervisor?.delayNs ?? 0) + Number(evictableNs) + 2 * scans * slowestNs);
}
