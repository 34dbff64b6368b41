import type { Posted, RequestKind, Requests } from '../engine/messages.ts';

/** Why the worker has no answer. */
class RefusedError extends Error {}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly progress: (done: number) => void;
}

/** The worker that carries runs out: questions in, answers out, in order. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  /** Starts it from its script. */
  constructor(script: string) {
    this.#worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Posted>) => this.#take(data));
    this.#worker.addEventListener('error', (event) => {
      for (const { reject } of this.#waiting.values()) reject(new RefusedError(`the worker of this page ended: ${event.message}`));
      this.#waiting.clear();
    });
  }

  /** Asks; rejects with {@link RefusedError} where there is no answer. */
  async ask<K extends RequestKind>(
    kind: K,
    ask: Requests[K]['ask'],
    progress: (done: number) => void = () => {},
  ): Promise<Requests[K]['answer']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, progress });
      this.#worker.postMessage({ id, kind, ask });
    });
  }

  #take(posted: Posted): void {
    const waiting = this.#waiting.get(posted.id);
    if (waiting === undefined) return;
    if ('done' in posted) {
      waiting.progress(posted.done);
      return;
    }
    this.#waiting.delete(posted.id);
    if ('refused' in posted) waiting.reject(new RefusedError(posted.refused));
    else waiting.resolve(posted.answer);
  }
}
