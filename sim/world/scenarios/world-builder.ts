import type { EvictionPolicy } from '../../../src/index.ts';
import { formatDuration } from '../../data/duration.ts';
import { NEVER, type Entropy } from '../../data/entropy/entropy.ts';
import {
  UNEVENTFUL,
  type AttackerScript,
  type FleetScript,
  type LinkScript,
  type ListenerScript,
  type ObserverScript,
  type WorldScript,
} from '../script.ts';
import type { Knobs, Plan } from './scenario.ts';

/** Nanoseconds in a millisecond. */
export const MS = 1_000_000;

/** Nanoseconds in a second. */
export const SECOND = 1_000_000_000;

/** The size of an observer's table and how it evicts. */
export interface Table {
  /** Slots, 0 to 4096. */
  readonly capacity: number;
  /** Who may be evicted. */
  readonly policy: EvictionPolicy;
  /** Slots that an eviction pass reads, 0 to 4096. */
  readonly window: number;
}

/** Draws a table in this order: capacity, policy, window. What a knob says is not drawn. */
export function drawTable(
  entropy: Entropy,
  knobs: Knobs,
  draw: { readonly capacity: () => number; readonly policy?: EvictionPolicy; readonly window: () => number },
): Table {
  return {
    capacity: knobs.capacity ?? draw.capacity(),
    policy: knobs.policy ?? draw.policy ?? entropy.pick(['strict', 'balanced']),
    window: knobs.window ?? draw.window(),
  };
}

/** No limits on the rates of beats. */
export const NO_LIMITS: Pick<ObserverScript, 'per_pid_rate' | 'global_rate'> = { per_pid_rate: 0, global_rate: 0 };

/** What a scenario says of its world; {@link planWorld} adds the rest. */
export interface WorldOutline extends Partial<Omit<WorldScript, 'observer'>> {
  /** Length of the run, nanoseconds of virtual time. */
  readonly forNs: number;
  /** Silence after which an agent is stalled, nanoseconds. */
  readonly thresholdNs: number;
  /** The agents, by group. */
  readonly fleet: readonly FleetScript[];
  /** Options of the observer beside its table and its threshold; default no limit of rates. */
  readonly observer?: Partial<ObserverScript>;
}

/**
 * A plan for a world in which nothing happens but what the outline says. Unless it says otherwise, the observer polls at each
 * arrival and at each twentieth part of the threshold, its clock starts at 0, there is one kernel socket behind a sound link, there
 * are no attackers, no supervisor and no timeline, and liveness is not judged.
 */
export function planWorld(
  table: Table,
  { thresholdNs, observer = NO_LIMITS, ...outline }: WorldOutline,
  extra: Plan['config'] = {},
  precondition?: Plan['precondition'],
): Plan {
  const script: WorldScript = {
    observer: { ...table, threshold: BigInt(thresholdNs), ...observer },
    polling: { tickNs: Math.floor(thresholdNs / 20), atArrival: true, burst: 1 },
    clock: { startNs: 0n },
    listeners: [kernelSocket()],
    links: [soundLink('wire', 'socket')],
    attackers: [],
    supervisor: null,
    timeline: [],
    settle: null,
    ...outline,
  };
  return worldPlan(script, extra, precondition);
}

/** A kernel socket and a UDP port, each behind a sound link: `wire` and `net`. */
export const WIRE_AND_NET: Pick<WorldScript, 'listeners' | 'links'> = {
  listeners: [kernelSocket(), udpPort()],
  links: [soundLink('wire', 'socket'), soundLink('net', 'udp')],
};

/** A Unix socket whose kernel attests pid and namespace. */
export function kernelSocket(name = 'socket', queueMax = 100_000): ListenerScript {
  return { name, origin: 'kernel-attested', attestsPid: true, seesNamespace: true, queueMax };
}

/** A plain UDP port. */
export function udpPort(name = 'udp', queueMax = 100_000): ListenerScript {
  return { name, origin: 'network-unverified', attestsPid: false, seesNamespace: false, queueMax };
}

/** A link that loses and damages nothing. */
export function soundLink(name: string, listener: string, delayMaxNs = 0): LinkScript {
  return {
    name,
    listener,
    delayNs: { min: 0, max: delayMaxNs },
    loss: NEVER,
    duplicate: NEVER,
    reorder: NEVER,
    reorderNs: 0,
    corrupt: NEVER,
    truncate: NEVER,
    burst: NEVER,
    burstNs: 0,
  };
}

/** Agents that start within their first interval and beat on over the link `wire`; everything else as given. */
export function agents(fleet: Pick<FleetScript, 'name' | 'count' | 'intervalNs'> & Partial<FleetScript>): FleetScript {
  return {
    link: 'wire',
    jitterNs: 0,
    driftPpm: { min: 0, max: 0 },
    startWithinNs: fleet.intervalNs,
    startNs: 0,
    firstPid: null,
    ns: null,
    firstNonce: 1n,
    lifecycle: UNEVENTFUL,
    livenessRequired: true,
    ...fleet,
  };
}

/** An attacker from the start of the run to the quiet phase, one datagram at a time; everything else as given. */
export function attacker(script: Pick<AttackerScript, 'name' | 'attack' | 'link' | 'everyNs'> & Partial<AttackerScript>): AttackerScript {
  return { startNs: 0, stopNs: Number.MAX_SAFE_INTEGER, burst: 1, ns: null, pidPool: 0, ...script };
}

/** Whether the quiet phase takes more than half of a run. Such a run tests little: it has none then, and liveness is not judged. */
export function isMostlyQuiet({ settle, forNs }: WorldScript): boolean {
  return settle !== null && 2 * settle.quietNs > forNs;
}

/** A plan for a world, with its configuration as the script has it. */
export function worldPlan(script: WorldScript, extra: Plan['config'] = {}, precondition?: Plan['precondition']): Plan {
  const isTooShort = isMostlyQuiet(script);
  const world: WorldScript = isTooShort ? { ...script, settle: null } : script;
  const { observer } = world;
  const config = {
    capacity: observer.capacity,
    policy: observer.policy,
    window: observer.window,
    threshold: formatDuration(observer.threshold),
    agents: world.fleet.reduce((sum, { count }) => sum + count, 0),
    attackers: world.attackers.length,
    listeners: world.listeners.length,
    for: formatDuration(BigInt(world.forNs)),
    ...(isTooShort ? { settle: 'dropped: the run is too short for its calm' } : {}),
    ...extra,
  };
  return { config, world, ...(precondition === undefined ? {} : { precondition }) };
}
