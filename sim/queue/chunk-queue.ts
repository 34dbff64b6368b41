import type { Queue, QueueEvents, Worker } from 'bullmq';
import { CampaignStore, type Announcement } from './campaign-store.ts';
import { jobIdOf } from './chunks.ts';
import { queueNameOf } from './code-name.ts';
import { insist, PREFIX, type QueueLink } from './queue-link.ts';
import { encode, type AnyChunk, type AnyOrder, type AnyResult, type DifferentRun } from './wire.ts';

/** Of so many chunks one is made by a second machine too, the first among them. */
const AGAIN_EVERY = 12;
/** Chunks that are in the queue at a time at least; for each that machines can make side by side there are some more. */
const UNDER_WAY_MIN = 64;
const UNDER_WAY_PER_SEAT = 3;
/** Time between two looks for results where nobody says that there are any, and at everything else, milliseconds. */
const LOOK_MS = 250;
const SWEEP_MS = 2000;
/** Time between two looks whether machines still hold their chunks, milliseconds. */
const STALLED_LOOK_MS = 5000;
/** Times that a chunk may be taken from machines that were lost with it. */
export const STALLED_MAX = 2;
/** Times that a machine may fail to make a chunk. */
const ATTEMPTS = 3;

/** What people are told of a campaign on many machines. */
export interface QueueState {
  readonly machines: number;
  /** Chunks that are in the queue or in work. */
  readonly underWay: number;
  readonly chunksDone: number;
  /** Chunks that a second machine has made too, and those for which there was none. */
  readonly madeTwice: number;
  readonly notMadeTwice: number;
}

/** How a campaign goes over a queue. */
export interface QueueOptions {
  readonly link: QueueLink;
  readonly announcement: Announcement;
  /** Worker processes here, for chunks that no machine could make. */
  readonly workers: number;
  /** Told in a sentence what people should know: what is made here, which machines disagree, what Redis lacks. */
  readonly onNote: (sentence: string) => void;
  /** Told when there was no queue for so long that it is given up. */
  readonly onGivenUp: () => void;
  /** How long there may be no queue, milliseconds. */
  readonly patienceMs: number;
}

/** What is done with the chunks of a campaign. */
export interface ChunkWork<Chunk extends AnyChunk, Result extends AnyResult> {
  /** What all chunks share. */
  readonly order: AnyOrder;
  /** Whether more may be laid out now. */
  readonly isReady: () => boolean;
  /** What a chunk is, in a few words. */
  readonly words: (chunk: Chunk) => string;
  /** Reads a result; the reason, as the end of a sentence, if it is none. */
  readonly read: (bytes: Buffer) => Result | string;
  /** Why a result is not that of a chunk; null if it is. */
  readonly fault: (result: Result, chunk: Chunk) => string | null;
  /** Takes a result. */
  readonly take: (chunk: Chunk, result: Result) => void | Promise<void>;
  /** Whether a chunk must be made here, and whether a second machine may make it too. */
  readonly isForHere: (chunk: Chunk) => boolean;
  readonly mayBeAgain: (chunk: Chunk) => boolean;
  readonly makeHere: (chunk: Chunk) => Promise<void>;
  /** In what two results of one chunk differ, and who is told. */
  readonly differences: (first: Result, second: Result) => DifferentRun[];
  readonly onDifferent: (number: number) => void;
}

/** A chunk that is under way. */
interface UnderWay<Chunk, Result> {
  readonly chunk: Chunk;
  /** The first result, where this is the second. */
  readonly first: Result | null;
}

/**
 * Has chunks made by machines that take them from a queue. Results are kept in Redis until the campaign is over, so that whoever runs
 * the same campaign next takes up where this one was. What no machine could make is made here.
 */
export class ChunkQueue<Chunk extends AnyChunk, Result extends AnyResult> {
  readonly #options: QueueOptions;
  readonly #store: CampaignStore;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  /** Takes no chunks: it looks whether those of other machines are still worked at, also where the last machine is gone. */
  readonly #overseer: Worker;
  readonly #underWay = new Map<string, UnderWay<Chunk, Result>>();
  /** Chunks that failed on every machine. */
  readonly #failed = new Set<string>();
  readonly #stop = new AbortController();
  #isOver = false;
  #isOverseen = false;
  #wake: () => void = () => {};
  #chunksDone = 0;
  #madeTwice = 0;
  #notMadeTwice = 0;
  #machines = 0;
  #seats = 0;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #upMs = performance.now();

