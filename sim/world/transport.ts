import { FRAME_LENGTH } from '../data/spec/limits.ts';
import type { Outcome } from '../../src/internal.ts';
import type { Entropy } from '../data/entropy/entropy.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from '../oracle/goals.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { Fifo } from '../subject/fifo.ts';
import { PooledDatagram } from './pooled-datagram.ts';
import type { EventQueue } from './event-queue.ts';
import type { LinkScript, ListenerScript } from './script.ts';
import { LoggedDatagram, type WorldLog } from './world-log.ts';

// The goals that are reached at every other datagram, looked up once.
const LINK_DELAYED = GOAL['link-delayed'];
const LINK_REORDERED = GOAL['link-reordered'];

interface Link {
  readonly script: LinkScript;
  readonly listener: number;
  readonly entropy: Entropy;
  isPartitioned: boolean;
  /** Until when everything is held back; virtual nanoseconds. */
  heldUntilNs: number;
  /** Latest arrival promised so far: a datagram that arrives before it has overtaken another. */
  latestArrivalNs: number;
}

/** Carries datagrams from senders to listeners, and loses, delays, copies and damages them as the script of each link says. */
export class Transport {
  /** Datagrams handed in by senders, and copies made on the way. */
  sent = 0;
  duplicated = 0;
  /** Datagrams put into a listener's queue, lost on the way or at a full queue, and still on the way. */
  delivered = 0;
  lost = 0;
  inFlight = 0;
  /** Datagrams put into a listener's queue and not read. */
  waiting = 0;
  /** The last 256 frames sent: what an attacker may replay. */
  readonly captured: { readonly bytes: Uint8Array; peer: number | null; ns: bigint | null }[] = [];
  #captures = 0;
  #isQuiet = false;
  readonly #links: Link[];
  readonly #listeners: readonly ListenerScript[];
  /** The same by listener. Counted here, as the books must not rest on what they are to balance. */
  readonly #waiting: number[];
  readonly #queue: EventQueue;
  readonly #goals: GoalCounts;
  readonly #deliverKind: number;
  readonly #capturesFrames: boolean;
  readonly #log: WorldLog | null;
  readonly #pool: PooledDatagram[] = [];
  readonly #free: number[] = [];
  readonly #ready = new Fifo<PooledDatagram>();

