import type { BeatOrigin, Datagram, Listener } from '../../src/index.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { Fifo } from './fifo.ts';

/** A listener whose datagrams come from operations. Keeps the datagram that the last poll read. */
export class SyntheticListener implements Listener {
  /** Datagrams that the observer has read so far. */
  readTotal = 0;
  /** The last datagram that was read; the subject clears it before each poll. */
  lastRead: DatagramOp | null = null;
  readonly #waiting = new Fifo<DatagramOp>();
  // One object for all datagrams, filled anew: the observer keeps no reference to it.
  readonly #view: { bytes: Uint8Array; origin: BeatOrigin; peerPid: number | null; nsInode: bigint | null } = {
    bytes: new Uint8Array(0),
    origin: 'network-unverified',
    peerPid: null,
    nsInode: null,
  };

  /** Datagrams delivered and not read. O(1). */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Those datagrams, oldest first. O(waiting). */
  queue(): DatagramOp[] {
    return this.#waiting.toArray();
  }

  /** Makes a datagram readable. It must not change until it is read. O(1) on average. */
  deliver(datagram: DatagramOp): void {
    this.#waiting.push(datagram);
  }

  /** The oldest datagram, now read; null when there is none. O(1). */
  receive(): Datagram | null {
    const datagram = this.#waiting.shift();
    if (datagram === null) return null;
    this.readTotal++;
    this.lastRead = datagram;
    this.#view.bytes = datagram.bytes;
    this.#view.origin = datagram.origin;
    this.#view.peerPid = datagram.peer;
    this.#view.nsInode = datagram.ns;
    return this.#view;
  }
}
