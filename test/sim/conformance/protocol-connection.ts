import { formatOp } from '../../../sim/data/ops/op-format.ts';
import type { TrackerOp } from '../../../sim/data/ops/op.ts';
import { ownHello, type Hello } from '../../../sim/subject/foreign/hello.ts';
import type { Answers, TrackerConnection } from '../../../sim/subject/foreign/tracker-connection.ts';
import { Protocol } from '../../../sim/subject/serve/protocol.ts';

/** Our own tracker as one from elsewhere, in this process. `change` may falsify a reply. */
export class ProtocolConnection implements TrackerConnection {
  readonly hello: Hello;
  restarts = 0;
  asked = 0;
  #protocol = new Protocol();
  readonly #change: (reply: string, op: TrackerOp, number: number) => string;

  constructor(change: (reply: string, op: TrackerOp, number: number) => string = (reply) => reply, hello: Partial<Hello> = {}) {
    this.#change = change;
    this.hello = { ...ownHello('1'), ...hello };
  }

  begin(): void {}

  restart(): void {
    this.restarts++;
    this.#protocol = new Protocol();
  }

  submit(ops: readonly TrackerOp[]): () => Answers {
    const replies = ops.map((op) => this.#change(this.#protocol.answer(formatOp(op)) ?? '', op, this.asked++));
    return () => ({ replies, fault: null });
  }

  close(): void {}
}
