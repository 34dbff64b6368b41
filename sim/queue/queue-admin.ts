import type { Queue } from 'bullmq';
import { CampaignStore, type Announcement, type Machine } from './campaign-store.ts';
import { queueNameOf } from './code-name.ts';
import { PREFIX, type QueueLink } from './queue-link.ts';

/** A campaign in the queue, and how many of its chunks are where. */
export interface CampaignInQueue extends Announcement {
  readonly waiting: number;
  readonly active: number;
  /** Results that are kept. */
  readonly results: number;
}

const WAITING = ['waiting', 'delayed', 'prioritized', 'failed'] as const;

/** Looks at a queue, and takes campaigns out of it. */
export class QueueAdmin {
  readonly #link: QueueLink;
  readonly #store: CampaignStore;
  readonly #queues = new Map<string, Queue>();

  constructor(link: QueueLink) {
    this.#link = link;
    this.#store = new CampaignStore(link.redis);
  }

  /** All campaigns, by name. O(jobs in their queues). */
  async campaigns(): Promise<readonly CampaignInQueue[]> {
    const told: CampaignInQueue[] = [];
    for (const announcement of await this.#store.campaigns()) {
      const [waiting, active] = [await this.#jobIds(announcement, WAITING), await this.#jobIds(announcement, ['active'])];
      const results = await this.#store.resultCount(announcement.campaign);
      told.push({ ...announcement, waiting: waiting.length, active: active.length, results });
    }
    return told;
  }

  /** Machines that work, by name. */
  async machines(): Promise<readonly Machine[]> {
    return this.#store.machines();
  }

  /** Asks whoever runs a campaign for an end, and takes its waiting chunks away. Results that are kept stay. */
  async drain(of: Announcement): Promise<void> {
    await this.#store.drain(of.campaign);
    await this.#removeWaiting(of);
  }

  /** Removes everything that is kept of a campaign. Chunks in work come to their end, and their results are not kept. */
  async forget(of: Announcement): Promise<void> {
    await this.#store.forget(of.campaign);
    await this.#removeWaiting(of);
  }

  /** Lets go of the queues. */
  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(async (queue) => queue.close()));
  }

  async #removeWaiting(of: Announcement): Promise<void> {
    for (const id of await this.#jobIds(of, WAITING)) await this.#queueOf(of).remove(id);
  }

  async #jobIds(of: Announcement, states: readonly ('active' | (typeof WAITING)[number])[]): Promise<string[]> {
    const jobs = await this.#queueOf(of).getJobs([...states]);
    return jobs.flatMap((job) => (job?.id?.startsWith(`${of.campaign}-`) === true ? [job.id] : []));
  }

  #queueOf({ code }: Announcement): Queue {
    const name = queueNameOf(code);
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new this.#link.bullmq.Queue(name, { connection: this.#link.connection(), prefix: PREFIX });
      queue.on('error', () => {});
      this.#queues.set(name, queue);
    }
    return queue;
  }
}
