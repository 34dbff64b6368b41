import type { BeatOrigin, EvictionPolicy } from '../../src/index.ts';
import type { Ratio } from '../data/entropy/entropy.ts';
import type { ObserverSettings } from '../data/ops/observer-options.ts';

/**
 * A world as data: what a scenario draws from its seed, and what a scenario file says. Times are whole nanoseconds of
 * virtual time from the start of the run, below 2^53 (104 days); spans include both ends.
 */
export interface WorldScript {
  /** Length of the run, the quiet phase included. */
  readonly forNs: number;
  /** The observer under test. */
  readonly observer: ObserverScript;
  /** When the observer's loop runs. */
  readonly polling: PollingScript;
  /** The observer's clock. */
  readonly clock: ClockScript;
  /** What the observer reads from, in the order in which it asks them. */
  readonly listeners: readonly ListenerScript[];
  /** The ways to the listeners, with their faults. */
  readonly links: readonly LinkScript[];
  /** The agents, by kind. */
  readonly fleet: readonly FleetScript[];
  /** Senders of hostile datagrams. */
  readonly attackers: readonly AttackerScript[];
  /** What starts agents again that were reported as stalled; null for nothing. */
  readonly supervisor: SupervisorScript | null;
  /** What happens at given times, in any order. */
  readonly timeline: readonly ActionScript[];
  /** The quiet phase at the end; null for a run without one, in which liveness is not judged. */
  readonly settle: SettleScript | null;
}

/** Inclusive range of nanoseconds. */
export interface Span {
  /** At least 0. */
  readonly min: number;
  /** At least `min`. */
  readonly max: number;
}

/** The observer's options. */
export interface ObserverScript extends ObserverSettings {
  /** Slots, 0 to 4096. */
  readonly capacity: number;
  /** Whom a full table may evict. */
  readonly policy: EvictionPolicy;
  /** Slots that an eviction looks at, at most. */
  readonly window: number;
}

/** The loop runs at each datagram and at each tick; with `atArrival` false only at ticks, as often as work is left or `burst` allows. */
export interface PollingScript {
  /** Time from one tick to the next, at least 1. */
  readonly tickNs: number;
  /** Whether the loop also runs at each datagram. */
  readonly atArrival: boolean;
  /** Polls at one tick, at most. */
  readonly burst: number;
}

/** The observer's clock reads `startNs` plus the virtual time, until the timeline tampers with it; it stops at 2^64 − 1. */
export interface ClockScript {
  /** Reading at the start of the run, u64. */
  readonly startNs: bigint;
}

/** A socket that the observer reads from. */
export interface ListenerScript {
  /** Unique among the listeners. */
  readonly name: string;
  /** Origin that its datagrams are given. */
  readonly origin: BeatOrigin;
  /** Whether the kernel attests the sender's pid. */
  readonly attestsPid: boolean;
  /** Whether the sender's namespace can be seen. */
  readonly seesNamespace: boolean;
  /** Whether the sender's generation can be seen; default false. */
  readonly seesGeneration?: boolean;
  /** Datagrams that wait at most; the next one is lost. */
  readonly queueMax: number;
}

/** The way from senders to one listener, with its faults. */
export interface LinkScript {
  /** Unique among the links. */
  readonly name: string;
  /** Name of the listener at its end. */
  readonly listener: string;
  /** Time from sending to arrival. */
  readonly delayNs: Span;
  /** Share of the datagrams that are lost. */
  readonly loss: Ratio;
  /** Share that is delivered twice. */
  readonly duplicate: Ratio;
  /** Held back by `reorderNs`, so that others overtake. */
  readonly reorder: Ratio;
  /** Time for which a reordered datagram is held back. */
  readonly reorderNs: number;
  /** One bit flipped. */
  readonly corrupt: Ratio;
  /** Cut short. */
  readonly truncate: Ratio;
  /** Begins to hold everything back for `burstNs`, then lets it go at once. */
  readonly burst: Ratio;
  /** Time for which a burst holds everything back. */
  readonly burstNs: number;
}

