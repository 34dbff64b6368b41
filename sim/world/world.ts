import { OUTCOMES, type ObserverEvent } from '../../src/index.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import type { GoalCounts } from '../oracle/goals.ts';
import type { Violation } from '../oracle/finding.ts';
import type { Op } from '../data/ops/op.ts';
import type { Run } from '../run/run.ts';
import type { Agent } from './agent.ts';
import { Attackers } from './attackers.ts';
import { EVENT, EventQueue } from './event-queue.ts';
import { Fleet } from './fleet.ts';
import type { ActionScript, WorldScript } from './script.ts';
import { Transport } from './transport.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { WorldLog } from './world-log.ts';

/**
 * A simulated world: agents, attackers, a network and a clock, which make operations for the observer. The same script
 * and the same entropy make the same operations, as long as the observer answers the same.
 */
export class World {
  readonly #script: WorldScript;
  readonly #log: WorldLog | null;
  readonly #queue = new EventQueue();
  readonly #clock: VirtualClock;
  readonly #transport: Transport;
  readonly #fleet: Fleet;
  readonly #attackers: Attackers;
  readonly #thresholdNs: number;
  readonly #quietFromNs: number;
  readonly #pollOp = { op: 'poll' as const, now: 0n };
  #nowNs = 0;
  #isStarted = false;
  #isSettled = false;
  #isQuiet = false;
  #pollsLeft = 0;
  #burstLeft = 0;
  #arrived = false;
  #metricsDue = false;
  #falseAlarmPid: number | null = null;

