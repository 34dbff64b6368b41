import type { DatagramOp } from '../../../data/ops/op.ts';
import type { Queues, StartOp } from './execution.ts';

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
