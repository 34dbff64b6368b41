import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as QueueJob, Worker } from 'bullmq';
import { Pool, type JobLoss } from '../campaign/pool.ts';
import type { JobResult, RerunResult } from '../campaign/job.ts';
import { Crew } from '../explore/crew.ts';
import { readDomain } from '../explore/domain-form.ts';
import type { Domain } from '../explore/domain.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { parseScenario } from '../world/scenario-file/index.ts';
import type { ScenarioRef } from '../world/run-settings.ts';
import { customScenarios } from '../world/scenarios/custom-scenarios.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { CampaignStore } from './campaign-store.ts';
import { queueNameOf, showCode, type CodeName } from './code-name.ts';
import { insist, PREFIX, type QueueLink } from './queue-link.ts';
import { STALLED_MAX } from './chunk-queue.ts';
import { batchOf, expansionToSend, type ExploreChunk, type ExploreOrder, type ExploreResult } from './explore-wire.ts';
import { expandOne } from './queue-crew.ts';
import {
  decodeChunk,
  encode,
  lossToSend,
  type AnyChunk,
  type AnyOrder,
  type AnyResult,
  type Chunk,
  type ChunkResult,
  type Order,
} from './wire.ts';

const HERE_MS = 5000;
/** Time after which a second machine is looked for again, milliseconds. */
const AGAIN_MS = 300;
const IDLE_LOOK_MS = 250;
/** Pause after an error of Redis, milliseconds. */
const RETRY_MS = 1000;
/** Longest time in which what was begun is given back at the end, milliseconds. */
const LEAVE_MS = 5000;
const NEVER = new AbortController().signal;
/** Campaigns whose settings are kept. */
const ORDERS_MAX = 100;

/** How a machine works. */
export interface QueueWorkerOptions {
  readonly link: QueueLink;
  readonly code: CodeName;
  /** The machine's name for people; a number is added to it. */
  readonly host: string;
  /** Chunks that it makes side by side. */
  readonly jobs: number;
  /** Time after which the chunks of a machine that says nothing are given to others, milliseconds. */
  readonly leaseMs: number;
  /** It ends when it had nothing to do for so long, milliseconds; null for never. */
  readonly untilIdleMs: number | null;
  /** Told of each chunk that it made. */
  readonly onChunk: (chunk: { readonly campaign: string; readonly runs: number; readonly steps: number }) => void;
  /** Told in a sentence why it waits, when that changes, and what goes wrong. */
  readonly onNote: (sentence: string) => void;
}

/** Makes one chunk at a time: runs in a pool, and states of the exploration that it was last asked about in a crew. */
interface Seat {
  readonly pool: Pool;
  crew: { readonly campaign: string; readonly domains: readonly Domain[]; readonly crew: Crew } | null;
}