  /** `deliverKind` is the kind under which arrivals are put into `queue`; `log` keeps the fate of each datagram. */
  constructor(
    listeners: readonly ListenerScript[],
    links: readonly LinkScript[],
    entropy: Entropy,
    queue: EventQueue,
    goals: GoalCounts,
    deliverKind: number,
    capturesFrames: boolean,
    log: WorldLog | null = null,
  ) {
    this.#listeners = listeners;
    this.#waiting = listeners.map(() => 0);
    this.#links = links.map((script) => ({
      script,
      listener: listeners.findIndex(({ name }) => name === script.listener),
      entropy: entropy.stream(`link ${script.name}`),
      isPartitioned: false,
      heldUntilNs: Number.NEGATIVE_INFINITY,
      latestArrivalNs: Number.NEGATIVE_INFINITY,
    }));
    this.#queue = queue;
    this.#goals = goals;
    this.#deliverKind = deliverKind;
    this.#capturesFrames = capturesFrames;
    this.#log = log;
  }

  /** Whether the listener behind a link sees the generation of who sends. */
  showsGeneration(link: number): boolean {
    return this.#listeners[this.#links[link].listener].seesGeneration === true;
  }

  /** The place of a link by its name. */
  linkNumber(name: string): number {
    return this.#links.findIndex(({ script }) => script.name === name);
  }

  /**
   * Hands in a datagram of the process `pid` in namespace `ns`, started for the `generation`-th time (0 where that is unknown),
   * which an attacker may pretend to be.
   * The listener's kind decides what of that arrives.
   */
  send(
    link: number,
    nowNs: number,
    pid: number,
    ns: bigint | null,
    bytes: Uint8Array,
    generation = 0,
    attacker: string | null = null,
  ): void {
    const way = this.#links[link];
    const { script, entropy } = way;
    this.sent++;
    const logged = this.#logSent(way, nowNs, pid, attacker, false);
    if (this.#capturesFrames && bytes.length === FRAME_LENGTH) this.#capture(bytes, pid, ns);
    if (way.isPartitioned) {
      this.lost++;
      logged?.meets('link-cut', nowNs);
      this.#goals.hit(GOAL['link-partitioned']);
      return;
    }
    if (this.#isQuiet) {
      this.#dispatch(way, nowNs, pid, ns, bytes, generation, false, logged);
      return;
    }
    if (entropy.chance(script.loss)) {
      this.lost++;
      logged?.meets('lost', nowNs);
      this.#goals.hit(GOAL['link-lost']);
      return;
    }
    if (entropy.chance(script.duplicate)) {
      this.duplicated++;
      this.#goals.hit(GOAL['link-duplicated']);
      this.#dispatch(way, nowNs, pid, ns, bytes, generation, true, this.#logSent(way, nowNs, pid, attacker, true));
    }
    this.#dispatch(way, nowNs, pid, ns, bytes, generation, true, logged);
  }

  /** An arrival is due: the datagram enters its listener's queue, or is lost there. */
  arrive(handle: number): void {
    const datagram = this.#pool[handle];
    this.inFlight--;
    this.#enqueue(datagram, this.#queue.timeNs);
  }

  /** The next datagram that has entered a listener's queue and was not returned yet; null if there is none. */
  nextReady(): PooledDatagram | null {
    return this.#ready.shift();
  }

  /** Notes in the log what the observer made of a datagram that it has just read. */
  logRead(datagram: DatagramOp, nowNs: number, outcome: Outcome): void {
    const { logged } = datagram as PooledDatagram;
    if (logged === null) return;
    logged.meets('read', nowNs);
    logged.outcome = outcome;
  }

  /** A datagram was read: it may be used again. */
  consumed(datagram: DatagramOp): void {
    this.waiting--;
    this.#waiting[datagram.listener]--;
    this.#free.push((datagram as PooledDatagram).handle);
  }

  /** Cuts a link, or mends it. */
  setPartitioned(link: number, isPartitioned: boolean, nowNs: number): void {
    const way = this.#links[link];
    if (way.isPartitioned && !isPartitioned) this.#goals.hit(GOAL['link-healed']);
    if (way.isPartitioned !== isPartitioned) this.#log?.note({ atNs: nowNs, kind: 'link', link: way.script.name, isCut: isPartitioned });
    way.isPartitioned = isPartitioned;
  }

  /** Ends all faults: from now on links deliver everything, whole and after their delay. */
  beginQuietPhase(nowNs: number): void {
    this.#isQuiet = true;
    for (let link = 0; link < this.#links.length; link++) this.setPartitioned(link, false, nowNs);
  }

  /** Why the counts do not balance; null if they do. */
  get imbalance(): string | null {
    const { sent, duplicated, delivered, lost, inFlight } = this;
    if (sent + duplicated === delivered + lost + inFlight) return null;
    return `${sent} sent + ${duplicated} duplicated, but ${delivered} delivered + ${lost} lost + ${inFlight} in flight`;
  }

  /** Datagrams taken from the pool, to be compared with those in flight and waiting. */
  get outstanding(): number {
    return this.#pool.length - this.#free.length;
  }

  #logSent(way: Link, nowNs: number, pid: number, attacker: string | null, isCopy: boolean): LoggedDatagram | null {
    if (this.#log === null) return null;
    const listener = this.#listeners[way.listener].name;
    return this.#log.send(new LoggedDatagram(nowNs, pid, attacker, way.script.name, listener, isCopy));
  }

  #dispatch(
    way: Link,
    nowNs: number,
    pid: number,
    ns: bigint | null,
    bytes: Uint8Array,
    generation: number,
    mayFail: boolean,
    logged: LoggedDatagram | null,
  ): void {
    const { script, entropy } = way;
    const datagram = this.#take();
    datagram.logged = logged;
    const listener = this.#listeners[way.listener];
    datagram.listener = way.listener;
    datagram.origin = listener.origin;
    datagram.peer = listener.attestsPid ? pid : null;
    datagram.ns = listener.seesNamespace ? ns : null;
    datagram.generation = listener.seesGeneration === true && generation > 0 ? BigInt(generation) : null;
    datagram.fill(bytes);
    if (mayFail) this.#damage(datagram, script, entropy);
    const arrivalNs = this.#arrivalNs(way, nowNs, mayFail, logged);
    if (arrivalNs > nowNs) {
      this.inFlight++;
      this.#goals.hit(LINK_DELAYED);
      this.#queue.push(arrivalNs, this.#deliverKind, datagram.handle);
    } else {
      this.#enqueue(datagram, nowNs);
    }
  }

  #damage(datagram: PooledDatagram, script: LinkScript, entropy: Entropy): void {
    if (entropy.chance(script.corrupt) && datagram.bytes.length > 0) {
      datagram.bytes[entropy.int(0, datagram.bytes.length - 1)] ^= 1 << entropy.int(0, 7);
      datagram.logged?.faults.push('corrupted');
      this.#goals.hit(GOAL['link-corrupted']);
    }
    if (entropy.chance(script.truncate) && datagram.bytes.length > 0) {
      datagram.bytes = datagram.bytes.slice(0, entropy.int(0, datagram.bytes.length - 1));
      datagram.logged?.faults.push('truncated');
      this.#goals.hit(GOAL['link-truncated']);
    }
  }

  #arrivalNs(way: Link, nowNs: number, mayFail: boolean, logged: LoggedDatagram | null): number {
    const { script, entropy } = way;
    let arrivalNs = nowNs + entropy.int(script.delayNs.min, script.delayNs.max);
    if (mayFail) {
      if (entropy.chance(script.reorder)) {
        arrivalNs += script.reorderNs;
        logged?.faults.push('reordered');
      }
      if (way.heldUntilNs <= nowNs && entropy.chance(script.burst)) {
        way.heldUntilNs = nowNs + script.burstNs;
        this.#goals.hit(GOAL['link-burst']);
      }
      if (way.heldUntilNs > arrivalNs) {
        arrivalNs = way.heldUntilNs;
        logged?.faults.push('held-back');
      }
    }
    if (logged !== null) logged.arrivalNs = arrivalNs;
    if (arrivalNs < way.latestArrivalNs) this.#goals.hit(LINK_REORDERED);
    else way.latestArrivalNs = arrivalNs;
    return arrivalNs;
  }

  #enqueue(datagram: PooledDatagram, nowNs: number): void {
    if (this.#waiting[datagram.listener] >= this.#listeners[datagram.listener].queueMax) {
      this.lost++;
      this.#free.push(datagram.handle);
      datagram.logged?.meets('queue-full', nowNs);
      this.#goals.hit(GOAL['queue-overflowed']);
      return;
    }
    this.delivered++;
    this.waiting++;
    this.#waiting[datagram.listener]++;
    datagram.logged?.meets('waiting', nowNs);
    this.#ready.push(datagram);
  }

  #take(): PooledDatagram {
    const handle = this.#free.pop();
    if (handle !== undefined) return this.#pool[handle];
    const datagram = new PooledDatagram(this.#pool.length);
    this.#pool.push(datagram);
    return datagram;
  }

  #capture(bytes: Uint8Array, peer: number, ns: bigint | null): void {
    const place = this.#captures++ % 256;
    if (place === this.captured.length) this.captured.push({ bytes: bytes.slice(), peer, ns });
    else {
      this.captured[place].bytes.set(bytes);
      this.captured[place].peer = peer;
      this.captured[place].ns = ns;
    }
  }
}
