import type { BeatOrigin, Datagram } from '../../src/index.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { Fifo } from './fifo.ts';
import type { ReadDatagram, SubjectListener } from './subject-listener.ts';
import { RECEIVES_MAX, WorkBoundError } from './work-bound.ts';

/** A listener whose datagrams come from operations. */
export class SyntheticListener implements SubjectListener {
  /** Datagrams that the observer has read so far. */
  readTotal = 0;
  /** How often it was asked since this was set to 0. */
  asked = 0;
  onAsked: (() => void) | null = null;
  readonly #waiting = new Fifo<DatagramOp>();
  // One view for all datagrams: the observer keeps no reference to it.
  readonly #view: { bytes: Uint8Array; origin: BeatOrigin; peerPid: number | null; nsInode: bigint | null; generation: bigint | null } = {
    bytes: new Uint8Array(0),
    origin: 'network-unverified',
    peerPid: null,
    nsInode: null,
    generation: null,
  };
  readonly #number: number;
  readonly #reads: ReadDatagram[];

  /** The listener of this number; what it hands over is added to `reads`. */
  constructor(number: number, reads: ReadDatagram[]) {
    this.#number = number;
    this.#reads = reads;
  }

  /** Datagrams delivered and not read. O(1). */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Those datagrams, oldest first. O(waiting). */
  queue(): DatagramOp[] {
    return this.#waiting.toArray();
  }

  /** Becomes what `other` is. O(waiting). */
  copyFrom(other: SyntheticListener): void {
    this.readTotal = other.readTotal;
    this.#waiting.copyFrom(other.#waiting);
  }

  /** Makes a datagram readable. It must not change until it is read. O(1) on average. */
  deliver(datagram: DatagramOp): void {
    this.#waiting.push(datagram);
  }

  /** The oldest datagram, now read; null when there is none. Throws a {@link WorkBoundError} once it was asked too often. O(1). */
  receive(): Datagram | null {
    if (this.asked++ === RECEIVES_MAX) throw new WorkBoundError(`one poll asked a listener more than ${RECEIVES_MAX} times`);
    this.onAsked?.();
    const datagram = this.#waiting.shift();
    if (datagram === null) return null;
    this.readTotal++;
    this.#reads.push({ listener: this.#number, op: datagram });
    this.#view.bytes = datagram.bytes;
    this.#view.origin = datagram.origin;
    this.#view.peerPid = datagram.peer;
    this.#view.nsInode = datagram.ns;
    this.#view.generation = datagram.generation ?? null;
    return this.#view;
  }
}
