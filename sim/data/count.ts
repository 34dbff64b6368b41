/** A number of things: `1 slot`, `2 slots`. O(1). */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
