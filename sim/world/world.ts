import { OUTCOMES } from '../data/spec/names.ts';
import type { ObserverEvent } from '../../src/index.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../oracle/goals.ts';
import type { Violation } from '../oracle/finding.ts';
import { settingsOfToday } from '../data/ops/observer-options.ts';
import type { Op } from '../data/ops/op.ts';
import type { Run } from '../run/run.ts';
import type { Agent } from './agent.ts';
import { Attackers } from './attackers.ts';
import type { Chronicle } from './chronicle.ts';
import { EVENT, EventQueue } from './event-queue.ts';
import { Fleet } from './fleet.ts';
import { IdlePolls } from './idle-polls.ts';
import { inOneShape, type ActionScript, type WorldScript } from './script.ts';
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
  readonly #chronicle: Chronicle | null;
  readonly #queue = new EventQueue();
  readonly #clock: VirtualClock;
  readonly #transport: Transport;
  readonly #fleet: Fleet;
  readonly #attackers: Attackers;
  readonly #thresholdNs: number;
  readonly #goals: GoalCounts;
  readonly #quietFromNs: number;
  readonly #idlePolls = new IdlePolls();
  readonly #pollOp = { op: 'poll' as const, now: 0n };
  // Times begin as doubles: a field that begins as a small integer and outgrows it has all code over its class compiled anew.
  #nowNs = Number.NaN;
  #isSettled = false;
  #isQuiet = false;
  #pollsLeft = 0;
  #burstLeft = 0;
  #arrived = false;
  #metricsDue = false;
  /** The observer is not scheduled until then; virtual nanoseconds. */
  #pausedUntilNs = Number.NEGATIVE_INFINITY;
  /** Nobody on the host runs until then. */
  #asleepUntilNs = Number.NEGATIVE_INFINITY;
  /** How long the clock stood still while the host slept. */
  #missedNs = 0n;
  /** Until then the observer polls once in `#slowTickNs` alone. */
  #slowUntilNs = Number.NEGATIVE_INFINITY;
  #slowTickNs = 0;
  /** An observer is to be started, at first or anew. */
  #startsObserver = true;
  #run: Run | null = null;
  #falseAlarmPid: number | null = null;

  /** `entropy` is the source of every draw; goals that the world reaches are counted in `goals`, `log` keeps what happens, and `chronicle` holds it against claims. */
  constructor(given: WorldScript, entropy: Entropy, goals: GoalCounts, log: WorldLog | null = null, chronicle: Chronicle | null = null) {
    const script = inOneShape(given);
    this.#nowNs = 0;
    this.#script = script;
    this.#log = log;
    this.#chronicle = chronicle;
    this.#goals = goals;
    this.#clock = new VirtualClock(script.clock.startNs);
    this.#thresholdNs = Number(script.observer.threshold);
    this.#quietFromNs = script.settle === null ? script.forNs : script.forNs - script.settle.quietNs;
    const capturesFrames = script.attackers.some(({ attack }) => attack === 'replay');
    this.#transport = new Transport(script.listeners, script.links, entropy, this.#queue, goals, EVENT.arrival, capturesFrames, log);
    this.#fleet = new Fleet(script.fleet, entropy, this.#queue, this.#transport, goals, log, chronicle);
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
    if (this.#startsObserver) {
      this.#startsObserver = false;
      this.#forgetWaiting();
      return this.#startObserver();
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
        if (this.#script.polling.atArrival && this.#nowNs >= this.#slowUntilNs) this.#pollsLeft = Math.max(this.#pollsLeft, 1);
      }
      if (this.#nowNs < this.#pausedUntilNs) this.#pollsLeft = 0;
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
        return this.#script.settle === null ? null : this.#settled();
      }
      this.#queue.pop();
      this.#nowNs = this.#queue.timeNs;
      this.#handle(this.#queue.kind, this.#queue.id);
    }
  }

  /** What waits in the listeners of an observer that ends goes with it. */
  #forgetWaiting(): void {
    for (const listener of this.#run?.subject.listeners ?? []) for (const datagram of listener.queue()) this.#transport.consumed(datagram);
  }

  #startObserver(): Op {
    const { observer, listeners } = this.#script;
    return { op: 'observer', listeners: listeners.length, ...settingsOfToday(observer.threshold), ...observer };
  }

  /** Takes what came of the last operation. The violation if the transport's counts do not balance, or a claim does not hold. */
  after(run: Run): Violation | null {
    this.#run = run;
    if (run.polled) {
      const { reads, observerView } = run.subject;
      for (let at = 0; at < reads.length; at++) {
        const { op } = reads[at];
        if (this.#log !== null) {
          const outcome = OUTCOMES[observerView?.readOutcomeCode(at) ?? -1];
          if (outcome !== undefined) this.#transport.logRead(op, this.#nowNs, outcome);
        }
        this.#transport.consumed(op);
      }
      const { event } = run;
      if (event !== null) this.#takeEvent(event);
      const isBehind = (event !== null && event.kind === 'stall') || this.#transport.waiting > 0;
      const isOfUse = this.#idlePolls.take(this.#nowNs, reads.length);
      const atArrival = this.#script.polling.atArrival && this.#nowNs >= this.#slowUntilNs;
      const isBurst = !atArrival && this.#burstLeft-- > 0;
      if (isBehind && this.#pollsLeft === 0 && (atArrival || isBurst) && isOfUse) this.#pollsLeft = 1;
      if (isBurst && this.#pollsLeft > 0) this.#goals.hit(GOAL['polled-in-burst']);
    }
    return this.#balance() ?? this.#chronicle?.after(run, this.#nowNs) ?? null;
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
    return outstanding === inFlight + waiting ? null : `datagrams about: ${outstanding}, but ${inFlight} in flight + ${waiting} waiting`;
  }

  #handle(kind: number, id: number): void {
    switch (kind) {
      case EVENT.beat:
        if (this.#nowNs < this.#asleepUntilNs) this.#queue.push(this.#asleepUntilNs, EVENT.beat, id);
        else this.#fleet.beat(id, this.#nowNs);
        return;
      case EVENT.arrival:
        this.#transport.arrive(id);
        return;
      case EVENT.tick:
        this.#pollsLeft = Math.max(this.#pollsLeft, 1);
        this.#burstLeft = this.#script.polling.burst - 1;
        if (this.#nowNs < this.#slowUntilNs) this.#goals.hit(GOAL['polled-slowly']);
        this.#queue.push(this.#nextTickNs(), EVENT.tick, 0);
        return;
      case EVENT.action:
        this.act(this.#script.timeline[id]);
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
      case EVENT.resume:
        // What waited is read now, not at the next tick.
        this.#pollsLeft = Math.max(this.#pollsLeft, 1);
        return;
      case EVENT.awake:
        this.#clock.jump(-this.#missedNs);
        this.#missedNs = 0n;
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
    // Who could not beat, or was not listened to, is not wrongly reported.
    if (this.#nowNs - this.#asleepUntilNs < this.#thresholdNs && this.#asleepUntilNs > 0) return false;
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
    return {
      op: 'settled',
      now: this.#clock.read(this.#nowNs),
      live: this.#fleet.aliveSince(this.#quietFromNs),
      silent: this.#fleet.silentSince(this.#quietFromNs),
    };
  }

  /** The tick after this one: while the observer is not scheduled there is none. */
  #nextTickNs(): number {
    const tickNs = this.#nowNs < this.#slowUntilNs ? this.#slowTickNs : this.#script.polling.tickNs;
    return Math.max(this.#nowNs + tickNs, this.#pausedUntilNs);
  }

  #pause(forNs: number): void {
    this.#pausedUntilNs = Math.max(this.#pausedUntilNs, this.#nowNs + forNs);
    this.#queue.push(this.#pausedUntilNs, EVENT.resume, 0);
  }

  #suspend(forNs: number, clockStands: boolean): void {
    const wakesNs = this.#nowNs + forNs;
    // Before the observer: its first reading after the sleep is already that of the clock that stood still.
    if (clockStands) {
      this.#missedNs += BigInt(Math.max(0, wakesNs - Math.max(this.#nowNs, this.#asleepUntilNs)));
      this.#queue.push(wakesNs, EVENT.awake, 0);
    }
    this.#asleepUntilNs = Math.max(this.#asleepUntilNs, wakesNs);
    this.#pause(forNs);
  }

  /** Carries out an action of a timeline now. In the quiet phase there is none but reading metrics. */
  act(action: ActionScript): void {
    if (this.#isQuiet && action.do !== 'read-metrics') return;
    this.#log?.note({ atNs: this.#nowNs, kind: 'timeline', action });
    switch (action.do) {
      case 'partition':
      case 'heal':
        this.#transport.setPartitioned(this.#transport.linkNumber(action.link), action.do === 'partition', this.#nowNs);
        return;
      case 'clock-forward':
      case 'clock-backward':
        this.#clock.jump(action.do === 'clock-forward' ? action.byNs : -action.byNs);
        return;
      case 'clock-freeze':
        this.#clock.freeze(this.#nowNs);
        return;
      case 'clock-thaw':
        this.#clock.thaw();
        return;
      case 'misread-forward':
      case 'misread-backward':
        this.#goals.hit(GOAL['clock-misread']);
        this.#clock.misread(action.do === 'misread-forward' ? action.byNs : -action.byNs);
        return;
      case 'pause':
        this.#goals.hit(GOAL['observer-not-scheduled']);
        this.#pause(action.forNs);
        return;
      case 'suspend':
        this.#goals.hit(GOAL['host-suspended']);
        if (action.clock === 'stands') this.#goals.hit(GOAL['clock-stood-in-sleep']);
        this.#suspend(action.forNs, action.clock === 'stands');
        return;
      case 'slow-polls':
        this.#slowUntilNs = this.#nowNs + action.forNs;
        this.#slowTickNs = action.everyNs;
        return;
      case 'restart-observer':
        this.#goals.hit(GOAL['observer-restarted']);
        this.#startsObserver = true;
        this.#chronicle?.observerRestarted();
        return;
      case 'read-metrics':
        return void (this.#metricsDue = true);
      default:
        this.#fleet.act(action, this.#nowNs);
    }
  }
}
