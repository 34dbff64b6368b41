/** What an agent says of itself, in the order of the wire codes 0 to 3; `stall` is made by the observer alone. */
export const STATUSES = ['ok', 'degraded', 'critical', 'stall'] as const;

/** See {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** The wire code of a status, 0 to 3; −1 for anything else. O(1). */
export function statusCode(status: Status): number {
  switch (status) {
    case 'ok':
      return 0;
    case 'degraded':
      return 1;
    case 'critical':
      return 2;
    case 'stall':
      return 3;
    default:
      return -1;
  }
}
