import { encodeFrame, TERMINAL_NONCE, type ObserverEvent, type Status } from '../../src/index.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../judges/goals.ts';
import type { Objection } from '../judges/panel.ts';
import type { ObserverOp, Op } from '../ops/op.ts';
import type { Run } from '../run/run.ts';
import type { Source } from '../run/source.ts';
import { toU64 } from '../words.ts';
import { Agent } from './agent.ts';
import { ATTACK_STEPS } from './attacks.ts';
import { EventQueue } from './event-queue.ts';
import { PidAllocator } from './pid-allocator.ts';
import type { ActionScript, AttackerScript, FleetScript, WorldScript } from './script.ts';
import { SilenceBook } from './silence-book.ts';
import { Transport } from './transport.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Kinds of events in the queue. */
const EVENT = { beat: 0, arrival: 1, tick: 2, action: 3, attack: 4, recover: 5, restart: 6, respawn: 7, calm: 8 } as const;

interface Attacker {
  readonly script: AttackerScript;
  readonly link: number;
  readonly entropy: Entropy;
  sent: number;
}

/**
 * A simulated world: agents, attackers, a network and a clock, which make operations for the observer. The same script
 * and the same entropy make the same operations, as long as the observer answers the same.
 */
export class World implements Source {
  readonly #script: WorldScript;
  readonly #goals: GoalCounts;
  readonly #queue = new EventQueue();
  readonly #clock: VirtualClock;
  readonly #transport: Transport;
  readonly #agents: Agent[] = [];
  /** The present pid of each agent, by its id. */
  readonly #fleetPids: number[] = [];
  readonly #agentByPid = new Map<number, Agent>();
  readonly #fleetEntropy: readonly Entropy[];
  readonly #attackers: readonly Attacker[];
  readonly #pids: PidAllocator;
  readonly #silences = new SilenceBook();
  readonly #thresholdNs: number;
  readonly #calmNs: number;
  readonly #frame = new Uint8Array(32);
  readonly #pollOp = { op: 'poll' as const, now: 0n };
  #nowNs = 0;
  #isStarted = false;
  #isSettled = false;
  #isCalm = false;
  #pollsLeft = 0;
  #burstLeft = 0;
  #arrived = false;
  #metricsDue = false;
  #accused: number | null = null;