  constructor(options: QueueOptions) {
    this.#options = options;
    const { link, announcement } = options;
    this.#store = new CampaignStore(link.redis);
    const { Queue: QueueOf, QueueEvents: EventsOf, Worker: WorkerOf } = link.bullmq;
    const name = queueNameOf(announcement.code);
    this.#queue = new QueueOf(name, { connection: link.connection(), prefix: PREFIX });
    this.#events = new EventsOf(name, { connection: link.connection(), prefix: PREFIX });
    this.#overseer = new WorkerOf(name, undefined, {
      connection: link.connection(),
      prefix: PREFIX,
      autorun: false,
      stalledInterval: STALLED_LOOK_MS,
      maxStalledCount: STALLED_MAX,
    });
    this.#overseer.on('error', () => {});
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
    this.#events.on('completed', () => this.#wake());
    // Also those of other campaigns fail.
    this.#events.on('failed', ({ jobId }) => {
      if (jobId.startsWith(announcement.campaign)) this.#failed.add(jobId);
      this.#wake();
    });
  }

  /** How far it is. */
  get state(): QueueState {
    return {
      machines: this.#machines,
      underWay: this.#underWay.size,
      chunksDone: this.#chunksDone,
      madeTwice: this.#madeTwice,
      notMadeTwice: this.#notMadeTwice,
    };
  }

  /** Has all chunks made; resolves when each has a result, or after {@link stop}. */
  async run(chunks: Iterator<Chunk>, work: ChunkWork<Chunk, Result>): Promise<void> {
    const watch = setInterval(() => this.#watchConnection(), LOOK_MS);
    try {
      await this.#insist(async () => this.#store.announce(this.#options.announcement, work.order));
      if (!this.#isOverseen) await this.#insist(async () => this.#overseer.startStalledCheckTimer());
      this.#isOverseen = true;
      this.#isOver = false;
      for (let isAtEnd = false; !this.#isStopped;) {
        const most = Math.max(UNDER_WAY_MIN, UNDER_WAY_PER_SEAT * this.#seats);
        while (!isAtEnd && !this.#isStopped && this.#underWay.size < most && work.isReady()) {
          const next = chunks.next();
          if (next.done === true) isAtEnd = true;
          else await this.#layOut(next.value, null, work);
        }
        if (isAtEnd && this.#underWay.size === 0) break;
        await this.#pause();
        await this.#insist(async () => this.#look(work));
      }
      this.#isOver = !this.#isStopped;
    } finally {
      clearInterval(watch);
    }
  }

  /** Ends it; what is under way stays in the queue. */
  stop(): void {
    this.#stop.abort();
    this.#wake();
  }

  /** Lets go of the queue; of a campaign that came to its end nothing is left there. */
  async close(): Promise<void> {
    this.stop();
    const { link, announcement } = this.#options;
    if (this.#isOver && link.isUp) await this.#store.forget(announcement.campaign).catch(() => {});
    link.close();
    // Their connections are closed: there is nothing that they could still say.
    void Promise.allSettled([this.#queue.close(), this.#events.close(), this.#overseer.close()]);
  }

  async #layOut(chunk: Chunk, first: Result | null, work: ChunkWork<Chunk, Result>): Promise<void> {
    this.#underWay.set(chunk.name, { chunk, first });
    if (work.isForHere(chunk)) {
      this.#failed.add(jobIdOf(chunk));
      return;
    }
    const known = await this.#insist(async () => this.#store.results(chunk.campaign, [chunk.name]));
    // A coordinator before this one has it from a machine.
    if (known === null || known[0] !== null) return;
    await this.#add(chunk);
  }

  async #add(chunk: Chunk): Promise<void> {
    const bytes = encode(chunk);
    if (bytes === null) {
      this.#failed.add(jobIdOf(chunk));
      return;
    }
    await this.#insist(async () =>
      this.#queue.add('chunk', bytes.toString('base64'), {
        jobId: jobIdOf(chunk),
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: 500 },
        removeOnComplete: true,
        removeOnFail: false,
      }),
    );
  }

  /** Takes the results that are there, and now and then looks whether anything is lost. */
  async #look(work: ChunkWork<Chunk, Result>): Promise<void> {
    await this.#takeAll(work);
    const nowMs = performance.now();
    if (nowMs - this.#sweptMs < SWEEP_MS) return;
    this.#sweptMs = nowMs;
    const machines = await this.#store.machines();
    const { code, campaign } = this.#options.announcement;
    const ours = machines.filter((machine) => machine.code.built === code.built && machine.code.node === code.node);
    this.#machines = ours.length;
    this.#seats = ours.reduce((sum, { jobs }) => sum + jobs, 0);
    await this.#store.announce(this.#options.announcement, work.order);
    if (await this.#store.isDraining(campaign)) {
      this.#options.onNote('somebody asked for an end (queue drain)');
      this.#options.onGivenUp();
      return;
    }
    await this.#layOutLost();
    await this.#takeLate(work);
  }

  async #takeAll(work: ChunkWork<Chunk, Result>): Promise<void> {
    const names = [...this.#underWay.keys()];
    const results = await this.#store.results(this.#options.announcement.campaign, names);
    for (const [at, bytes] of results.entries()) {
      const { chunk, first } = this.#underWay.get(names[at]) as UnderWay<Chunk, Result>;
      if (bytes !== null) await this.#takeBytes(bytes, chunk, first, work);
      else if (this.#failed.delete(jobIdOf(chunk))) await this.#makeHere(chunk, first, 'no machine could make it', work);
      if (this.#isStopped) return;
    }
  }

  async #takeBytes(bytes: Buffer, chunk: Chunk, first: Result | null, work: ChunkWork<Chunk, Result>): Promise<void> {
    const result = work.read(bytes);
    const fault =
      typeof result === 'string' ? result : result.isSkipped && first === null ? 'it leaves the chunk out' : work.fault(result, chunk);
    if (typeof result === 'string' || fault !== null) {
      await this.#store.discard(chunk.campaign, chunk.name);
      await this.#makeHere(chunk, first, `what a machine sent is no result of it: ${fault}`, work);
      return;
    }
    this.#underWay.delete(chunk.name);
    this.#failed.delete(jobIdOf(chunk));
    if (first !== null) {
      if (result.isSkipped) this.#notMadeTwice++;
      else this.#madeTwice++;
      this.#compare(first, result, work);
      return;
    }
    await work.take(chunk, result);
    if (work.mayBeAgain(chunk) && this.#chunksDone++ % AGAIN_EVERY === 0 && !this.#isStopped)
      await this.#layOut({ ...chunk, name: `${chunk.name}-again`, not: result.by }, result, work);
  }

  /** The same made twice must be the same. */
  #compare(first: Result, second: Result, work: ChunkWork<Chunk, Result>): void {
    for (const { number, run } of work.differences(first, second)) {
      this.#options.onNote(`${run} came to different results on the machines ${first.by} and ${second.by}`);
      work.onDifferent(number);
    }
  }

  /** Results that came a second time: from machines that were taken for lost. */
  async #takeLate(work: ChunkWork<Chunk, Result>): Promise<void> {
    const { campaign } = this.#options.announcement;
    for (let late = await this.#store.takeLate(campaign); late !== null; late = await this.#store.takeLate(campaign)) {
      const [bytes] = await this.#store.results(campaign, [late.chunk]);
      if (bytes === null) continue;
      const [first, second] = [work.read(bytes), work.read(late.result)];
      if (typeof first !== 'string' && typeof second !== 'string') this.#compare(first, second, work);
    }
  }

  /** Lays out again what the queue does not know any more: Redis may have lost it. */
  async #layOutLost(): Promise<void> {
    for (const { chunk } of this.#underWay.values()) {
      const state = await this.#queue.getJobState(jobIdOf(chunk));
      if (state === 'failed') this.#failed.add(jobIdOf(chunk));
      else if (state === 'unknown' && (await this.#store.results(chunk.campaign, [chunk.name]))[0] === null) await this.#add(chunk);
    }
  }

  async #makeHere(chunk: Chunk, first: Result | null, why: string, work: ChunkWork<Chunk, Result>): Promise<void> {
    this.#underWay.delete(chunk.name);
    await this.#queue.remove(jobIdOf(chunk)).catch(() => {});
    if (first !== null) {
      this.#notMadeTwice++;
      return;
    }
    this.#options.onNote(`a chunk of ${work.words(chunk)} is made here: ${why}`);
    this.#chunksDone++;
    await work.makeHere(chunk);
  }

  /** Waits until somebody says that there is a result, for a quarter of a second at most. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Gives up when there has been no queue for too long. */
  #watchConnection(): void {
    const { link, patienceMs, onNote, onGivenUp } = this.#options;
    const nowMs = performance.now();
    if (link.isUp) this.#upMs = nowMs;
    if (nowMs - this.#upMs <= patienceMs || this.#isStopped) return;
    onNote(`there has been no queue at ${link.address.shown} for ${Math.round(patienceMs / 1000)} s`);
    onGivenUp();
  }

  #insist<T>(command: () => Promise<T>): Promise<T | null> {
    const { link, onNote } = this.#options;
    return insist(command, {
      onWait: (why) => onNote(`the queue at ${link.address.shown} is waited for: ${why}`),
      stop: this.#stop.signal,
    });
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }
}
