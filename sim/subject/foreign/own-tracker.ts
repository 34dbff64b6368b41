import type { TrackerOp } from '../../data/ops/op.ts';
import { packageFacts } from '../../data/project-root.ts';
import { PRODUCTION, type Production } from '../production.ts';
import { TrackerSession } from '../serve/tracker-session.ts';
import { answerAll } from './answer-all.ts';
import { ownHello, type Hello } from './hello.ts';
import type { Answers, TrackerConnection } from './tracker-connection.ts';

/** The tracker of this package, or of other production code, as one that can be asked like one from elsewhere, in this process. */
export class OwnTracker implements TrackerConnection {
  readonly hello: Hello;
  readonly #production: Production;
  #session: TrackerSession;

  /** `is` says whose it is; default that of this package. */
  constructor(production: Production = PRODUCTION, is: Partial<Hello> = {}) {
    this.hello = { ...ownHello(packageFacts()?.version ?? 'unknown'), ...is };
    this.#production = production;
    this.#session = this.#begun();
  }

  begin(): void {
    this.restart();
  }

  restart(): void {
    this.#session = this.#begun();
  }

  submit(ops: readonly TrackerOp[]): () => Answers {
    const answers = answerAll(ops, (op) => this.#session.apply(op).reply);
    return () => answers;
  }

  close(): void {}

  #begun(): TrackerSession {
    return new TrackerSession((options) => new this.#production.Tracker(options), this.#production);
  }
}