  /** `entropy` is the source of every draw; goals that the world reaches are counted in `goals`, and `log` keeps what happens. */
  constructor(script: WorldScript, entropy: Entropy, goals: GoalCounts, log: WorldLog | null = null) {
    this.#script = script;
    this.#log = log;
    this.#clock = new VirtualClock(script.clock.startNs);
    this.#thresholdNs = Number(script.observer.threshold);
    this.#quietFromNs = script.settle === null ? script.forNs : script.forNs - script.settle.quietNs;
    const capturesFrames = script.attackers.some(({ attack }) => attack === 'replay');
    this.#transport = new Transport(script.listeners, script.links, entropy, this.#queue, goals, EVENT.arrival, capturesFrames, log);
    this.#fleet = new Fleet(script.fleet, entropy, this.#queue, this.#transport, goals, log);
    this.#attackers = new Attackers(script.attackers, entropy, {
      queue: this.#queue,
      transport: this.#transport,
      goals,
      capacity: script.observer.capacity,
      victims: this.#fleet.pids,
    });
    script.timeline.forEach(({ atNs }, number) => this.#queue.push(atNs, EVENT.action, number));
    this.#queue.push(script.polling.tickNs, EVENT.tick, 0);
    if (script.settle !== null) this.#queue.push(this.#quietFromNs, EVENT.quietPhase, 0);
  }

  /** Virtual time so far, nanoseconds. */
  get simulatedNs(): number {
    return this.#nowNs;
  }

  /** The transport: its counts and queues. */
  get transport(): Transport {
    return this.#transport;
  }

  /** The next operation; null at the end of the run. A datagram and a poll are valid until the next call. */
  next(): Op | null {
    if (!this.#isStarted) {
      this.#isStarted = true;
      const { observer, listeners } = this.#script;
      return { op: 'observer', listeners: listeners.length, ...observer };
    }
    for (;;) {
      const datagram = this.#transport.nextReady();
      if (datagram !== null) {
        if (!this.#arrived) this.#pollOp.now = this.#clock.read(this.#nowNs);
        this.#arrived = true;
        datagram.now = this.#pollOp.now;
        return datagram;
      }
      if (this.#arrived) {
        this.#arrived = false;
        if (this.#script.polling.atArrival) this.#pollsLeft = Math.max(this.#pollsLeft, 1);
      }
      if (this.#pollsLeft > 0) {
        this.#pollsLeft--;
        this.#pollOp.now = this.#clock.read(this.#nowNs);
        return this.#pollOp;
      }
      if (this.#metricsDue) {
        this.#metricsDue = false;
        return { op: 'metrics' };
      }
      if (this.#falseAlarmPid !== null) return this.#claimLive();
      if (this.#isSettled) return null;
      if (this.#queue.nextNs > this.#script.forNs) {
        this.#isSettled = true;
        this.#nowNs = this.#script.forNs;
        if (this.#script.settle !== null) return this.#settled();
        return null;
      }
      this.#queue.pop();
      this.#nowNs = this.#queue.timeNs;
      this.#handle(this.#queue.kind, this.#queue.id);
    }
  }

  /** Takes what came of the last operation. The violation if the transport's counts do not balance. */
  after(run: Run): Violation | null {
    if (run.polled) {
      const { listeners } = run.subject;
      for (let at = 0; at < listeners.length; at++) {
        const { lastRead } = listeners[at];
        if (lastRead === null) continue;
        if (this.#log !== null) {
          const outcome = OUTCOMES[run.subject.observerView?.lastOutcomeCode(at) ?? -1];
          if (outcome !== undefined) this.#transport.logRead(lastRead, this.#nowNs, outcome);
        }
        this.#transport.consumed(lastRead);
      }
      const { event } = run;
      if (event !== null) this.#takeEvent(event);
      const isBehind = event?.kind === 'stall' || this.#transport.waiting > 0;
      if (isBehind && this.#pollsLeft === 0 && (this.#script.polling.atArrival || this.#burstLeft-- > 0)) this.#pollsLeft = 1;
    }
    return this.#balance();
  }

  #balance(): Violation | null {
    const reason = this.#transport.imbalance ?? this.#unaccounted();
    if (reason === null) return null;
    return {
      judge: 'conservation',
      rule: 'transport-balances',
      reason,
      expected: 'datagrams sent + duplicated = delivered + lost + in flight',
      got: reason,
    };
  }

  /** Datagrams that are neither in flight nor waiting to be read, and yet not given back. */
  #unaccounted(): string | null {
    const { outstanding, inFlight, waiting } = this.#transport;
    return outstanding === inFlight + waiting ? null : `${outstanding} datagrams are about, but ${inFlight} in flight + ${waiting} waiting`;
  }

  #handle(kind: number, id: number): void {
    switch (kind) {
      case EVENT.beat:
        this.#fleet.beat(id, this.#nowNs);
        return;
      case EVENT.arrival:
        this.#transport.arrive(id);
        return;
      case EVENT.tick:
        this.#pollsLeft = Math.max(this.#pollsLeft, 1);
        this.#burstLeft = this.#script.polling.burst - 1;
        this.#queue.push(this.#nowNs + this.#script.polling.tickNs, EVENT.tick, 0);
        return;
      case EVENT.action:
        this.#act(this.#script.timeline[id]);
        return;
      case EVENT.attack:
        if (!this.#isQuiet) this.#attackers.attack(id, this.#nowNs);
        return;
      case EVENT.recover:
        this.#fleet.recover(id, this.#nowNs);
        return;
      case EVENT.restart:
        this.#fleet.restart(id, this.#nowNs);
        return;
      case EVENT.respawn:
        this.#fleet.respawn(id, this.#nowNs);
        return;
      case EVENT.quietPhase:
        this.#isQuiet = true;
        this.#fleet.beginQuietPhase();
        this.#log?.note({ atNs: this.#nowNs, kind: 'quiet-phase' });
        this.#transport.beginQuietPhase(this.#nowNs);
        this.#clock.beginQuietPhase(this.#nowNs);
    }
  }

  #takeEvent(event: ObserverEvent): void {
    if (event.kind !== 'stall') return;
    const agent = this.#fleet.agentOf(event.pid);
    if (agent === undefined) return;
    if (this.#isFalseAlarm(agent)) this.#falseAlarmPid = event.pid;
    const { supervisor } = this.#script;
    if (supervisor === null || agent.isRestartDue) return;
    agent.isRestartDue = true;
    this.#queue.push(this.#nowNs + supervisor.delayNs, EVENT.respawn, agent.id);
  }

  /** Whether the stall reported is of an agent that has beaten all along, on a network that loses and delays nothing. */
  #isFalseAlarm(agent: Agent): boolean {
    const { settle } = this.#script;
    if (settle === null || !settle.networkIsSound || !agent.fleet.livenessRequired || agent.isLockedOut) return false;
    return (
      agent.state === 'running' &&
      this.#nowNs - agent.sinceNs >= this.#thresholdNs &&
      this.#nowNs - agent.lastSentNs < this.#thresholdNs / 2
    );
  }

  #claimLive(): Op {
    const live = [this.#falseAlarmPid as number];
    this.#falseAlarmPid = null;
    return { op: 'settled', now: this.#clock.read(this.#nowNs), live, silent: [] };
  }

  /** The liveness claim: the pids that have beaten, and those that have been silent, for the whole quiet phase. */
  #settled(): Op {
    const sinceNs = this.#quietFromNs;
    return {
      op: 'settled',
      now: this.#clock.read(this.#nowNs),
      live: this.#fleet.aliveSince(sinceNs),
      silent: this.#fleet.silentSince(sinceNs),
    };
  }

  #act(action: ActionScript): void {
    if (this.#isQuiet && action.do !== 'read-metrics') return;
    this.#log?.note({ atNs: this.#nowNs, kind: 'timeline', action });
    switch (action.do) {
      case 'partition':
      case 'heal':
        this.#transport.setPartitioned(this.#transport.linkNumber(action.link), action.do === 'partition', this.#nowNs);
        return;
      case 'clock-forward':
        this.#clock.jump(action.byNs);
        return;
      case 'clock-backward':
        this.#clock.jump(-action.byNs);
        return;
      case 'clock-freeze':
        this.#clock.freeze(this.#nowNs);
        return;
      case 'clock-thaw':
        this.#clock.thaw();
        return;
      case 'read-metrics':
        this.#metricsDue = true;
        return;
      default:
        this.#fleet.act(action, this.#nowNs);
    }
  }
}
