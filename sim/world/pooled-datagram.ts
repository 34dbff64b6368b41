import { FRAME_LENGTH } from '../data/spec/limits.ts';
import type { BeatOrigin } from '../../src/index.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import type { LoggedDatagram } from './world-log.ts';

/** A datagram on its way. Used again once it has been read. */
export class PooledDatagram implements DatagramOp {
  readonly op = 'datagram';
  now = 0n;
  listener = 0;
  origin: BeatOrigin = 'network-unverified';
  peer: number | null = null;
  ns: bigint | null = null;
  generation: bigint | null = null;
  bytes: Uint8Array;
  /** What the log keeps of it; null without a log. */
  logged: LoggedDatagram | null = null;
  readonly handle: number;
  readonly #whole: Uint8Array = new Uint8Array(FRAME_LENGTH);

  constructor(handle: number) {
    this.handle = handle;
    this.bytes = this.#whole;
  }

  /** Takes a copy of the bytes. */
  fill(bytes: Uint8Array): void {
    if (bytes.length === FRAME_LENGTH) {
      this.#whole.set(bytes);
      this.bytes = this.#whole;
    } else {
      this.bytes = bytes.slice();
    }
  }
}
