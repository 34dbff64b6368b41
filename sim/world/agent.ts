import { REGULAR_NONCE_MAX } from '../data/spec/limits.ts';
import type { FleetScript } from './script.ts';

/** The true state of an agent, whatever the observer has reported. */
export type AgentState = 'running' | 'hung' | 'dead';

/** One process of the fleet. */
export class Agent {
  /** Its place among all agents. */
  readonly id: number;
  readonly fleet: FleetScript;
  readonly fleetNumber: number;
  readonly link: number;
  /** Time between two beats by the agent's own clock, which runs fast or slow; nanoseconds. */
  readonly intervalNs: number;
  pid: number;
  ns: bigint | null;
  /** How often it was started: what tells two processes with the same pid apart. */
  generation = 1;
  /** The nonces of all agents: as a field each would be an object of its own, made anew at each beat. */
  readonly #nonces: BigUint64Array;
  state: AgentState = 'running';
  isDegraded = false;
  /** Whether a beat is in the event queue. */
  isArmed = false;
  /** Since when it has been in its state, virtual nanoseconds. */
  sinceNs: number;
  /** When it beat last, virtual nanoseconds. */
  lastSentNs = Number.NEGATIVE_INFINITY;
  /** Whether the tracker refuses its beats by one of its known limits, so that liveness cannot be required. */
  isLockedOut = false;
  isRestartDue = false;

  constructor(
    nonces: BigUint64Array,
    id: number,
    fleet: FleetScript,
    fleetNumber: number,
    link: number,
    intervalNs: number,
    pid: number,
    startNs: number,
  ) {
    this.#nonces = nonces;
    this.id = id;
    this.fleet = fleet;
    this.fleetNumber = fleetNumber;
    this.link = link;
    this.intervalNs = intervalNs;
    this.pid = pid;
    this.ns = fleet.ns;
    this.nonce = fleet.firstNonce;
    this.sinceNs = startNs;
  }

  /** Nonce of the next beat. */
  get nonce(): bigint {
    return this.#nonces[this.id];
  }

  set nonce(nonce: bigint) {
    this.#nonces[this.id] = nonce;
  }

  /** Changes the state as of `nowNs`. */
  become(state: AgentState, nowNs: number): void {
    this.state = state;
    this.sinceNs = nowNs;
  }

  /** The nonce for this beat; the next one follows, after the largest regular one 0. */
  takeNonce(): bigint {
    const nonce = this.nonce;
    this.nonce = nonce >= REGULAR_NONCE_MAX ? 0n : BigInt.asUintN(64, nonce + 1n);
    return nonce;
  }
}
