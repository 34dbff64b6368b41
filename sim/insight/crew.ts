import { InfrastructureError } from '../data/infrastructure-error.ts';
import { Child } from '../process/child.ts';
import { plantedHeapMb } from '../subject/production-under-test.ts';
import type { FailingRun, TailEnd } from './tail.ts';
import type { InsightTasks, TailsTask } from './worker.ts';

const WORKER_URL = new URL('./worker.js', import.meta.url);
/** Tails that a worker makes before it answers. */
const TAILS_AT_ONCE = 4;

/** How the workers of a crew are run. */
export interface CrewOptions {
  readonly workers: number;
  /** Time without a sign of life after which a tail hangs, milliseconds. */
  readonly hangMs: number;
}

/** It was closed while it was at work. */
export class ClosedError extends Error {}

type Worker = Child<InsightTasks>;
type Answer<K extends keyof InsightTasks> = Awaited<ReturnType<InsightTasks[K]>>;

/** Worker processes that make the tails of one run. What they answer depends on nothing but what they are asked. */
export class Crew {
  readonly #run: FailingRun;
  readonly #options: CrewOptions;
  readonly #seats: (Worker | null)[];
  #signature = '';
  #isClosed = false;

  constructor(run: FailingRun, options: CrewOptions) {
    this.#run = run;
    this.#options = options;
    this.#seats = Array.from({ length: options.workers }, () => null);
  }

  /** Sets the failure that is looked for. */
  async lookFor(signature: string): Promise<void> {
    this.#signature = signature;
    await Promise.all(this.#seats.map(async (worker, seat) => (worker === null ? null : this.#ask(seat, 'settings', this.#settings()))));
  }

  /** Has one worker do something that cannot be shared. Rejects where its process ends instead, or with a {@link ClosedError}. */
  async ask<K extends Exclude<keyof InsightTasks, 'settings'>>(kind: K, task: Parameters<InsightTasks[K]>[0]): Promise<Answer<K>> {
    const outcome = await this.#ask(0, kind, task);
    if ('answer' in outcome) return outcome.answer;
    throw new InfrastructureError(`a worker ended: ${outcome.exit.got}`);
  }

  /** Ends of the tails of each task, in order. A tail that ends its process has another failure. To be called one at a time. */
  async tails(tasks: readonly TailsTask[]): Promise<TailEnd[][]> {
    const parts = tasks.flatMap(({ kept, from, to }, task) => {
      const firsts = Array.from({ length: Math.ceil((to - from) / TAILS_AT_ONCE) }, (_, part) => from + part * TAILS_AT_ONCE);
      return firsts.map((first) => ({ task, part: { kept, from: first, to: Math.min(to, first + TAILS_AT_ONCE) } }));
    });
    const ends: TailEnd[][] = tasks.map(() => []);
    let next = 0;
    const work = async (seat: number): Promise<void> => {
      while (next < parts.length) {
        const { task, part } = parts[next++];
        const some = await this.#some(seat, part);
        some.forEach((end, at) => (ends[task][part.from - tasks[task].from + at] = end));
      }
    };
    await Promise.all(this.#seats.map(async (_, seat) => work(seat)));
    return ends;
  }

  /** Ends all workers where they are, and resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#seats.map(async (worker) => worker?.kill()));
  }

  async #some(seat: number, task: TailsTask): Promise<TailEnd[]> {
    const outcome = await this.#ask(seat, 'tails', task);
    if ('answer' in outcome) return outcome.answer;
    const { kept, from, to } = task;
    if (to - from === 1) return [{ end: 'other', step: 0 }];
    // One of them ended the process: each alone, to know which.
    const ends: TailEnd[] = [];
    for (let number = from; number < to; number++) ends.push(...(await this.#some(seat, { kept, from: number, to: number + 1 })));
    return ends;
  }

  async #ask<K extends keyof InsightTasks>(
    seat: number,
    kind: K,
    task: Parameters<InsightTasks[K]>[0],
  ): Promise<{ answer: Answer<K> } | { exit: { got: string } }> {
    if (this.#isClosed) throw new ClosedError();
    const worker = (this.#seats[seat] ??= await this.#start());
    const outcome = await worker.ask(kind, task, { hangMs: this.#options.hangMs });
    if (outcome === null) throw new ClosedError();
    if ('exit' in outcome) this.#seats[seat] = null;
    return outcome;
  }

  #settings(): Parameters<InsightTasks['settings']>[0] {
    return { run: this.#run, signature: this.#signature };
  }

  async #start(): Promise<Worker> {
    const worker: Worker = new Child<InsightTasks>(WORKER_URL, { heapMb: plantedHeapMb() });
    const outcome = await worker.ask('settings', this.#settings(), { hangMs: this.#options.hangMs });
    if (outcome !== null && 'answer' in outcome) return worker;
    throw new InfrastructureError(`no worker can be started: ${outcome === null ? 'it was ended' : outcome.exit.got}`);
  }
}
