import { countOf } from '../../data/count.ts';
import { MAX_CAPACITY, U64_MAX } from '../../data/spec/limits.ts';
import { formatDuration } from '../../data/duration.ts';
import { jsonText } from '../../data/quoting/printable.ts';
import type { FleetScript, LinkScript, ListenerScript, WorldScript } from '../script.ts';
import { within, type Fault } from './fault.ts';
import { beatsPerSecond, limitsOf, longestWaitNs, SECOND_NS, settlingNs } from './settle-times.ts';

/**
 * The liveness premise of a world: at the end of its quiet phase live agents must be tracked and silent ones reported, which can be
 * required only where capacity, limits, polls, namespaces and clock let every beat through in time. The first rule that this world
 * breaks; null if it breaks none, or has no quiet phase. O(world²).
 */
export function brokenPremise(world: WorldScript): Fault | null {
  if (world.settle === null) return null;
  for (const rule of RULES) {
    const fault = rule(world);
    if (fault !== null) return fault;
  }
  return null;
}

type Rule = (world: WorldScript) => Fault | null;

const RANDOM_PID_MAX = 0x3fff_ffff;
const CURE = ', or say "mustBeHeard": false';

/** A rule on each fleet of which liveness is required. */
function eachRequired(rule: (fleet: FleetScript, path: string, world: WorldScript) => Fault | null): Rule {
  return (world) => {
    for (const [at, fleet] of world.fleet.entries()) {
      const fault = fleet.livenessRequired ? rule(fleet, within('/fleet', at), world) : null;
      if (fault !== null) return fault;
    }
    return null;
  };
}

const fitsCapacity: Rule = ({ fleet, observer }) => {
  // The others take slots all the same.
  const agents = fleet.reduce((sum, { count }) => sum + count, 0);
  const capacity = Math.min(observer.capacity, MAX_CAPACITY);
  if (agents <= capacity || !fleet.some(({ livenessRequired }) => livenessRequired)) return null;
  return {
    path: '/observer/capacity',
    says: `must hold ${agents === 1 ? 'the one agent' : `all ${agents} agents`} for a world to settle in which any must be heard, got ${capacity}`,
  };
};

const beatsInTime = eachRequired((fleet, path, world) => {
  const threshold = world.observer.threshold;
  const waitNs = longestWaitNs(fleet, world);
  if (BigInt(Math.ceil(waitNs)) < threshold) return null;
  const worst = formatDuration(BigInt(Math.ceil(waitNs)));
  return {
    path: within(path, 'interval'),
    says: `must, with drift, jitter, delay and limits, stay below the threshold of ${formatDuration(threshold)} for a world to settle, got ${worst} at worst${CURE}`,
  };
});

const livesInAcceptedNamespace = eachRequired((fleet, path, world) => {
  const { ns, allow_cross_namespace: allowCrossNamespace } = limitsOf(world);
  if (ns === null || allowCrossNamespace || !listenerOf(fleet, world).seesNamespace) return null;
  const foreign = namespacesOf(fleet, world).find((own) => own !== null && own !== ns);
  if (foreign === undefined) return null;
  return { path: within(path, 'namespace'), says: `must be the observer’s own, "${ns}", for a world to settle, got "${foreign}"${CURE}` };
});

const hasAcceptedPids = eachRequired((fleet, path, world) => {
  const { firstPid, count } = fleet;
  if (firstPid !== null && firstPid < 2)
    return {
      path: within(path, 'firstPid'),
      says: `must be at least 2 for a world to settle, as pids 0 and 1 are no agents, got ${firstPid}${CURE}`,
    };
  const { pid_max: pidMax } = limitsOf(world);
  const last = firstPid === null || mayGetNewPids(fleet, world) ? RANDOM_PID_MAX : firstPid + count - 1;
  if (last <= pidMax || listenerOf(fleet, world).attestsPid) return null;
  return {
    path: within(path, 'firstPid'),
    says: `must keep pids up to ${pidMax}, the observer’s pidMax, for a world to settle, got pids up to ${last}${CURE}`,
  };
});

/** Silence is known by pid: two fleets may share pids only where liveness is not required of both and all agents stay alive. */
const hasPidsOfItsOwn: Rule = (world) => {
  for (const [at, fleet] of world.fleet.entries()) {
    const other = world.fleet.slice(0, at).find((candidate) => sharesPids(fleet, candidate));
    if (other === undefined) continue;
    const isFair = !(fleet.livenessRequired && other.livenessRequired) && staysAlive(fleet, world) && staysAlive(other, world);
    if (isFair) continue;
    return {
      path: within(within('/fleet', at), 'firstPid'),
      says: `must give pids that ${jsonText(other.name)} has not, where both must be heard or either may die, for a world to settle, got ${fleet.firstPid}`,
    };
  }
  return null;
};

const pollsKeepUp: Rule = ({ polling, fleet }) => {
  if (polling.atArrival) return null;
  const beats = beatsPerSecond(fleet);
  const polls = (polling.burst * SECOND_NS) / polling.tickNs;
  if (beats < polls) return null;
  return {
    path: '/polling',
    says: `must make more polls than the ${countOf(Math.ceil(beats), 'beat')} a second, for a world to settle, got ${Math.floor(polls)}`,
  };
};

