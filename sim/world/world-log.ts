import type { Outcome } from '../../src/internal.ts';
import type { ActionScript } from './script.ts';

/** Where a datagram has got to: it ends as lost, refused by a link that is cut, refused by a full queue, or read by the observer. */
export type Fate = 'in-flight' | 'lost' | 'link-cut' | 'queue-full' | 'waiting' | 'read';

/** What a link did to a datagram on its way. */
export type LinkFault = 'corrupted' | 'truncated' | 'reordered' | 'held-back';

/** A datagram that a sender handed in, or a copy that a link made of one. Times are virtual, nanoseconds from the start of the run. */
export class LoggedDatagram {
  readonly sentNs: number;
  /** The process that sent it, or as which an attacker sent it. */
  readonly pid: number;
  /** Name of the attacker who sent it; null for an agent. */
  readonly attacker: string | null;
  /** Name of the link. */
  readonly link: string;
  /** Name of the listener behind it. */
  readonly listener: string;
  /** Whether it is a copy made on the way. */
  readonly isCopy: boolean;
  /** In the order in which they struck. */
  readonly faults: LinkFault[] = [];
  /** When it arrives, or did; equal to `sentNs` where it never will. */
  arrivalNs: number;
  fate: Fate = 'in-flight';
  /** Since when that is its fate. */
  fateNs: number;
  /** What the observer made of it; null until it is read. */
  outcome: Outcome | null = null;

  constructor(sentNs: number, pid: number, attacker: string | null, link: string, listener: string, isCopy: boolean) {
    this.sentNs = sentNs;
    this.pid = pid;
    this.attacker = attacker;
    this.link = link;
    this.listener = listener;
    this.isCopy = isCopy;
    this.arrivalNs = sentNs;
    this.fateNs = sentNs;
  }

  /** Notes its fate as of `nowNs`. */
  meets(fate: Fate, nowNs: number): void {
    this.fate = fate;
    this.fateNs = nowNs;
  }
}

/** What happened to an agent. `replaced` is noted of the pid whose agent goes on under another. */
export type AgentChange =
  | 'started'
  | 'hung'
  | 'recovered'
  | 'crashed'
  | 'panicked'
  | 'restarted'
  | 'replaced'
  | 'degraded'
  | 'undegraded'
  | 'changed-namespace';

/** Something that happened beside the datagrams, at a virtual time in nanoseconds. */
export type WorldEvent = { readonly atNs: number } & (
  | { readonly kind: 'agent'; readonly pid: number; readonly change: AgentChange }
  | { readonly kind: 'link'; readonly link: string; readonly isCut: boolean }
  | { readonly kind: 'timeline'; readonly action: ActionScript }
  | { readonly kind: 'quiet-phase' }
);

/**
 * What happened in a world that no operation shows: the fate of each datagram, of agents and attackers alike, and beside them what
 * happened to agents, links and the clock. It keeps the last of both kinds and changes nothing in the world.
 */
export class WorldLog {
  readonly #datagrams: LastOf<LoggedDatagram>;
  readonly #events: LastOf<WorldEvent>;

  /** Keeps up to `entriesMax` datagrams, and as many events; at least 1. */
  constructor(entriesMax: number = ENTRIES_MAX) {
    this.#datagrams = new LastOf(entriesMax);
    this.#events = new LastOf(entriesMax);
  }

  /** The datagrams that are kept, in the order in which they were sent. O(datagrams). */
  get datagrams(): readonly LoggedDatagram[] {
    return this.#datagrams.list;
  }

  /** The events that are kept, in the order in which they happened. O(events). */
  get events(): readonly WorldEvent[] {
    return this.#events.list;
  }

  /** Whether older datagrams or events were dropped for later ones. */
  get isPartial(): boolean {
    return this.#datagrams.isPartial || this.#events.isPartial;
  }

  /** Notes a datagram; what becomes of it is noted in the entry. O(1). */
  send(datagram: LoggedDatagram): LoggedDatagram {
    this.#datagrams.push(datagram);
    return datagram;
  }

  /** Notes an event. O(1). */
  note(event: WorldEvent): void {
    this.#events.push(event);
  }
}

const ENTRIES_MAX = 65_536;

/** The last members of a sequence. */
class LastOf<T> {
  readonly #members: T[] = [];
  readonly #max: number;
  #pushed = 0;

  constructor(max: number) {
    this.#max = max;
  }

  push(member: T): void {
    this.#members[this.#pushed++ % this.#max] = member;
  }

  get isPartial(): boolean {
    return this.#pushed > this.#max;
  }

  get list(): readonly T[] {
    const oldest = this.isPartial ? this.#pushed % this.#max : 0;
    return [...this.#members.slice(oldest), ...this.#members.slice(0, oldest)];
  }
}
