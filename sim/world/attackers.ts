import type { Entropy } from '../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../oracle/goals.ts';
import { ATTACK_STEPS } from './attacks.ts';
import { EVENT, type EventQueue } from './event-queue.ts';
import type { AttackerScript } from './script.ts';
import type { Transport } from './transport.ts';

interface Attacker {
  readonly script: AttackerScript;
  readonly link: number;
  readonly entropy: Entropy;
  sent: number;
}

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

/** The attackers of a world, each with its own schedule. */
export class Attackers {
  readonly #world: AttackedWorld;
  readonly #attackers: readonly Attacker[];
  readonly #cells: number;

  /** Puts the first attack of each into the queue. */
  constructor(scripts: readonly AttackerScript[], entropy: Entropy, world: AttackedWorld) {
    this.#world = world;
    this.#cells = indexCells(world.capacity);
    this.#attackers = scripts.map((script) => ({
      script,
      link: world.transport.linkNumber(script.link),
      entropy: entropy.stream(`attacker ${script.name}`),
      sent: 0,
    }));
    this.#attackers.forEach(({ script: { startNs } }, number) => world.queue.push(startNs, EVENT.attack, number));
  }

  /** Lets the attacker with this number send its burst, and schedules its next one. Nothing once its time is over. */
  attack(number: number, nowNs: number): void {
    const attacker = this.#attackers[number];
    const { script, link } = attacker;
    if (nowNs >= script.stopNs) return;
    const { queue, transport, goals, victims } = this.#world;
    const { goal, step } = ATTACK_STEPS[script.attack];
    for (let sent = 0; sent < script.burst; sent++) {
      step({
        script,
        entropy: attacker.entropy,
        transport,
        nowNs,
        cells: this.#cells,
        victims,
        sentBefore: attacker.sent++,
        send: (pid, bytes) => transport.send(link, nowNs, pid, script.ns, bytes, 0, script.name),
      });
      goals.hit(GOAL[goal]);
    }
    queue.push(nowNs + script.everyNs, EVENT.attack, number);
  }
}

/** Cells of an index for `capacity` pids, as specified: the next power of two of twice that, at least 2. */
function indexCells(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, 2 * Math.min(capacity, 4096))));
}
