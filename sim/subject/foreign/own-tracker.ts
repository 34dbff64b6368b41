import type { TrackerOp } from '../../data/ops/op.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import { packageFacts } from '../../data/project-root.ts';
import { TrackerSession } from '../serve/tracker-session.ts';
import { ownHello, type Hello } from './hello.ts';
import type { Answers, TrackerConnection } from './tracker-connection.ts';

/** The tracker of this package as one that can be asked like one from elsewhere, in this process. */
export class OwnTracker implements TrackerConnection {
  readonly hello: Hello = ownHello(packageFacts()?.version ?? 'unknown');
  #session = new TrackerSession();

  begin(): void {
    this.restart();
  }

  restart(): void {
    this.#session = new TrackerSession();
  }

  submit(ops: readonly TrackerOp[]): () => Answers {
    const replies = ops.map((op) => formatReplyLine(this.#session.apply(op)));
    return () => ({ replies, fault: null });
  }

  close(): void {}
}