  /** `entropy` is the source of every draw; goals that the world reaches are counted in `goals`. */
  constructor(script: WorldScript, entropy: Entropy, goals: GoalCounts) {
    this.#script = script;
    this.#goals = goals;
    this.#clock = new VirtualClock(script.clock.startNs);
    this.#thresholdNs = Number(script.observer.threshold);
    this.#calmNs = script.settle === null ? script.forNs : script.forNs - script.settle.calmNs;
    const capturesFrames = script.attackers.some(({ attack }) => attack === 'replay');
    this.#transport = new Transport(script.listeners, script.links, entropy, this.#queue, goals, EVENT.arrival, capturesFrames);
    this.#pids = new PidAllocator(entropy.stream('pids'));
    this.#fleetEntropy = script.fleet.map(({ name }) => entropy.stream(`fleet ${name}`));
    this.#attackers = script.attackers.map((attacker) => ({
      script: attacker,
      link: this.#transport.linkNumber(attacker.link),
      entropy: entropy.stream(`attacker ${attacker.name}`),
      sent: 0,
    }));
    script.fleet.forEach((fleet, number) => this.#muster(fleet, number));
    this.#attackers.forEach(({ script: { startNs } }, number) => this.#queue.push(startNs, EVENT.attack, number));
    script.timeline.forEach(({ atNs }, number) => this.#queue.push(atNs, EVENT.action, number));
    this.#queue.push(script.polling.tickNs, EVENT.tick, 0);
    if (script.settle !== null) this.#queue.push(this.#calmNs, EVENT.calm, 0);
  }

  get simulatedNs(): number {
    return this.#nowNs;
  }

  /** The transport, to look at its books and queues. */
  get transport(): Transport {
    return this.#transport;
  }

  next(): Op | null {
    if (!this.#isStarted) {
      this.#isStarted = true;
      return observerOp(this.#script);
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
      if (this.#accused !== null) return this.#accuse();
      if (this.#isSettled) return null;
      if (this.#queue.nextNs > this.#script.forNs) {
        this.#isSettled = true;
        this.#nowNs = this.#script.forNs;
        if (this.#script.settle !== null) return this.#settled();
        return null;
      }
      this.#queue.pop();
      this.#nowNs = this.#queue.timeNs;
      this.#happen(this.#queue.kind, this.#queue.id);
    }
  }

  after(run: Run): Objection | null {
    if (run.polled) {
      const { listeners } = run.subject;
      for (let at = 0; at < listeners.length; at++) {
        const { lastRead } = listeners[at];
        if (lastRead !== null) this.#transport.consumed(lastRead);
      }
      const { event } = run;
      if (event !== null) this.#hear(event);
      const isBehind = event?.kind === 'stall' || this.#transport.waiting > 0;
      if (isBehind && this.#pollsLeft === 0 && (this.#script.polling.atArrival || this.#burstLeft-- > 0)) this.#pollsLeft = 1;
    }
    return this.#balance();
  }

  #balance(): Objection | null {
    const reason = this.#transport.imbalance ?? this.#misplaced();
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
  #misplaced(): string | null {
    const { outstanding, inFlight, waiting } = this.#transport;
    return outstanding === inFlight + waiting ? null : `${outstanding} datagrams are about, but ${inFlight} in flight + ${waiting} waiting`;
  }

  #happen(kind: number, id: number): void {
    switch (kind) {
      case EVENT.beat:
        this.#beat(this.#agents[id]);
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
        this.#attack(id);
        return;
      case EVENT.recover:
        this.#recover(this.#agents[id]);
        return;
      case EVENT.restart:
        this.#restart(this.#agents[id], this.#drawsSamePid(this.#agents[id]));
        return;
      case EVENT.respawn:
        this.#goals.hit(GOAL['supervisor-restarted']);
        this.#restart(this.#agents[id], false);
        return;
      case EVENT.calm:
        this.#isCalm = true;
        this.#transport.calm();
        this.#clock.calm(this.#nowNs);
    }
  }

  // ---- agents

  #muster(fleet: FleetScript, number: number): void {
    const entropy = this.#fleetEntropy[number];
    const link = this.#transport.linkNumber(fleet.link);
    for (let member = 0; member < fleet.count; member++) {
      const drift = entropy.int(fleet.driftPpm.min, fleet.driftPpm.max);
      const intervalNs = Math.max(1, Math.round((fleet.intervalNs * (1_000_000 + drift)) / 1_000_000));
      const startNs = fleet.startNs + entropy.int(0, fleet.startWithinNs);
      const pid = fleet.firstPid === null ? this.#pids.fresh() : this.#pids.claim(fleet.firstPid + member);
      const agent = new Agent(this.#agents.length, fleet, number, link, intervalNs, pid, startNs);
      this.#agents.push(agent);
      this.#fleetPids.push(pid);
      // Where two containers use one pid, the observer's word is about the first.
      if (!this.#agentByPid.has(pid)) this.#agentByPid.set(pid, agent);
      this.#arm(agent, startNs);
    }
  }

  #arm(agent: Agent, atNs: number): void {
    if (agent.isArmed) return;
    agent.isArmed = true;
    this.#queue.push(atNs, EVENT.beat, agent.id);
  }

  #beat(agent: Agent): void {
    agent.isArmed = false;
    if (agent.state !== 'running') return;
    const { fleet } = agent;
    const entropy = this.#fleetEntropy[agent.fleetNumber];
    // Nothing befalls an agent at the moment at which it starts: time passes between any two accidents.
    if (!this.#isCalm && this.#nowNs > agent.sinceNs && this.#meetsAccident(agent, entropy)) return;
    if (agent.isDegraded) this.#goals.hit(GOAL['agent-degraded']);
    this.#send(agent, agent.takeNonce(), agent.isDegraded ? 'degraded' : 'ok');
    this.#arm(agent, this.#nowNs + agent.intervalNs + entropy.int(0, fleet.jitterNs));
  }

  #send(agent: Agent, nonce: bigint, status: Status): void {
    agent.lastSentNs = this.#nowNs;
    encodeFrame({ status, pid: agent.pid, timestamp: toU64(this.#nowNs), nonce, payload: 0 }, this.#frame);
    this.#transport.send(agent.link, this.#nowNs, agent.pid, agent.ns, this.#frame);
  }

  /** Draws what may befall an agent at a beat. True if it does not beat any more. */
  #meetsAccident(agent: Agent, entropy: Entropy): boolean {
    const life = agent.fleet.lifecycle;
    if (entropy.chance(life.degrade)) agent.isDegraded = !agent.isDegraded;
    if (entropy.chance(life.changeNamespace)) this.#changeNamespace(agent, (agent.ns ?? 0n) + 1n);
    if (entropy.chance(life.hang)) {
      this.#hang(agent);
      this.#queue.push(this.#nowNs + entropy.int(life.hangNs.min, life.hangNs.max), EVENT.recover, agent.id);
      return true;
    }
    if (!entropy.chance(life.crash)) return false;
    this.#die(agent, entropy.chance(life.panic));
    if (life.restartNs !== null)
      this.#queue.push(this.#nowNs + entropy.int(life.restartNs.min, life.restartNs.max), EVENT.restart, agent.id);
    return true;
  }

  #hang(agent: Agent): void {
    if (agent.state !== 'running') return;
    agent.become('hung', this.#nowNs);
    this.#silences.began(agent.pid, this.#nowNs);
    this.#goals.hit(GOAL['agent-hung']);
  }

  #recover(agent: Agent): void {
    if (agent.state !== 'hung') return;
    agent.become('running', this.#nowNs);
    this.#silences.ended(agent.pid);
    this.#goals.hit(GOAL['agent-recovered']);
    this.#arm(agent, this.#nowNs);
  }

  #die(agent: Agent, withTerminalFrame: boolean): void {
    if (agent.state === 'dead') return;
    if (withTerminalFrame && agent.state === 'running') {
      this.#send(agent, TERMINAL_NONCE, 'critical');
      this.#goals.hit(GOAL['agent-panicked']);
    } else {
      this.#goals.hit(GOAL['agent-crashed']);
    }
    agent.become('dead', this.#nowNs);
    this.#silences.began(agent.pid, this.#nowNs);
  }

  /** Starts an agent again, from its first nonce. Under its old pid it may not be heard: a known limit. */
  #restart(agent: Agent, samePid: boolean): void {
    agent.isRestartDue = false;
    agent.become('running', this.#nowNs);
    agent.isDegraded = false;
    agent.nonce = agent.fleet.firstNonce;
    if (samePid) {
      agent.isLockedOut = true;
      this.#goals.hit(GOAL['agent-restarted-same-pid']);
    } else {
      this.#silences.began(agent.pid, this.#nowNs);
      this.#agentByPid.delete(agent.pid);
      agent.pid = this.#pids.fresh();
      this.#fleetPids[agent.id] = agent.pid;
      agent.isLockedOut = false;
      this.#agentByPid.set(agent.pid, agent);
      this.#goals.hit(GOAL['agent-restarted-new-pid']);
    }
    this.#silences.ended(agent.pid);
    this.#arm(agent, this.#nowNs);
  }

  #drawsSamePid(agent: Agent): boolean {
    return this.#fleetEntropy[agent.fleetNumber].chance(agent.fleet.lifecycle.samePid);
  }

  #changeNamespace(agent: Agent, ns: bigint | null): void {
    if (agent.ns === ns) return;
    // A namespace that becomes known is learned; any other change keeps the agent from being heard.
    if (agent.ns !== null) agent.isLockedOut = true;
    agent.ns = ns;
    this.#goals.hit(GOAL['agent-changed-namespace']);
  }

  // ---- the supervisor, and what the world makes of the observer's word

  #hear(event: ObserverEvent): void {
    if (event.kind !== 'stall') return;
    const agent = this.#agentByPid.get(event.pid);
    if (agent === undefined) return;
    if (this.#isFalseAlarm(agent)) this.#accused = event.pid;
    const { supervisor } = this.#script;
    if (supervisor === null || agent.isRestartDue) return;
    agent.isRestartDue = true;
    this.#queue.push(this.#nowNs + supervisor.delayNs, EVENT.respawn, agent.id);
  }

  /** On a sound network nobody who has beaten all along may be reported, and so restarted. */
  #isFalseAlarm(agent: Agent): boolean {
    const { settle } = this.#script;
    if (settle === null || !settle.networkIsSound || !agent.fleet.mustBeHeard || agent.isLockedOut) return false;
    return (
      agent.state === 'running' &&
      this.#nowNs - agent.sinceNs >= this.#thresholdNs &&
      this.#nowNs - agent.lastSentNs < this.#thresholdNs / 2
    );
  }

  #accuse(): Op {
    const live = [this.#accused as number];
    this.#accused = null;
    return { op: 'settled', now: this.#clock.read(this.#nowNs), live, silent: [] };
  }

  /** Who has been alive, and who silent, for the whole of the calm. */
  #settled(): Op {
    const sinceNs = this.#calmNs;
    const live = this.#agents.filter(
      (agent) =>
        agent.fleet.mustBeHeard &&
        !agent.isLockedOut &&
        agent.state === 'running' &&
        agent.sinceNs <= sinceNs &&
        agent.lastSentNs >= sinceNs,
    );
    return {
      op: 'settled',
      now: this.#clock.read(this.#nowNs),
      live: live.map(({ pid }) => pid).sort((a, b) => a - b),
      silent: this.#silences.sinceAtLeast(sinceNs),
    };
  }

  // ---- attackers

  #attack(number: number): void {
    const attacker = this.#attackers[number];
    const { script, link } = attacker;
    if (this.#isCalm || this.#nowNs >= script.stopNs) return;
    const { goal, step } = ATTACK_STEPS[script.attack];
    for (let sent = 0; sent < script.burst; sent++) {
      step({
        script,
        entropy: attacker.entropy,
        transport: this.#transport,
        nowNs: this.#nowNs,
        cells: indexCells(this.#script.observer.capacity),
        victims: this.#fleetPids,
        sentBefore: attacker.sent++,
        send: (pid, bytes) => this.#transport.send(link, this.#nowNs, pid, script.ns, bytes),
      });
      this.#goals.hit(GOAL[goal]);
    }
    this.#queue.push(this.#nowNs + script.everyNs, EVENT.attack, number);
  }

  // ---- the timeline

  #act(action: ActionScript): void {
    if (this.#isCalm && action.do !== 'read-metrics') return;
    switch (action.do) {
      case 'partition':
      case 'heal':
        this.#transport.setPartitioned(this.#transport.linkNumber(action.link), action.do === 'partition');
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
        this.#actOnFleet(action);
    }
  }

  #actOnFleet(action: Extract<ActionScript, { fleet: string }>): void {
    let left = action.count ?? Number.POSITIVE_INFINITY;
    for (const agent of this.#agents) {
      if (agent.fleet.name !== action.fleet || left <= 0) continue;
      left--;
      if (action.do === 'change-namespace') this.#changeNamespace(agent, action.ns);
      else if (action.do === 'set-nonce') agent.nonce = action.nonce;
      else this.#actOnAgent(action.do, agent);
    }
  }

  #actOnAgent(what: 'hang' | 'recover' | 'crash' | 'panic' | 'restart' | 'respawn' | 'degrade', agent: Agent): void {
    switch (what) {
      case 'hang':
        return this.#hang(agent);
      case 'recover':
        return this.#recover(agent);
      case 'crash':
        return this.#die(agent, false);
      case 'panic':
        return this.#die(agent, true);
      case 'restart':
        return this.#restart(agent, true);
      case 'respawn':
        return this.#restart(agent, false);
      case 'degrade':
        agent.isDegraded = true;
    }
  }
}

/** Cells of an index for `capacity` pids, as specified: the next power of two of twice that, at least 2. */
function indexCells(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, 2 * Math.min(capacity, 4096))));
}

function observerOp({ observer, listeners }: WorldScript): ObserverOp {
  return {
    op: 'observer',
    threshold: observer.threshold,
    listeners: listeners.length,
    capacity: observer.capacity,
    policy: observer.policy,
    window: observer.window,
    ...(observer.drainInterval === undefined ? {} : { drain_interval: observer.drainInterval }),
    ...(observer.perPidRate === undefined ? {} : { per_pid_rate: observer.perPidRate }),
    ...(observer.globalRate === undefined ? {} : { global_rate: observer.globalRate }),
    ...(observer.globalBurst === undefined ? {} : { global_burst: observer.globalBurst }),
    ...(observer.pidMax === undefined ? {} : { pid_max: observer.pidMax }),
    ...(observer.ns === undefined ? {} : { ns: observer.ns }),
    ...(observer.allowCrossNamespace === undefined ? {} : { allow_cross_namespace: observer.allowCrossNamespace }),
  };
}
