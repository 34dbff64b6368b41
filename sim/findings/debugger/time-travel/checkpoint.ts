import type { DatagramOp } from '../../../data/ops/op.ts';
import type { ModelCheck } from '../../../oracle/model-check.ts';
import type { Production } from '../../../subject/production.ts';
import type { Subject } from '../../../subject/subject.ts';
import { Execution, type Queues, type StartOp } from './execution.ts';

/**
 * The life of one tracker or observer, with every datagram that its listeners got. What waits at a listener is always the
 * last stretch of these: so a checkpoint keeps numbers, and not the queues.
 */
export class Epoch {
  readonly start: StartOp;
  readonly #delivered: DatagramOp[][];

  constructor(start: StartOp) {
    this.start = start;
    this.#delivered = Array.from({ length: start.op === 'observer' ? start.listeners : 0 }, () => []);
  }

  /** Notes a datagram. O(1). */
  deliver(datagram: DatagramOp): void {
    this.#delivered[datagram.listener].push(datagram);
  }

  /** How many datagrams each listener got so far. O(listeners). */
  get counts(): readonly number[] {
    return this.#delivered.map(({ length }) => length);
  }

  /** The queues when each listener had got `counts`, of which `waiting` were not read. O(datagrams waiting). */
  queues(counts: readonly number[], waiting: readonly number[]): Queues {
    return this.#delivered.map((datagrams, listener) => datagrams.slice(counts[listener] - waiting[listener], counts[listener]));
  }
}

/** The state after some operation, kept so that later ones can be carried out from there. */
export class Checkpoint {
  readonly #production: Production;
  readonly #kept: Execution;
  readonly #epoch: Epoch | null;
  readonly #counts: readonly number[];
  readonly #waiting: readonly number[];
  readonly #modelWaiting: readonly number[];

  /** Copies the state; `epoch` is null before the first tracker. Throws what copying the production code throws. O(capacity). */
  constructor(production: Production, subject: Subject, modelCheck: ModelCheck, epoch: Epoch | null) {
    this.#epoch = epoch;
    this.#counts = epoch?.counts ?? [];
    this.#waiting = subject.listeners.map(({ waiting }) => waiting);
    this.#modelWaiting = subject.listeners.map((_, listener) => modelCheck.observer?.waiting(listener) ?? 0);
    const none: Queues = this.#counts.map(() => []);
    this.#production = production;
    this.#kept = new Execution(production, subject, modelCheck).copy(epoch?.start ?? null, none, none);
  }

  /** An execution that goes on from here; the checkpoint stays as it is. O(capacity + datagrams waiting). */
  resume(): Execution {
    const epoch = this.#epoch;
    if (epoch === null) return new Execution(this.#production);
    return this.#kept.copy(epoch.start, epoch.queues(this.#counts, this.#waiting), epoch.queues(this.#counts, this.#modelWaiting));
  }
}