/** Agents of one kind. */
export interface FleetScript {
  /** Unique among the fleets. */
  readonly name: string;
  /** Agents of this kind. */
  readonly count: number;
  /** Name of the link that they send on. */
  readonly link: string;
  /** Time between two beats, before drift and jitter; at least 1. */
  readonly intervalNs: number;
  /** Each beat comes up to this much later. */
  readonly jitterNs: number;
  /** Each agent's interval is stretched by a factor of its own, in parts per million. */
  readonly driftPpm: Span;
  /** Agents start within this time from `startNs` on. */
  readonly startWithinNs: number;
  /** When the first of them may start. */
  readonly startNs: number;
  /** First pid; agents count up from it. Null draws pids at random. */
  readonly firstPid: number | null;
  /** Inode of the pid namespace that they are in, u64; null for an unknown one. */
  readonly ns: bigint | null;
  /** Nonce of the first beat after each start, u64. */
  readonly firstNonce: bigint;
  /** The accidents that they may meet. */
  readonly lifecycle: LifecycleScript;
  /** Whether liveness is required of these agents: those that have beaten through the quiet phase must be tracked and not stalled. */
  readonly livenessRequired: boolean;
}

/** What may happen to an agent at a beat, drawn each time. */
export interface LifecycleScript {
  /** Becomes degraded, or sound again. */
  readonly degrade: Ratio;
  /** Stops beating for `hangNs`. */
  readonly hang: Ratio;
  /** Time until an agent that hangs beats again. */
  readonly hangNs: Span;
  /** Dies. */
  readonly crash: Ratio;
  /** Share of the crashes that say so with a terminal frame. */
  readonly panic: Ratio;
  /** Time until a crashed agent is started again; null leaves it dead. */
  readonly restartNs: Span | null;
  /** Share of the restarts under the same pid. */
  readonly samePid: Ratio;
  /** Moves to the next namespace. */
  readonly changeNamespace: Ratio;
}

/** What an attacker can do; see `attacks.ts`. */
export const ATTACKS = [
  'pid-rotation',
  'origin-spoof',
  'namespace-collision',
  'replay',
  'index-collision',
  'malformed',
  'pid-forgery',
] as const;
/** See {@link ATTACKS}. */
export type Attack = (typeof ATTACKS)[number];

/** A sender of hostile datagrams. */
export interface AttackerScript {
  /** Unique among the attackers. */
  readonly name: string;
  /** What it does. */
  readonly attack: Attack;
  /** Name of the link that it sends on. */
  readonly link: string;
  /** When it sends first. */
  readonly startNs: number;
  /** From when on it sends no more; the quiet phase ends it in any case. */
  readonly stopNs: number;
  /** Time from one burst to the next, at least 1. */
  readonly everyNs: number;
  /** Datagrams sent at once. */
  readonly burst: number;
  /** Namespace that the attacker's datagrams come from. */
  readonly ns: bigint | null;
  /** Pids that the attacker cycles through; 0 means never the same twice. */
  readonly pidPool: number;
}

/** Starts a new agent, under a new pid, in the place of one that the observer reported as stalled. */
export interface SupervisorScript {
  /** Time from the report to the start. */
  readonly delayNs: number;
}

/** The agents that an action is done to. */
export interface AgentsMeant {
  /** Name of their fleet. */
  readonly fleet: string;
  /** The first so many of it; null for all. */
  readonly count: number | null;
}

/** What a timeline can do, to all agents of a fleet (or the first `count`), to a link, or to the clock. */
export type ActionScript =
  | (AgentsMeant & {
      readonly atNs: number;
      readonly do: 'hang' | 'recover' | 'crash' | 'panic' | 'restart' | 'respawn' | 'degrade' | 'beat' | 'last-words';
    })
  | (AgentsMeant & { readonly atNs: number; readonly do: 'change-namespace'; readonly ns: bigint | null })
  | (AgentsMeant & { readonly atNs: number; readonly do: 'set-nonce'; readonly nonce: bigint })
  | { readonly atNs: number; readonly do: 'partition' | 'heal'; readonly link: string }
  | { readonly atNs: number; readonly do: 'clock-forward' | 'clock-backward'; readonly byNs: bigint }
  /** A single clock reading is off by so much; the next ones are sound. */
  | { readonly atNs: number; readonly do: 'misread-forward' | 'misread-backward'; readonly byNs: bigint }
  /** For so long the observer is not scheduled: it polls not at all, and what arrives waits. */
  | { readonly atNs: number; readonly do: 'pause'; readonly forNs: number }
  /** The whole host sleeps: nobody on it beats, the observer polls not at all, and its clock stands still or goes on. */
  | { readonly atNs: number; readonly do: 'suspend'; readonly forNs: number; readonly clock: 'stands' | 'runs' }
  /** For so long the observer polls only once in `everyNs`. */
  | { readonly atNs: number; readonly do: 'slow-polls'; readonly forNs: number; readonly everyNs: number }
  | { readonly atNs: number; readonly do: 'clock-freeze' | 'clock-thaw' }
  /** The observer is started again with an empty table. What waits in its listeners is lost. */
  | { readonly atNs: number; readonly do: 'restart-observer' }
  | { readonly atNs: number; readonly do: 'read-metrics' };

