import type { BeatOrigin } from './origin.ts';

/** Takes one stall from {@link Tracker.drainStalledSlots}. */
export type StallVisitor = (pid: number, lastNonce: bigint, lastBeatNs: bigint, origin: BeatOrigin, nsInode: bigint | null) => void;
