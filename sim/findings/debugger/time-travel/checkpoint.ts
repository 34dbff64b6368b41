import type { ModelCheck } from '../../../oracle/model-check.ts';
import type { Subject } from '../../../subject/subject.ts';
import type { Epoch } from './epoch.ts';
import { Execution, type Queues } from './execution.ts';

/** The state after some operation, kept so that later ones can be carried out from there. */
export class Checkpoint {
  readonly #kept: Execution;
  readonly #epoch: Epoch | null;
  readonly #counts: readonly number[];
  readonly #waiting: readonly number[];
  readonly #modelWaiting: readonly number[];

  /** Copies the state; `epoch` is null before the first tracker. O(capacity). */
  constructor(subject: Subject, modelCheck: ModelCheck, epoch: Epoch | null) {
    this.#epoch = epoch;
    this.#counts = epoch?.counts ?? [];
    this.#waiting = subject.listeners.map(({ waiting }) => waiting);
    this.#modelWaiting = subject.listeners.map((_, listener) => modelCheck.observer?.waiting(listener) ?? 0);
    const none: Queues = this.#counts.map(() => []);
    this.#kept = new Execution(subject, modelCheck).copy(epoch?.start ?? null, none, none);
  }

  /** An execution that goes on from here; the checkpoint stays as it is. O(capacity + datagrams waiting). */
  resume(): Execution {
    const epoch = this.#epoch;
    if (epoch === null) return new Execution();
    return this.#kept.copy(epoch.start, epoch.queues(this.#counts, this.#waiting), epoch.queues(this.#counts, this.#modelWaiting));
  }
}
