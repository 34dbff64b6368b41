import type { Entropy } from '../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../oracle/goals.ts';
import { ATTACK_STEPS, type AttackContext } from './attacks.ts';
import { EVENT, type EventQueue } from './event-queue.ts';
import type { AttackerScript } from './script.ts';
import type { Transport } from './transport.ts';

/** What the attackers of a world act upon. */
export interface AttackedWorld {
  readonly queue: EventQueue;
  readonly transport: Transport;
  readonly goals: GoalCounts;
  /** Slots of the observer. */
  readonly capacity: number;
  /** The present pids of the fleet. */
  readonly victims: readonly number[];
}

/** One attacker, and what it knows at the datagram that it sends: one object for all of them. */
class Attacker implements AttackContext {
  nowNs = Number.NaN;
  sentBefore = 0;
  readonly script: AttackerScript;
  readonly entropy: Entropy;
  readonly transport: Transport;
  readonly cells: number;
  readonly victims: readonly number[];
  readonly #link: number;

  constructor(script: AttackerScript, entropy: Entropy, { transport, capacity, victims }: AttackedWorld) {
    this.script = script;
    this.entropy = entropy;
    this.transport = transport;
    this.cells = indexCells(capacity);
    this.victims = victims;
    this.#link = transport.linkNumber(script.link);
  }

  send(pid: number, bytes: Uint8Array): void {
    this.transport.send(this.#link, this.nowNs, pid, this.script.ns, bytes, 0, this.script.name);
  }
}

/** The attackers of a world, each with its own schedule. */
export class Attackers {
  readonly #world: AttackedWorld;
  readonly #attackers: readonly Attacker[];

  /** Puts the first attack of each into the queue. */
  constructor(scripts: readonly AttackerScript[], entropy: Entropy, world: AttackedWorld) {
    this.#world = world;
    this.#attackers = scripts.map((script) => new Attacker(script, entropy.stream(`attacker ${script.name}`), world));
    this.#attackers.forEach(({ script: { startNs } }, number) => world.queue.push(startNs, EVENT.attack, number));
  }

  /** Lets the attacker with this number send its burst, and schedules its next one. Nothing once its time is over. */
  attack(number: number, nowNs: number): void {
    const attacker = this.#attackers[number];
    const { script } = attacker;
    if (nowNs >= script.stopNs) return;
    const { queue, goals } = this.#world;
    const { goal, step } = ATTACK_STEPS[script.attack];
    attacker.nowNs = nowNs;
    for (let sent = 0; sent < script.burst; sent++) {
      step(attacker);
      attacker.sentBefore++;
      goals.hit(GOAL[goal]);
    }
    queue.push(nowNs + script.everyNs, EVENT.attack, number);
  }
}

/** Cells of an index for `capacity` pids, as specified: the next power of two of twice that, at least 2. */
function indexCells(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, 2 * Math.min(capacity, 4096))));
}
