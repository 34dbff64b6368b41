/** Those entries of an object that have a value: neither undefined nor null. */
export type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** See {@link Present}. O(entries). */
export function present<T extends object>(entries: T): Present<T> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== null)) as Present<T>;
}
