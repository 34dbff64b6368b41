import type { Job, RerunJob } from '../campaign/job.ts';
import { Digest } from '../run/digest.ts';
import { CHUNK_MAX, type Chunk } from './wire.ts';

/** Cuts the jobs of a campaign into chunks of `size` at most: first runs in their order, second runs as they fall due. */
export function* chunksOf(jobs: Iterable<Job | RerunJob>, campaign: string, size: number): Generator<Chunk> {
  const kept: Job[] = [];
  const due: RerunJob[] = [];
  for (const job of jobs) {
    if ('checkpoints' in job) due.push(job);
    else {
      if (due.length > 0) yield chunkOf(campaign, due.splice(0));
      kept.push(job);
    }
    for (const full of [kept, due]) if (full.length >= size) yield chunkOf(campaign, full.splice(0));
  }
  for (const rest of [kept, due]) if (rest.length > 0) yield chunkOf(campaign, rest);
}

function chunkOf(campaign: string, jobs: readonly (Job | RerunJob)[]): Chunk {
  const digest = new Digest();
  digest.text(JSON.stringify(jobs));
  return { campaign, name: digest.hex, jobs, not: null };
}

/** The name of a chunk in the queue. */
export function jobIdOf({ campaign, name }: Pick<Chunk, 'campaign' | 'name'>): string {
  return `${campaign}-${name}`;
}

/** Runs of a chunk, where nobody says how many: a 64th of all, so that machines share them, and no more than a few seconds' worth. */
export function chunkSizeFor(runs: number): number {
  return Math.min(48, CHUNK_MAX, Math.max(1, Math.ceil(runs / 64)));
}
