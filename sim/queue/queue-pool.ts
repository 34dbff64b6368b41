import { countOf } from '../data/count.ts';
import type { Job, RerunJob } from '../campaign/job.ts';
import { DEFAULT_HANG_MS, Pool, type JobRunner, type PoolOrder } from '../campaign/pool.ts';
import { ChunkQueue, type QueueOptions, type QueueState } from './chunk-queue.ts';
import { chunksOf } from './chunks.ts';
import { decodeResult, differences, resultFault, type Chunk, type ChunkResult } from './wire.ts';

/** How the runs of a campaign go over a queue. */
export interface QueuePoolOptions extends QueueOptions {
  /** Runs of a chunk. */
  readonly chunkSize: number;
}

/** Has the jobs of a campaign carried out by machines that take them from a queue. */
export class QueuePool implements JobRunner {
  readonly #options: QueuePoolOptions;
  readonly #queue: ChunkQueue<Chunk, ChunkResult>;
  /** Runs that were made here because no machine could make them: their second runs are made here too. */
  readonly #madeHere = new Set<number>();
  #local: Pool | null = null;

  constructor(options: QueuePoolOptions) {
    this.#options = options;
    this.#queue = new ChunkQueue(options);
  }

  /** How far it is. */
  get state(): QueueState {
    return this.#queue.state;
  }

  /** See {@link JobRunner.run}. */
  async run(jobs: Iterable<Job | RerunJob>, order: PoolOrder): Promise<void> {
    const { settings, jobTimeoutMs, hangMs = DEFAULT_HANG_MS } = order;
    await this.#queue.run(chunksOf(jobs, this.#options.announcement.campaign, this.#options.chunkSize), {
      order: { settings, jobTimeoutMs, hangMs },
      isReady: () => true,
      words: (chunk) => countOf(chunk.jobs.length, 'run'),
      read: (bytes) => {
        const result = decodeResult(bytes);
        return typeof result === 'string' || !('explore' in result) ? result : 'it is one of an exploration';
      },
      fault: (result, chunk) => resultFault(result, chunk, settings),
      take: (chunk, result) => deliver(chunk, result, order),
      isForHere: (chunk) => chunk.jobs.some(({ number }) => this.#madeHere.has(number)),
      mayBeAgain: ({ jobs: [first] }) => !('checkpoints' in first),
      makeHere: async (chunk) => {
        for (const { number } of chunk.jobs) this.#madeHere.add(number);
        this.#local ??= new Pool(this.#options.workers);
        await this.#local.run(chunk.jobs, order);
      },
      differences,
      onDifferent: (number) => order.onDifferent?.(number),
    });
  }

  /** Ends it; what is under way stays in the queue. */
  stop(): void {
    this.#queue.stop();
    this.#local?.stop();
  }

  /** Lets go of the queue; of a campaign that came to its end nothing is left there. */
  async close(): Promise<void> {
    this.stop();
    await this.#local?.close();
    await this.#queue.close();
  }
}

function deliver(chunk: Chunk, { results, reruns, losses }: ChunkResult, order: PoolOrder): void {
  const jobs = new Map(chunk.jobs.map((job) => [job.number, job] as const));
  for (const result of results) order.onResult({ ...result, elapsedMs: 0 });
  for (const rerun of reruns) order.onRerun(rerun);
  for (const { number, exit, step } of losses) order.onLoss({ job: jobs.get(number) as Job, exit, step });
}
