/** Bounds of records with the end of the input as the last one, where it is not there yet. O(1). */
export function withEnd(bounds: readonly number[], end: number): number[] {
  return bounds.at(-1) === end ? [...bounds] : [...bounds, end];
}
