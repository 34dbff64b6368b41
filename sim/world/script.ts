import type { BeatOrigin, EvictionPolicy } from '../../src/index.ts';
import type { Ratio } from '../data/entropy/entropy.ts';
import type { ObserverSettings } from '../data/ops/observer-options.ts';

/**
 * A world as data: what a scenario draws from its seed, and what a scenario file says. Times are whole nanoseconds of
 * virtual time from the start of the run, below 2^53 (104 days); spans include both ends.
 */
export interface WorldScript {
  /** Length of the run, before it settles. */
  readonly forNs: number;
  readonly observer: ObserverScript;
  /** When the observer's loop runs. */
  readonly polling: PollingScript;
  readonly clock: ClockScript;
  readonly listeners: readonly ListenerScript[];
  readonly links: readonly LinkScript[];
  readonly fleet: readonly FleetScript[];
  readonly attackers: readonly AttackerScript[];
  readonly supervisor: SupervisorScript | null;
  readonly timeline: readonly ActionScript[];
  readonly settle: SettleScript | null;
}

/** Inclusive range of nanoseconds. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** The observer's options. */
export interface ObserverScript extends ObserverSettings {
  readonly capacity: number;
  readonly policy: EvictionPolicy;
  readonly window: number;
}

/** The loop runs at each datagram and at each tick; with `atArrival` false only at ticks, as often as work is left or `burst` allows. */
export interface PollingScript {
  readonly tickNs: number;
  readonly atArrival: boolean;
  /** Polls at one tick, at most. */
  readonly burst: number;
}

/** The observer's clock reads `startNs` plus the virtual time, until the timeline tampers with it; it stops at 2^64 − 1. */
export interface ClockScript {
  readonly startNs: bigint;
}

export interface ListenerScript {
  readonly name: string;
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
  readonly name: string;
  readonly listener: string;
  readonly delayNs: Span;
  readonly loss: Ratio;
  readonly duplicate: Ratio;
  /** Held back by `reorderNs`, so that others overtake. */
  readonly reorder: Ratio;
  readonly reorderNs: number;
  /** One bit flipped. */
  readonly corrupt: Ratio;
  /** Cut short. */
  readonly truncate: Ratio;
  /** Begins to hold everything back for `burstNs`, then lets it go at once. */
  readonly burst: Ratio;
  readonly burstNs: number;
}

/** Agents of one kind. */
export interface FleetScript {
  readonly name: string;
  readonly count: number;
  readonly link: string;
  readonly intervalNs: number;
  /** Each beat comes up to this much later. */
  readonly jitterNs: number;
  /** Each agent's interval is stretched by a factor of its own, in parts per million. */
  readonly driftPpm: Span;
  /** Agents start within this time. */
  readonly startWithinNs: number;
  readonly startNs: number;
  /** First pid; agents count up from it. Null draws pids at random. */
  readonly firstPid: number | null;
  readonly ns: bigint | null;
  readonly firstNonce: bigint;
  readonly lifecycle: LifecycleScript;
  /** Whether the observer owes these agents an ear: judged when the world has settled. */
  readonly livenessRequired: boolean;
}

/** What may happen to an agent at a beat, drawn each time. */
export interface LifecycleScript {
  readonly degrade: Ratio;
  readonly hang: Ratio;
  readonly hangNs: Span;
  readonly crash: Ratio;
  /** Share of the crashes that say so with a terminal frame. */
  readonly panic: Ratio;
  /** Time until a crashed agent is started again; null leaves it dead. */
  readonly restartNs: Span | null;
  /** Share of the restarts under the same pid. */
  readonly samePid: Ratio;
  readonly changeNamespace: Ratio;
}

export const ATTACKS = [
  'pid-rotation',
  'origin-spoof',
  'namespace-collision',
  'replay',
  'index-collision',
  'malformed',
  'pid-forgery',
] as const;
export type Attack = (typeof ATTACKS)[number];

/** Someone who wants the observer to fail. */
export interface AttackerScript {
  readonly name: string;
  readonly attack: Attack;
  readonly link: string;
  readonly startNs: number;
  readonly stopNs: number;
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
  readonly delayNs: number;
}

/** What a timeline can do, to all agents of a fleet (or the first `count`), to a link, or to the clock. */
export type ActionScript =
  | {
      readonly atNs: number;
      readonly do: 'hang' | 'recover' | 'crash' | 'panic' | 'restart' | 'respawn' | 'degrade' | 'beat' | 'last-words';
      readonly fleet: string;
      readonly count: number | null;
    }
  | {
      readonly atNs: number;
      readonly do: 'change-namespace';
      readonly fleet: string;
      readonly count: number | null;
      readonly ns: bigint | null;
    }
  | { readonly atNs: number; readonly do: 'set-nonce'; readonly fleet: string; readonly count: number | null; readonly nonce: bigint }
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

/**
 * How the run ends: from `calmNs` before its end all faults, attackers and accidents have stopped; at the end liveness is
 * judged. `networkIsSound` says that links lose and damage nothing at any time, which lets the supervisor be judged too.
 */
export interface SettleScript {
  readonly calmNs: number;
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
