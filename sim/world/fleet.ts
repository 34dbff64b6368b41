import { FRAME_LENGTH, TERMINAL_NONCE } from '../data/spec/limits.ts';
import type { Status } from '../../src/index.ts';
import { encodeModelFrame } from '../oracle/model/index.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../oracle/goals.ts';
import { toU64 } from '../data/u64-words.ts';
import { Agent } from './agent.ts';
import { EVENT, type EventQueue } from './event-queue.ts';
import { PidAllocator } from './pid-allocator.ts';
import type { ActionScript, FleetScript } from './script.ts';
import type { Transport } from './transport.ts';
import type { Chronicle } from './chronicle.ts';
import type { AgentChange, WorldLog } from './world-log.ts';

/** All agents of a world: starts them, lets them beat, hang, crash and restart, and knows which have beaten and which are silent. */
export class Fleet {
  /** The present pid of each agent, by its id. */
  readonly pids: number[] = [];
  readonly #agents: Agent[] = [];
  readonly #nonces: BigUint64Array;
  readonly #byPid = new Map<number, Agent>();
  readonly #entropy: readonly Entropy[];
  readonly #allocator: PidAllocator;
  readonly #silences = new Silences();
  readonly #queue: EventQueue;
  readonly #transport: Transport;
  readonly #goals: GoalCounts;
  readonly #log: WorldLog | null;
  readonly #chronicle: Chronicle | null;
  /** The frame of the beat that is being sent: the transport copies it. */
  readonly #frame = new Uint8Array(FRAME_LENGTH);
  #isQuiet = false;

  /** Puts the first beat of each agent into the queue; `log` keeps what happens to agents, and `chronicle` follows it. */
  constructor(
    scripts: readonly FleetScript[],
    entropy: Entropy,
    queue: EventQueue,
    transport: Transport,
    goals: GoalCounts,
    log: WorldLog | null = null,
    chronicle: Chronicle | null = null,
  ) {
    this.#queue = queue;
    this.#transport = transport;
    this.#goals = goals;
    this.#log = log;
    this.#chronicle = chronicle;
    this.#allocator = new PidAllocator(entropy.stream('pids'));
    this.#nonces = new BigUint64Array(scripts.reduce((sum, { count }) => sum + count, 0));
    this.#entropy = scripts.map(({ name }) => entropy.stream(`fleet ${name}`));
    scripts.forEach((fleet, number) => this.#create(fleet, number));
  }

  /** The agent under this pid; undefined if there is none. Where two containers use one pid, it is the first. */
  agentOf(pid: number): Agent | undefined {
    return this.#byPid.get(pid);
  }

  /** From now on no agent hangs, crashes, degrades or changes its namespace by chance. */
  beginQuietPhase(): void {
    this.#isQuiet = true;
  }

  /** Pids of agents of which liveness is required and that have beaten since `ns` or longer, in ascending order. */
  aliveSince(ns: number): number[] {
    const alive = this.#agents.filter(
      (agent) =>
        agent.fleet.livenessRequired && !agent.isLockedOut && agent.state === 'running' && agent.sinceNs <= ns && agent.lastSentNs >= ns,
    );
    return alive.map(({ pid }) => pid).sort((a, b) => a - b);
  }

  /** Pids that have been silent since `ns` or longer, in ascending order. */
  silentSince(ns: number): number[] {
    return this.#silences.sinceAtLeast(ns);
  }

  #create(fleet: FleetScript, number: number): void {
    const entropy = this.#entropy[number];
    const link = this.#transport.linkNumber(fleet.link);
    for (let member = 0; member < fleet.count; member++) {
      const drift = entropy.int(fleet.driftPpm.min, fleet.driftPpm.max);
      const intervalNs = Math.max(1, Math.round((fleet.intervalNs * (1_000_000 + drift)) / 1_000_000));
      const startNs = fleet.startNs + entropy.int(0, fleet.startWithinNs);
      const pid = fleet.firstPid === null ? this.#allocator.fresh() : this.#allocator.claim(fleet.firstPid + member);
      const agent = new Agent(this.#nonces, this.#agents.length, fleet, number, link, intervalNs, pid, startNs);
      this.#agents.push(agent);
      this.pids.push(pid);
      // Where two containers use one pid, a reported stall is taken for the first one's.
      if (!this.#byPid.has(pid)) this.#byPid.set(pid, agent);
      this.#note(agent, 'started', startNs);
      this.#arm(agent, startNs);
    }
  }

  #note(agent: Agent, change: AgentChange, atNs: number): void {
    this.#log?.note({ atNs, kind: 'agent', pid: agent.pid, change });
    this.#chronicle?.agentChanged(agent, change, atNs);
  }

