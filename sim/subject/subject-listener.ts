import type { Listener } from '../../src/index.ts';
import type { DatagramOp } from '../data/ops/op.ts';

/** A datagram that was handed over, and where. */
export interface ReadDatagram {
  readonly listener: number;
  readonly op: DatagramOp;
}

/** A listener of the observer under test, with what rules want to know of it. */
export interface SubjectListener extends Listener {
  /** Datagrams that the observer has read so far. */
  readTotal: number;
  /** How often it was asked since this was set to 0: an endless poll is ended by it. */
  asked: number;
  /** Called whenever it is asked, before anything else; null for nothing. What it throws passes through. */
  onAsked: (() => void) | null;
  /** Datagrams that wait to be read. O(1). */
  readonly waiting: number;
  /** Those datagrams, oldest first. O(waiting). */
  queue(): DatagramOp[];
  /** A datagram arrives. It must not change until it is read. O(1) on average. */
  deliver(datagram: DatagramOp): void;
}
