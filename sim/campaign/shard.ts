/** One of several processes that share the seeds of a campaign. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly of: number;
}

/** Shards at most. */
export const SHARDS_MAX = 1000;

/** Reads `i/n`; null if it is none. */
export function parseShard(text: string): Shard | null {
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  if (match === null) return null;
  const [index, of] = [Number(match[1]), Number(match[2])];
  return index <= of && of <= SHARDS_MAX ? { index, of } : null;
}

/** A shard as it is written. */
export function formatShard({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/**
 * The interval of a shard in a list of `count` seeds, from `from` up to but not with `to`. The intervals of all shards are
 * disjoint, cover the list, and differ by one seed at most.
 */
export function shardInterval({ index, of }: Shard, count: number): { readonly from: number; readonly to: number } {
  return { from: Math.floor((count * (index - 1)) / of), to: Math.floor((count * index) / of) };
}
