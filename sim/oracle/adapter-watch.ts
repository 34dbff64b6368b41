import type { SocketReply } from '../data/ops/adapter-ops.ts';
import type { DatagramOp, Exchange } from '../data/ops/op.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from './goals.ts';

/** More than is kept of a datagram. */
const LONG_BYTES = 34;
const NEEDS_ESCAPE = /[\\\n"]/;

const CLOSED: SocketReply = { port: null, sockets: 0, waiting: 0, dropped: 0, errors: 0, granted: null, kernel_dropped: null };

/** Counts which goals the adapters of `src/node` reached. Raises no finding. */
export class AdapterWatch {
  readonly #goals: GoalCounts;
  /** What was seen of each listener last, and which have been open before. */
  #last: SocketReply[] = [];
  readonly #opened = new Set<number>();

  constructor(goals: GoalCounts) {
    this.#goals = goals;
  }

  /** A new tracker or observer starts. */
  start(): void {
    this.#last = [];
    // To clear an empty one makes it anew.
    if (this.#opened.size > 0) this.#opened.clear();
  }

  /** Looks at a datagram for a UDP listener. */
  datagram({ bytes, listener }: DatagramOp): void {
    if (bytes.length >= LONG_BYTES && this.#lastOf(listener).port !== null) this.#goals.hit(GOAL['datagram-cut']);
  }

  /** Looks at what happened to a listener. */
  socket({ op, reply }: Exchange<'socket'>): void {
    const goals = this.#goals;
    const { listener, event } = op;
    const last = this.#lastOf(listener);
    this.#last[listener] = reply;
    if (last.port === null && reply.port !== null) {
      goals.hit(GOAL['socket-bound']);
      if (this.#opened.has(listener)) goals.hit(GOAL['socket-reopened']);
      this.#opened.add(listener);
      if (reply.granted === null) goals.hit(GOAL['buffer-untold']);
    }
    if (event === 'failed' && last.sockets > reply.sockets) goals.hit(GOAL['socket-bind-failed']);
    if (event === 'close' && last.sockets > reply.sockets && reply.waiting > 0) goals.hit(GOAL['closed-with-waiting']);
    if (event === 'stale' && this.#opened.has(listener)) goals.hit(GOAL['socket-called-late']);
    if (reply.errors > last.errors) goals.hit(GOAL['socket-error']);
    if (reply.dropped > last.dropped) goals.hit(GOAL['ring-overflowed']);
    if ((reply.kernel_dropped ?? 0) > (last.kernel_dropped ?? 0)) goals.hit(GOAL['kernel-dropped']);
  }

  /** Looks at a sample that was written as text. */
  exposition({ op, reply }: Exchange<'exposition'>): void {
    if (reply === null) this.#goals.hit(GOAL['text-refused']);
    else if (op.label !== null && NEEDS_ESCAPE.test(op.text)) this.#goals.hit(GOAL['text-escaped']);
  }

  #lastOf(listener: number): SocketReply {
    return this.#last[listener] ?? CLOSED;
  }
}
