const LENGTH_MAX = 64;

/** The candidate that `text` was probably meant to be; null if none is close. O(candidates × length²). */
export function closest(text: string, candidates: readonly string[]): string | null {
  if (text.length > LENGTH_MAX) return null;
  let best: string | null = null;
  let leastEdits = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LENGTH_MAX) continue;
    const edits = distance(text.toLowerCase(), candidate.toLowerCase());
    if (edits >= leastEdits) continue;
    leastEdits = edits;
    best = candidate;
  }
  return best;
}

/** Letters to insert, drop, replace or swap with their neighbour to get from `a` to `b`. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