  #arm(agent: Agent, atNs: number): void {
    if (agent.isArmed) return;
    agent.isArmed = true;
    this.#queue.push(atNs, EVENT.beat, agent.id);
  }

  /** The agent with this id is due to beat. */
  beat(id: number, nowNs: number): void {
    const agent = this.#agents[id];
    agent.isArmed = false;
    if (agent.state !== 'running') return;
    const { fleet } = agent;
    const entropy = this.#entropy[agent.fleetNumber];
    // No accident at the moment at which an agent starts: time passes between any two.
    if (!this.#isQuiet && nowNs > agent.sinceNs && this.#meetsAccident(agent, entropy, nowNs)) return;
    if (agent.isDegraded) this.#goals.hit(GOAL['agent-degraded']);
    this.#sendBeat(agent, nowNs);
    this.#arm(agent, nowNs + agent.intervalNs + entropy.int(0, fleet.jitterNs));
  }

  #sendBeat(agent: Agent, nowNs: number): void {
    this.#send(agent, agent.takeNonce(), agent.isDegraded ? 'degraded' : 'ok', nowNs);
  }

  #send(agent: Agent, nonce: bigint, status: Status, nowNs: number): void {
    agent.lastSentNs = nowNs;
    encodeModelFrame({ status, pid: agent.pid, timestamp: toU64(nowNs), nonce, payload: 0 }, this.#frame);
    this.#transport.send(agent.link, nowNs, agent.pid, agent.ns, this.#frame, agent.generation);
  }

  /** Draws the accidents of one beat. True if the agent does not beat any more. */
  #meetsAccident(agent: Agent, entropy: Entropy, nowNs: number): boolean {
    const life = agent.fleet.lifecycle;
    if (entropy.chance(life.degrade)) this.#setDegraded(agent, !agent.isDegraded, nowNs);
    if (entropy.chance(life.changeNamespace)) this.#changeNamespace(agent, (agent.ns ?? 0n) + 1n, nowNs);
    if (entropy.chance(life.hang)) {
      this.#hang(agent, nowNs);
      this.#queue.push(nowNs + entropy.int(life.hangNs.min, life.hangNs.max), EVENT.recover, agent.id);
      return true;
    }
    if (!entropy.chance(life.crash)) return false;
    this.#die(agent, entropy.chance(life.panic), nowNs);
    if (life.restartNs !== null) this.#queue.push(nowNs + entropy.int(life.restartNs.min, life.restartNs.max), EVENT.restart, agent.id);
    return true;
  }

  #hang(agent: Agent, nowNs: number): void {
    if (agent.state !== 'running') return;
    agent.become('hung', nowNs);
    this.#note(agent, 'hung', nowNs);
    this.#silences.began(agent.pid, nowNs);
    this.#goals.hit(GOAL['agent-hung']);
  }

  /** Lets an agent that hangs beat again. */
  recover(id: number, nowNs: number): void {
    this.#recover(this.#agents[id], nowNs);
  }

  /** Starts an agent that crashed again, under its old pid or a new one by its script. */
  restart(id: number, nowNs: number): void {
    const agent = this.#agents[id];
    this.#restart(agent, this.#drawsSamePid(agent), nowNs);
  }

  /** Starts an agent again under a new pid, as its supervisor does. */
  respawn(id: number, nowNs: number): void {
    this.#goals.hit(GOAL['supervisor-restarted']);
    this.#restart(this.#agents[id], false, nowNs);
  }

  #recover(agent: Agent, nowNs: number): void {
    if (agent.state !== 'hung') return;
    agent.become('running', nowNs);
    this.#note(agent, 'recovered', nowNs);
    this.#silences.ended(agent.pid);
    this.#goals.hit(GOAL['agent-recovered']);
    this.#arm(agent, nowNs);
  }

  #die(agent: Agent, withTerminalFrame: boolean, nowNs: number): void {
    if (agent.state === 'dead') return;
    if (withTerminalFrame && agent.state === 'running') {
      this.#send(agent, TERMINAL_NONCE, 'critical', nowNs);
      this.#note(agent, 'panicked', nowNs);
      this.#goals.hit(GOAL['agent-panicked']);
    } else {
      this.#note(agent, 'crashed', nowNs);
      this.#goals.hit(GOAL['agent-crashed']);
    }
    agent.become('dead', nowNs);
    this.#silences.began(agent.pid, nowNs);
  }

  /** Starts an agent again, from its first nonce. Under its old pid its beats may be refused, a known limit of the tracker. */
  #restart(agent: Agent, samePid: boolean, nowNs: number): void {
    agent.isRestartDue = false;
    agent.become('running', nowNs);
    agent.isDegraded = false;
    agent.nonce = agent.fleet.firstNonce;
    agent.generation++;
    if (samePid) {
      // A new life keeps the namespace of the one before: who has lost it stays locked out.
      if (!this.#transport.showsGeneration(agent.link)) agent.isLockedOut = true;
      this.#note(agent, 'restarted', nowNs);
      this.#goals.hit(GOAL['agent-restarted-same-pid']);
    } else {
      this.#note(agent, 'replaced', nowNs);
      this.#silences.began(agent.pid, nowNs);
      this.#byPid.delete(agent.pid);
      agent.pid = this.#allocator.fresh();
      this.pids[agent.id] = agent.pid;
      agent.isLockedOut = false;
      this.#byPid.set(agent.pid, agent);
      this.#note(agent, 'started', nowNs);
      this.#goals.hit(GOAL['agent-restarted-new-pid']);
    }
    this.#silences.ended(agent.pid);
    this.#arm(agent, nowNs);
  }

  #drawsSamePid(agent: Agent): boolean {
    return this.#entropy[agent.fleetNumber].chance(agent.fleet.lifecycle.samePid);
  }

  #setDegraded(agent: Agent, isDegraded: boolean, nowNs: number): void {
    if (agent.isDegraded === isDegraded) return;
    agent.isDegraded = isDegraded;
    this.#note(agent, isDegraded ? 'degraded' : 'undegraded', nowNs);
  }

  #changeNamespace(agent: Agent, ns: bigint | null, nowNs: number): void {
    if (agent.ns === ns) return;
    // A namespace that becomes known is learned; after any other change the beats of the agent are refused.
    if (agent.ns !== null) agent.isLockedOut = true;
    agent.ns = ns;
    this.#note(agent, 'changed-namespace', nowNs);
    this.#goals.hit(GOAL['agent-changed-namespace']);
  }

  /** Carries out an action of the timeline on a fleet, or on the first agents of it. */
  act(action: Extract<ActionScript, { fleet: string }>, nowNs: number): void {
    let left = action.count ?? Number.POSITIVE_INFINITY;
    for (const agent of this.#agents) {
      if (agent.fleet.name !== action.fleet || left <= 0) continue;
      left--;
      if (action.do === 'change-namespace') this.#changeNamespace(agent, action.ns, nowNs);
      else if (action.do === 'set-nonce') agent.nonce = action.nonce;
      else this.#actOnAgent(action.do, agent, nowNs);
    }
  }

  #actOnAgent(
    what: 'hang' | 'recover' | 'crash' | 'panic' | 'restart' | 'respawn' | 'degrade' | 'beat' | 'last-words',
    agent: Agent,
    nowNs: number,
  ): void {
    switch (what) {
      case 'hang':
        return this.#hang(agent, nowNs);
      case 'recover':
        return this.#recover(agent, nowNs);
      case 'crash':
        return this.#die(agent, false, nowNs);
      case 'panic':
        return this.#die(agent, true, nowNs);
      case 'restart':
        return this.#restart(agent, true, nowNs);
      case 'respawn':
        return this.#restart(agent, false, nowNs);
      case 'degrade':
        return this.#setDegraded(agent, true, nowNs);
      case 'beat':
        if (agent.state !== 'running') return;
        this.#goals.hit(GOAL['agents-in-step']);
        return this.#sendBeat(agent, nowNs);
      case 'last-words':
        if (agent.state !== 'running') return;
        this.#goals.hit(GOAL['last-words-at-once']);
        this.#send(agent, agent.takeNonce(), 'critical', nowNs);
        // By the time that the last word is read nobody can tell its namespace any more.
        if (agent.ns !== null) agent.isLockedOut = true;
        agent.ns = null;
        this.#die(agent, true, nowNs);
    }
  }
}

/** Since when each pid has been silent, whatever the observer has reported. Times are virtual nanoseconds. */
export class Silences {
  readonly #sinceNs = new Map<number, number>();

  /** A pid fell silent at `nowNs`, unless it was silent already. */
  began(pid: number, nowNs: number): void {
    if (!this.#sinceNs.has(pid)) this.#sinceNs.set(pid, nowNs);
  }

  /** A pid beats again. */
  ended(pid: number): void {
    this.#sinceNs.delete(pid);
  }

  /** Pids silent since `ns` or longer, in ascending order. O(pids log pids). */
  sinceAtLeast(ns: number): number[] {
    const pids: number[] = [];
    for (const [pid, sinceNs] of this.#sinceNs) if (sinceNs <= ns) pids.push(pid);
    return pids.sort((a, b) => a - b);
  }
}
