/** As in time-limit.ts, in a page: without a limit, as whoever looks at it can close it. */
export function withinTime<T>(work: () => T, _ms: number): { readonly value: T } | null {
  return { value: work() };
}
