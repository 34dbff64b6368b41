/** The first place of a sorted list whose entry is not below what is looked for; its length where all are. O(log length) calls. */
export function lowerBound<T>(sorted: ArrayLike<T>, isBelow: (entry: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(sorted[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
