import { Crew } from '../explore/crew.ts';
import type { DomainForm } from '../explore/domain-form.ts';
import type { Domain } from '../explore/domain.ts';
import type { Batch, Expansion } from '../explore/expander.ts';
import type { Workforce } from '../explore/search.ts';
import { Digest } from '../run/digest.ts';
import { ChunkQueue, type QueueOptions, type QueueState } from './chunk-queue.ts';
import { batchOf, expansionOf, pathsToSend, type ExploreChunk, type ExploreResult } from './explore-wire.ts';
import { canonical, decodeResult } from './wire.ts';

/** Results that wait for one before them, at most: then no more chunks are laid out. */
const WAITING_MAX = 1000;
/** What a timer of Node can be set to, milliseconds. */
const TIMER_MAX_MS = 2 ** 31;

/** How an exploration goes over a queue. */
export interface QueueCrewOptions extends QueueOptions {
  readonly domains: readonly Domain[];
  readonly forms: readonly DomainForm[];
  readonly isReduced: boolean;
  /** Time without a sign of life after which an operation hangs, milliseconds. */
  readonly hangMs: number;
  /** It ends after so long, also where no machine works, milliseconds; infinite for never. */
  readonly budgetMs: number;
}

/** Has batches of states expanded by machines that take them from a queue. */
export class QueueCrew {
  readonly #options: QueueCrewOptions;
  readonly #queue: ChunkQueue<ExploreChunk, ExploreResult>;
  readonly #timer: NodeJS.Timeout | undefined;
  #local: Crew | null = null;
  #hasDifference = false;

  constructor(options: QueueCrewOptions) {
    this.#options = options;
    this.#queue = new ChunkQueue(options);
    if (options.budgetMs < TIMER_MAX_MS) this.#timer = setTimeout(() => this.stop(), options.budgetMs);
  }

  /** How far it is. */
  get state(): QueueState {
    return this.#queue.state;
  }

  /** Whether two machines came to different results of the same states. */
  get hasDifference(): boolean {
    return this.#hasDifference;
  }

  /** The machines as the workforce for one of the domains. */
  for(domain: number): Workforce {
    return { run: async (batches, onExpansion) => this.#run(domain, batches, onExpansion) };
  }

  async #run(domain: number, batches: Iterator<Batch>, onExpansion: (expansion: Expansion) => boolean | Promise<boolean>): Promise<void> {
    const { domains, forms, isReduced, hangMs, announcement } = this.#options;
    // What comes early waits for those before it.
    const waiting = new Map<number, Expansion>();
    let next: number | null = null;
    const deliver = async (expansion: Expansion): Promise<void> => {
      waiting.set(expansion.number, expansion);
      for (let found = waiting.get(next ?? 0); found !== undefined; found = waiting.get(next ?? 0)) {
        waiting.delete(next ?? 0);
        next = (next ?? 0) + 1;
        if (!(await onExpansion(found))) return this.stop();
      }
    };
    const chunks = function* (): Generator<ExploreChunk> {
      for (let batch = batches.next(); batch.done !== true; batch = batches.next()) {
        const { number, pathLength, paths } = batch.value;
        next ??= number;
        const explore = { domain, number, pathLength, paths: pathsToSend(paths) };
        const digest = new Digest();
        digest.text(JSON.stringify(explore));
        yield { campaign: announcement.campaign, name: digest.hex, not: null, explore };
      }
    };
    const expansion = (result: ExploreResult, chunk: ExploreChunk): Expansion | string =>
      expansionOf(result, batchOf(chunk, domains[domain]) as Batch, domains[domain]);
    await this.#queue.run(chunks(), {
      order: { explore: { domains: forms, isReduced }, hangMs },
      isReady: () => waiting.size < WAITING_MAX,
      words: () => 'states',
      read: (bytes) => {
        const result = decodeResult(bytes);
        return typeof result === 'string' || 'explore' in result ? result : 'it is one of a campaign';
      },
      fault: (result, chunk) => {
        const found = expansion(result, chunk);
        return typeof found === 'string' ? found : null;
      },
      take: (chunk, result) => deliver(expansion(result, chunk) as Expansion),
      isForHere: () => false,
      mayBeAgain: () => true,
      makeHere: async (chunk) => {
        this.#local ??= new Crew({ domains, isReduced, workers: 1, hangMs, isForgetful: true });
        const made = await expandOne(this.#local, domain, batchOf(chunk, domains[domain]) as Batch);
        if (made !== null) await deliver(made);
      },
      differences: ({ explore: one }, { explore: other }) =>
        one === null || other === null || canonical(one) === canonical(other)
          ? []
          : [{ number: 0, run: `states of domain ${domains[domain].name}` }],
      onDifferent: () => (this.#hasDifference = true),
    });
  }

  /** Ends it; what is under way stays in the queue. */
  stop(): void {
    this.#queue.stop();
    void this.#local?.close();
  }

  /** Lets go of the queue; of an exploration that came to its end nothing is left there. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#local?.close();
    await this.#queue.close();
  }
}

/** Has one batch expanded; null if the crew was closed. */
export async function expandOne(crew: Crew, domain: number, batch: Batch): Promise<Expansion | null> {
  let made: Expansion | null = null;
  await crew.for(domain).run([batch].values(), (expansion) => {
    made = expansion;
    return true;
  });
  return made;
}
