import type { BeatOrigin, Datagram, Listener } from '../../src/index.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { Fifo } from './fifo.ts';

/** A listener whose datagrams come from operations. Remembers what the last poll read. */
export class SyntheticListener implements Listener {
  /** Datagrams handed over so far. */
  readTotal = 0;
  /** The datagram handed over since this was last set to null. */
  lastRead: DatagramOp | null = null;
  readonly #waiting = new Fifo<DatagramOp>();
  // One view for all datagrams: the observer keeps no reference to it.
  readonly #view: { bytes: Uint8Array; origin: BeatOrigin; peerPid: number | null; nsInode: bigint | null } = {
    bytes: new Uint8Array(0),
    origin: 'network-unverified',
    peerPid: null,
    nsInode: null,
  };

  /** Datagrams that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The datagrams that wait, oldest first. */
  queue(): DatagramOp[] {
    return this.#waiting.toArray();
  }

  /** Makes a datagram readable. The listener holds on to it until it is read. */
  deliver(datagram: DatagramOp): void {
    this.#waiting.push(datagram);
  }

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
