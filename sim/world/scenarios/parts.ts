import { NEVER } from '../../data/entropy/entropy.ts';
import type { AttackerScript, FleetScript, LinkScript, ListenerScript, WorldScript } from '../script.ts';
import { UNEVENTFUL } from '../script.ts';
import type { Plan } from './scenario.ts';

/** Nanoseconds in a millisecond. */
export const MS = 1_000_000;

/** Nanoseconds in a second. */
export const SECOND = 1_000_000_000;

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

/** Agents that start within their first interval and beat on; everything else as given. */
export function agents(fleet: Pick<FleetScript, 'name' | 'count' | 'link' | 'intervalNs'> & Partial<FleetScript>): FleetScript {
  return {
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

/** An attacker who is at it for the whole run until the world calms down. */
export function attacker(script: Pick<AttackerScript, 'name' | 'attack' | 'link' | 'everyNs'> & Partial<AttackerScript>): AttackerScript {
  return { startNs: 0, stopNs: Number.MAX_SAFE_INTEGER, burst: 1, ns: null, pidPool: 0, ...script };
}

/** A plan for a world, its configuration told from the script. */
export function worldPlan(script: WorldScript, extra: Plan['config'] = {}, premise?: Plan['premise']): Plan {
  // A run that is mostly calm tests little: it runs through, and liveness is not judged.
  const isTooShort = script.settle !== null && 2 * script.settle.calmNs > script.forNs;
  const world: WorldScript = isTooShort ? { ...script, settle: null } : script;
  const { observer } = world;
  const config = {
    capacity: observer.capacity,
    policy: observer.policy,
    window: observer.window,
    threshold: duration(Number(observer.threshold)),
    agents: world.fleet.reduce((sum, { count }) => sum + count, 0),
    attackers: world.attackers.length,
    listeners: world.listeners.length,
    for: duration(world.forNs),
    ...(isTooShort ? { settle: 'dropped: the run is too short for its calm' } : {}),
    ...extra,
  };
  return { config, world, ...(premise === undefined ? {} : { premise }) };
}

/** Nanoseconds as people write them: `250ms`, `1.5s`. */
export function duration(ns: number): string {
  if (ns >= 1e15) return `${Math.round(ns / SECOND)}s`;
  if (ns >= SECOND) return `${Number((ns / SECOND).toFixed(3))}s`;
  if (ns >= MS) return `${Number((ns / MS).toFixed(3))}ms`;
  return `${ns}ns`;
}
