import { InfrastructureError } from '../data/infrastructure-error.ts';
import { formatOp } from '../data/ops/op-format.ts';
import { findingOf, type AbnormalExit } from '../process/abnormal-exit.ts';
import { Child } from '../process/child.ts';
import { plantedHeapMb } from '../subject/production-under-test.ts';
import { opsOf } from './domain.ts';
import type { Batch, Expansion } from './expander.ts';
import type { Workforce } from './search.ts';
import type { DomainBatch, WorkerSettings, WorkerTasks } from './worker.ts';

/** How the workers of a crew are run. */
export interface CrewOptions extends WorkerSettings {
  readonly workers: number;
  /** Time without a sign of life after which an operation hangs, milliseconds. */
  readonly hangMs: number;
}

type Worker = Child<WorkerTasks>;

const WORKER_URL = new URL('./worker.js', import.meta.url);

/** Has batches expanded by worker processes. One that ends in the middle is a finding of the operation that it was about. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #seats: (Worker | null)[];
  #isStopped = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.workers }, () => null);
  }

  /**
   * The crew as the workforce for one of the domains. Its `run` rejects with an {@link InfrastructureError} if workers cannot be
   * started.
   */
  for(domain: number): Workforce {
    return { run: async (batches, onExpansion) => this.#run(domain, batches, onExpansion) };
  }

  async #run(domain: number, batches: Iterator<Batch>, onExpansion: (expansion: Expansion) => boolean | Promise<boolean>): Promise<void> {
    // What comes early waits for those before it: a worker never holds back a successor that another delivered later.
    const waiting = new Map<number, Expansion>();
    let first = true;
    let next = 0;
    let isOver = false;
    let delivery = Promise.resolve();
    const deliver = async (): Promise<void> => {
      for (let expansion = waiting.get(next); expansion !== undefined && !isOver; expansion = waiting.get(next)) {
        waiting.delete(next++);
        isOver = !(await onExpansion(expansion));
      }
    };
    await Promise.all(
      this.#seats.map(async (_, seat) => {
        for (;;) {
          const taken = isOver || this.#isStopped ? null : batches.next();
          if (taken === null || taken.done === true) return;
          const batch = taken.value;
          if (first) next = batch.number;
          first = false;
          const expansion = await this.#expand(seat, { domain, batch });
          if (expansion === null) return;
          waiting.set(batch.number, expansion);
          delivery = delivery.then(deliver);
          await delivery;
        }
      }),
    );
  }

  /** Ends all workers where they are, and resolves when they are gone. */
  async close(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#seats.map(async (worker) => worker?.kill()));
  }

  /** Null if the crew was closed. */
  async #expand(seat: number, batch: DomainBatch): Promise<Expansion | null> {
    const worker = (this.#seats[seat] ??= await this.#start());
    const outcome = await worker.ask('expand', batch, { hangMs: this.#options.hangMs });
    if (outcome === null) return null;
    if ('answer' in outcome) return outcome.answer;
    this.#seats[seat] = null;
    return this.#locate(batch, outcome.exit);
  }

  async #start(): Promise<Worker> {
    const worker: Worker = new Child<WorkerTasks>(WORKER_URL, { heapMb: plantedHeapMb() });
    const { domains, isReduced, isForgetful = false, hangMs } = this.#options;
    const outcome = await worker.ask('settings', { domains, isReduced, isForgetful }, { hangMs });
    if (outcome !== null && 'answer' in outcome) return worker;
    throw new InfrastructureError(`no worker can be started: ${outcome === null ? 'it was ended' : outcome.exit.got}`);
  }

  /** Expands a batch that ended its process once more, every operation told: the last one is to blame. */
  async #locate(task: DomainBatch, exit: AbnormalExit): Promise<Expansion | null> {
    const worker = await this.#start();
    let at: readonly [number, number] = [-1, -1];
    worker.onLine((kind, [from, op]) => {
      if (kind === 'op') at = [Number(from), Number(op)];
    });
    const outcome = await worker.ask('trace', task, { hangMs: this.#options.hangMs });
    await worker.kill();
    if (outcome === null) return null;
    const [from, op] = at;
    if ('answer' in outcome || from < 0) throw new InfrastructureError(`a worker ended, and did not do so again: ${exit.got}`);
    const { pathLength, paths } = task.batch;
    const path = [...paths.subarray(from * pathLength, (from + 1) * pathLength), op];
    const finding = findingOf(outcome.exit, opsOf(this.#options.domains[task.domain], path).map(formatOp));
    return {
      number: task.batch.number,
      transitions: 0,
      prints: new Uint32Array(0),
      from: new Uint32Array(0),
      ops: new Uint16Array(0),
      findings: [{ from, op, finding }],
    };
  }
}
