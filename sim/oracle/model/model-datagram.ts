import type { ModelOrigin } from './model-types.ts';

/** What a listener reads. Nothing of it is kept once it was read. */
export interface ModelDatagram {
  readonly bytes: Uint8Array;
  readonly origin: ModelOrigin;
  /** Pid that the kernel vouches for, or null. */
  readonly peer: number | null;
  /** Inode of the sender's pid namespace, or null. */
  readonly ns: bigint | null;
}
