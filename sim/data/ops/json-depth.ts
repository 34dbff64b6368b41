/** Deepest nesting of a free JSON value in a trace, so that everything that walks one may recurse. */
export const JSON_DEPTH_MAX = 32;

/** Whether a parsed JSON value nests at most `depthMax` arrays and objects inside one another. O(value). */
export function nestsAtMost(value: unknown, depthMax: number = JSON_DEPTH_MAX): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depthMax === 0) return false;
  return Object.values(value).every((part) => nestsAtMost(part, depthMax - 1));
}
