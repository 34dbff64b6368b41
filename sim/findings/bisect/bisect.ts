import type { Interval } from './history.ts';
import type { JudgedRevision } from './revision-judge.ts';

/** What a search goes through: commits, and who judges them. */
export interface BisectSources {
  /** As History.between. */
  readonly between: (older: readonly string[], newer: string) => Promise<readonly string[]>;
  readonly judge: (hash: string) => Promise<JudgedRevision>;
  /** Told before each revision: how many are left to choose from. */
  readonly onTry: (hash: string, left: number) => void;
  readonly shouldStop: () => boolean;
}

/** What a search has come to. */
export interface BisectResult {
  /** All that were judged, in their order; the older end and the newer one first. */
  readonly tried: readonly JudgedRevision[];
  /** Whether the newer end fails where the older holds, or the other way round; null if both say the same, or one says nothing. */
  readonly change: 'broke' | 'mended' | null;
  /** Commits of which one made the change: one, or those among which skipped ones keep it from being told; empty if nothing changed. */
  readonly candidates: readonly string[];
  readonly isInterrupted: boolean;
}

/**
 * Halves the commits between two revisions that judge a trace differently, until one is left: it made the change. Those that cannot
 * say are passed over. Judges both ends, and at most log2 of the others where none is passed over.
 */
export async function bisect({ older, newer }: Interval, { between, judge, onTry, shouldStop }: BisectSources): Promise<BisectResult> {
  const tried: JudgedRevision[] = [];
  const skipped = new Set<string>();
  const take = async (hash: string, left: number): Promise<JudgedRevision['verdict']['kind']> => {
    onTry(hash, left);
    const judged = await judge(hash);
    // What was ended in the middle has said nothing.
    if (!shouldStop()) tried.push(judged);
    return judged.verdict.kind;
  };
  let candidates = await between([older.hash], newer.hash);
  const before = await take(older.hash, candidates.length);
  const after = shouldStop() ? before : await take(newer.hash, candidates.length);
  if (shouldStop()) return { tried, change: null, candidates, isInterrupted: true };
  if (before === 'skipped' || after === 'skipped' || before === after) return { tried, change: null, candidates: [], isInterrupted: false };
  const change = after === 'fails' ? 'broke' : 'mended';
  const known = [older.hash];
  let last = newer.hash;
  for (;;) {
    const middle = candidates.find((hash) => hash !== last && !skipped.has(hash));
    if (middle === undefined) return { tried, change, candidates, isInterrupted: false };
    const kind = await take(middle, candidates.length);
    if (shouldStop()) return { tried, change, candidates, isInterrupted: true };
    if (kind === 'skipped') skipped.add(middle);
    else if (kind === before) known.push(middle);
    else last = middle;
    if (kind !== 'skipped') candidates = await between(known, last);
  }
}