/** How the run ends: in a quiet phase without faults, attacks and accidents, at whose end liveness is judged. */
export interface SettleScript {
  /** Length of the quiet phase. */
  readonly quietNs: number;
  /** Whether links lose, delay beyond `delayNs` and damage nothing at any time: a stall reported of a live agent is a finding at once. */
  readonly networkIsSound: boolean;
}

/** A life without accidents. */
export const UNEVENTFUL: LifecycleScript = {
  degrade: { numerator: 0, denominator: 1 },
  hang: { numerator: 0, denominator: 1 },
  hangNs: { min: 0, max: 0 },
  crash: { numerator: 0, denominator: 1 },
  panic: { numerator: 0, denominator: 1 },
  restartNs: null,
  samePid: { numerator: 0, denominator: 1 },
  changeNamespace: { numerator: 0, denominator: 1 },
};

/**
 * The same script, what agents, links, listeners and attackers are like with its members in one order. Scripts are written in many places,
 * and code that meets objects of ever new shapes is compiled anew for each: a third of what a campaign compiled in vain. Member by member:
 * to sort names took a twentieth of a fuzzer's input of 200 operations. `Required` asks for optional members, too: what is not named here is
 * lost. O(script).
 */
export function inOneShape(script: WorldScript): Required<WorldScript> {
  const { forNs, observer, polling, clock, listeners, links, fleet, attackers, supervisor, timeline, settle } = script;
  const { tickNs, atArrival, burst } = polling;
  return {
    forNs,
    observer,
    polling: { tickNs, atArrival, burst } satisfies Required<PollingScript>,
    clock,
    listeners: listeners.map(listenerInOrder),
    links: links.map(linkInOrder),
    fleet: fleet.map(fleetInOrder),
    attackers: attackers.map(attackerInOrder),
    supervisor,
    timeline,
    settle,
  };
}

function ratioInOrder({ numerator, denominator }: Ratio): Required<Ratio> {
  return { numerator, denominator };
}

function spanInOrder({ min, max }: Span): Required<Span> {
  return { min, max };
}

function listenerInOrder(listener: ListenerScript): Required<ListenerScript> {
  const { name, origin, attestsPid, seesNamespace, seesGeneration = false, queueMax } = listener;
  return { name, origin, attestsPid, seesNamespace, seesGeneration, queueMax };
}

function linkInOrder(link: LinkScript): Required<LinkScript> {
  const { name, listener, reorderNs, burstNs } = link;
  return {
    name,
    listener,
    delayNs: spanInOrder(link.delayNs),
    loss: ratioInOrder(link.loss),
    duplicate: ratioInOrder(link.duplicate),
    reorder: ratioInOrder(link.reorder),
    reorderNs,
    corrupt: ratioInOrder(link.corrupt),
    truncate: ratioInOrder(link.truncate),
    burst: ratioInOrder(link.burst),
    burstNs,
  };
}

function fleetInOrder(fleet: FleetScript): Required<FleetScript> {
  const { name, count, link, intervalNs, jitterNs, startWithinNs, startNs, firstPid, ns, firstNonce, livenessRequired } = fleet;
  return {
    name,
    count,
    link,
    intervalNs,
    jitterNs,
    driftPpm: spanInOrder(fleet.driftPpm),
    startWithinNs,
    startNs,
    firstPid,
    ns,
    firstNonce,
    lifecycle: lifecycleInOrder(fleet.lifecycle),
    livenessRequired,
  };
}

function lifecycleInOrder(life: LifecycleScript): Required<LifecycleScript> {
  return {
    degrade: ratioInOrder(life.degrade),
    hang: ratioInOrder(life.hang),
    hangNs: spanInOrder(life.hangNs),
    crash: ratioInOrder(life.crash),
    panic: ratioInOrder(life.panic),
    restartNs: life.restartNs === null ? null : spanInOrder(life.restartNs),
    samePid: ratioInOrder(life.samePid),
    changeNamespace: ratioInOrder(life.changeNamespace),
  };
}

function attackerInOrder(attacker: AttackerScript): Required<AttackerScript> {
  const { name, attack, link, startNs, stopNs, everyNs, burst, ns, pidPool } = attacker;
  return { name, attack, link, startNs, stopNs, everyNs, burst, ns, pidPool };
}