/**
 * A machine that takes chunks of runs from a queue. The runs are made in processes of their own, so that this one always has time to
 * say that it lives. Whatever comes out of the queue is foreign text: its form is checked, and no path of it is opened.
 */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #store: CampaignStore;
  readonly #seats: readonly Seat[];
  readonly #free: Seat[];
  readonly #stop = new AbortController();
  readonly #orders = new Map<string, AnyOrder>();
  #worker: Worker | null = null;
  #id = '';
  #chunks = 0;
  #busy = 0;
  #idleSinceMs = performance.now();
  #reason = '';

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    this.#store = new CampaignStore(options.link.redis);
    this.#seats = Array.from({ length: options.jobs }, () => ({ pool: new Pool(1), crew: null }));
    this.#free = [...this.#seats];
  }

  /** Its name among the machines of the queue. */
  get id(): string {
    return this.#id;
  }

  /** Works until it is stopped, or has been idle for long enough. What it has begun then goes back into the queue. */
  async run(): Promise<void> {
    const { link, code, host, jobs, leaseMs, untilIdleMs } = this.#options;
    const number = await this.#insist(async () => this.#store.machineNumber());
    if (number === null) return link.close();
    // A Redis that has lost what it held counts from 1 again, while the machines of before are still there.
    this.#id = `${host}-${process.pid}-${number}`;
    await this.#insist(async () => this.#sayHere());
    const worker = (this.#worker = new link.bullmq.Worker(queueNameOf(code), async (job, token) => this.#take(job, token), {
      connection: link.connection(),
      prefix: PREFIX,
      concurrency: jobs,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      maxStalledCount: STALLED_MAX,
      drainDelay: 1,
      runRetryDelay: RETRY_MS,
    }));
    // A lock that was lost, a connection that is away: what follows of it is told by whoever waits for the chunk.
    worker.on('error', () => {});
    let saidMs = performance.now();
    while (!this.#stop.signal.aborted) {
      await sleep(IDLE_LOOK_MS);
      const nowMs = performance.now();
      if (this.#busy > 0) this.#idleSinceMs = nowMs;
      else if (untilIdleMs !== null && nowMs - this.#idleSinceMs >= untilIdleMs) break;
      if (nowMs - saidMs < HERE_MS || !link.isUp) continue;
      saidMs = nowMs;
      await this.#insist(async () => this.#sayHere());
      if (this.#busy === 0) await this.#sayWhyIdle();
    }
    this.stop();
    await Promise.all(this.#seats.map(async ({ pool, crew }) => Promise.all([pool.close(), crew?.crew.close()])));
    // Where the queue is away there is nobody to give anything back to.
    const limit = AbortSignal.timeout(LEAVE_MS);
    while (this.#busy > 0 && link.isUp && !limit.aborted) await sleep(AGAIN_MS / 10);
    if (link.isUp) await this.#insist(async () => this.#store.sayGone(this.#id), limit);
    link.close();
    void worker.close(true).catch(() => {});
  }

  /** Ends it. */
  stop(): void {
    this.#stop.abort();
    // What is given back would be taken again.
    void this.#worker?.pause(true).catch(() => {});
    for (const { pool, crew } of this.#seats) {
      pool.stop();
      void crew?.crew.close();
    }
  }

  async #sayHere(): Promise<void> {
    const { code, jobs } = this.#options;
    await this.#store.sayHere({ id: this.#id, code, jobs, chunks: this.#chunks });
  }

  async #sayWhyIdle(): Promise<void> {
    const { code, onNote } = this.#options;
    const campaigns = (await this.#insist(async () => this.#store.campaigns())) ?? [];
    const other = campaigns.find((campaign) => campaign.code.built !== code.built || campaign.code.node !== code.node);
    const isOurs = campaigns.some((campaign) => campaign.code.built === code.built && campaign.code.node === code.node);
    const reason =
      other === undefined || isOurs
        ? 'it waits: there is nothing to do'
        : `it waits: campaign ${other.campaign} is for ${showCode(other.code)}, and this machine has ${showCode(code)}`;
    if (reason !== this.#reason) onNote(reason);
    this.#reason = reason;
  }

  /** Makes what a job of the queue asks for. */
  async #take(job: QueueJob, token: string = ''): Promise<void> {
    const chunk = decodeChunk(Buffer.from(String(job.data), 'base64'));
    if (typeof chunk === 'string') throw this.#unusable(`what was taken from the queue is no chunk: ${chunk}`);
    const order = await this.#orderOf(chunk.campaign);
    // Nobody waits for it any more.
    if (order === null) return;
    const isMadeHere = chunk.not === this.#id;
    if (isMadeHere && !(await this.#hasOthers())) {
      const nothing = 'explore' in chunk ? { explore: null } : { results: [], reruns: [], losses: [] };
      await this.#keep(chunk, { by: this.#id, isSkipped: true, ...nothing });
      return;
    }
    const seat = isMadeHere ? undefined : this.#free.pop();
    if (seat === undefined) return this.#giveBack(job, token, AGAIN_MS);
    this.#busy++;
    try {
      const result = await this.#make(chunk, order, seat);
      if (result === null) await this.#giveBack(job, token, 0);
      else await this.#keep(chunk, result);
    } finally {
      this.#busy--;
      this.#free.push(seat);
    }
  }

  /** Makes a chunk; null where it was stopped before it was made. */
  async #make(chunk: AnyChunk, order: AnyOrder, seat: Seat): Promise<AnyResult | null> {
    if ('explore' in chunk) {
      if ('explore' in order) return this.#expand(chunk, order, seat);
    } else if (!('explore' in order)) return this.#run(chunk, order, seat.pool);
    throw this.#unusable('a chunk is of another kind than its campaign');
  }

  async #run({ campaign, jobs }: Chunk, { settings, jobTimeoutMs, hangMs }: Order, pool: Pool): Promise<ChunkResult | null> {
    const outside = jobs.find(({ scenario }) => scenario >= settings.scenarios.length);
    if (outside !== undefined) throw this.#unusable(`a chunk names scenario ${outside.scenario}, and its campaign has no such scenario`);
    const results: Omit<JobResult, 'elapsedMs'>[] = [];
    const reruns: RerunResult[] = [];
    const losses: JobLoss[] = [];
    await pool.run(jobs, {
      settings,
      jobTimeoutMs,
      hangMs,
      onResult: ({ number, result, checkpoints }) => results.push({ number, result, checkpoints }),
      onRerun: (rerun) => reruns.push(rerun),
      onLoss: (loss) => losses.push(loss),
    });
    if (results.length + reruns.length + losses.length < jobs.length || this.#stop.signal.aborted) return null;
    this.#made({ campaign, runs: jobs.length, steps: results.reduce((sum, { result }) => sum + result.steps, 0) });
    return { by: this.#id, isSkipped: false, results, reruns, losses: losses.map(lossToSend) };
  }

  async #expand(chunk: ExploreChunk, { explore, hangMs }: ExploreOrder, seat: Seat): Promise<ExploreResult | null> {
    const { campaign } = chunk;
    let asked = seat.crew;
    if (asked?.campaign !== campaign) {
      await asked?.crew.close();
      const domains = explore.domains.map(readDomain).filter((domain): domain is Domain => !isRefusal(domain));
      const crew = new Crew({ domains, isReduced: explore.isReduced, workers: 1, hangMs, isForgetful: true });
      asked = seat.crew = { campaign, domains, crew };
    }
    const { crew, domains } = asked;
    const { domain } = chunk.explore;
    const batch = batchOf(chunk, domains[domain]);
    if (typeof batch === 'string') throw this.#unusable(`a chunk cannot be explored: ${batch}`);
    const made = await expandOne(crew, domain, batch);
    if (made === null || this.#stop.signal.aborted) return null;
    this.#made({ campaign, runs: 0, steps: made.transitions });
    return { by: this.#id, isSkipped: false, explore: expansionToSend(made) };
  }

  #made(chunk: Parameters<QueueWorkerOptions['onChunk']>[0]): void {
    this.#chunks++;
    this.#options.onChunk(chunk);
  }

  async #keep({ campaign, name }: AnyChunk, result: AnyResult): Promise<void> {
    const bytes = encode(result);
    if (bytes === null) throw this.#unusable('the result of a chunk is too long for the queue');
    await this.#insist(async () => this.#store.keep(campaign, name, bytes));
  }

  /** Null where it is stopped before Redis takes the command. */
  #insist<T>(command: () => Promise<T>, stop: AbortSignal = this.#stop.signal): Promise<T | null> {
    const { link, onNote } = this.#options;
    return insist(command, {
      onWait: (why) => onNote(`the queue at ${link.address.shown} is waited for: ${why}`),
      stop,
    });
  }

  /** What the runs of a campaign share, checked; null where it is over. */
  async #orderOf(campaign: string): Promise<AnyOrder | null> {
    const known = this.#orders.get(campaign);
    if (known !== undefined) return known;
    const order = await this.#store.orderOf(campaign);
    if (order === null) return null;
    if (typeof order === 'string') throw this.#unusable(`the settings of campaign ${campaign} are none: ${order}`);
    const fault = faultOf(order);
    if (fault !== null) throw this.#unusable(`campaign ${campaign} asks for ${fault}`);
    if (this.#orders.size >= ORDERS_MAX) this.#orders.clear();
    this.#orders.set(campaign, order);
    return order;
  }

  /** Whether there is another machine that could make a chunk of ours. */
  async #hasOthers(): Promise<boolean> {
    const { code } = this.#options;
    const machines = await this.#store.machines();
    return machines.some((machine) => machine.id !== this.#id && machine.code.built === code.built && machine.code.node === code.node);
  }

  /** Puts a job back into the queue. Never resolves. */
  async #giveBack(job: QueueJob, token: string, afterMs: number): Promise<never> {
    // A stop does not cut this short: the chunk would be held until its lease is over.
    await this.#insist(async () => job.moveToDelayed(performance.timeOrigin + performance.now() + afterMs, token), NEVER);
    throw new this.#options.link.bullmq.DelayedError();
  }

  /** What no machine can use is tried by none again. */
  #unusable(sentence: string): Error {
    this.#options.onNote(sentence);
    return new this.#options.link.bullmq.UnrecoverableError(sentence);
  }
}

/** What of an order cannot be carried out; null if all can. */
function faultOf(order: AnyOrder): string | null {
  if ('explore' in order) {
    const refused = order.explore.domains.map(readDomain).find((domain) => isRefusal(domain));
    return refused === undefined ? null : `a domain that is none: ${refused.refused}`;
  }
  const names = new Set([...SCENARIOS, ...customScenarios()].map((scenario) => scenario.name));
  const isKnown = ({ name, fileText }: ScenarioRef): boolean =>
    fileText === null ? names.has(name) : !isRefusal(parseScenario(fileText, name));
  const unknown = order.settings.scenarios.find((scenario) => !isKnown(scenario));
  return unknown === undefined ? null : `a scenario that is none: ${unknown.name}`;
}