const limiterLetsAllPass: Rule = (world) => {
  const { polling, fleet } = world;
  const { global_rate: globalRate, global_burst: globalBurst } = limitsOf(world);
  if (globalRate === 0 || globalBurst === 0) return null;
  const beats = Math.ceil(beatsPerSecond(fleet));
  if (beats > globalRate)
    return {
      path: '/observer/globalRate',
      says: `must be 0 or at least ${beats}, the beats a second, for a world to settle, got ${globalRate}`,
    };
  // All agents may beat at one moment, and what has waited for a tick is read at one moment.
  const agents = fleet.reduce((sum, { count }) => sum + count, 0);
  const atOnce = agents + (polling.atArrival ? 0 : Math.ceil((beats * polling.tickNs) / SECOND_NS));
  if (atOnce <= globalBurst) return null;
  return {
    path: '/observer/globalBurst',
    says: `must be 0 or at least ${atOnce}, the beats that may be read at one moment, for a world to settle, got ${globalBurst}`,
  };
};

const clockRunsOn: Rule = ({ clock, forNs, timeline }) => {
  const forwardNs = timeline.reduce((sum, action) => sum + (action.do === 'clock-forward' ? action.byNs : 0n), 0n);
  if (clock.startNs + BigInt(forNs) + forwardNs < U64_MAX) return null;
  return {
    path: '/clock/start',
    says: `must leave the clock below 2^64 − 1 to the end of the run, for a world to settle, got "${clock.startNs}ns"`,
  };
};

const soundNetworkIsSound: Rule = ({ settle, links, timeline }) => {
  if (settle?.networkIsSound !== true) return null;
  const at = links.findIndex(isFaulty);
  if (at >= 0)
    return { path: '/settle/networkIsSound', says: `must be false where a link has faults as ${within('/links', at)} has, got true` };
  const trouble = timeline.findIndex((action) => action.do === 'partition' || action.do.startsWith('clock-'));
  return trouble < 0
    ? null
    : {
        path: '/settle/networkIsSound',
        says: `must be false where a link is cut or the clock is set as in ${within('/timeline', trouble)}, got true`,
      };
};

const isQuietPhaseLongEnough: Rule = (world) => {
  const { settle, forNs } = world;
  const quietNs = settle?.quietNs ?? 0;
  const neededNs = settlingNs(world);
  if (quietNs <= forNs && BigInt(quietNs) >= neededNs) return null;
  return {
    path: '/settle/calm',
    says: `must be at least ${formatDuration(neededNs)} and fit into the run, so that the last datagram can arrive and the last silence be reported, got ${formatDuration(BigInt(quietNs))}`,
  };
};

// In the order in which they are checked: the length of the quiet phase last, because it depends on the rest.
const RULES: readonly Rule[] = [
  fitsCapacity,
  beatsInTime,
  livesInAcceptedNamespace,
  hasAcceptedPids,
  hasPidsOfItsOwn,
  pollsKeepUp,
  limiterLetsAllPass,
  clockRunsOn,
  soundNetworkIsSound,
  isQuietPhaseLongEnough,
];

function listenerOf({ link }: Pick<FleetScript, 'link'>, { links, listeners }: WorldScript): ListenerScript {
  const name = links.find((candidate) => candidate.name === link)?.listener;
  return listeners.find((candidate) => candidate.name === name) as ListenerScript;
}

/**
 * Namespaces that agents may be in while liveness is required of them. Under one pid any change but the first from an unknown one
 * lifts that; an agent that comes back under a new pid stays where it was.
 */
function namespacesOf(fleet: FleetScript, world: WorldScript): (bigint | null)[] {
  const { name, ns, lifecycle } = fleet;
  const isAnew = mayGetNewPids(fleet, world);
  if (ns !== null && !isAnew) return [ns];
  const moves = world.timeline.flatMap((action) => (action.do === 'change-namespace' && action.fleet === name ? [action.ns] : []));
  if (lifecycle.changeNamespace.numerator === 0) return [ns, ...moves];
  const next = (ns ?? 0n) + 1n;
  return [ns, ...moves, next, ...(isAnew ? [next + 1n] : [])];
}

function sharesPids(a: FleetScript, b: FleetScript): boolean {
  if (a.firstPid === null || b.firstPid === null) return false;
  return a.firstPid < b.firstPid + b.count && b.firstPid < a.firstPid + a.count;
}

/** Whether agents of a fleet may come back under new pids. */
export function mayGetNewPids({ name, lifecycle }: FleetScript, { supervisor, timeline }: WorldScript): boolean {
  const { crash, restartNs, samePid } = lifecycle;
  if (supervisor !== null || timeline.some((action) => action.do === 'respawn' && action.fleet === name)) return true;
  return crash.numerator > 0 && restartNs !== null && samePid.numerator < samePid.denominator;
}

/** Whether all of these agents are sure to beat under their first pids at the end. */
function staysAlive({ name, lifecycle }: FleetScript, { supervisor, timeline }: WorldScript): boolean {
  if (supervisor !== null || lifecycle.hang.numerator + lifecycle.crash.numerator > 0) return false;
  const fate = timeline.filter((action) => 'fleet' in action && action.fleet === name).map((action) => action.do);
  if (fate.some((what) => what === 'crash' || what === 'panic' || what === 'respawn')) return false;
  return fate.lastIndexOf('recover') >= fate.lastIndexOf('hang');
}

function isFaulty({ loss, duplicate, reorder, corrupt, truncate, burst }: LinkScript): boolean {
  return [loss, duplicate, reorder, corrupt, truncate, burst].some(({ numerator }) => numerator > 0);
}
