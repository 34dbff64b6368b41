/** How far the observer may believe the sender's identity: by the transport on which the datagram came. */
export const BEAT_ORIGINS = ['kernel-attested', 'network-unverified', 'operator-attested', 'socket-mode-only'] as const;

/** See {@link BEAT_ORIGINS}. */
export type BeatOrigin = (typeof BEAT_ORIGINS)[number];

/** The place of an origin in {@link BEAT_ORIGINS}, 0 to 3; −1 for anything else. O(1). */
export function originCode(origin: BeatOrigin): number {
  switch (origin) {
    case 'kernel-attested':
      return 0;
    case 'network-unverified':
      return 1;
    case 'operator-attested':
      return 2;
    case 'socket-mode-only':
      return 3;
    default:
      return -1;
  }
}

/** How far each origin may be believed, by its code: the stronger has the larger number. */
export const ORIGIN_STRENGTH: readonly number[] = [3, 0, 2, 1];
