import { OUTCOMES, type ObserverEvent } from '../../../../src/index.ts';
import type { Exchange, Op } from '../../../data/ops/op.ts';
import type { Subject } from '../../../subject/subject.ts';
import { framePid } from '../../../data/ops/frame-edit.ts';
import { MARKS } from './step-index.ts';

const FIRST_TAKEN = OUTCOMES.indexOf('inserted');
const LAST_TAKEN = OUTCOMES.indexOf('refreshed');

/** Says what each step was about: looks at the reply and at what it did to the table. Sees every step, in order. */
export class StepWatch {
  /** Sum of MARKS of the last step. */
  marks = 0;
  /** Pids of the last step, each once. */
  readonly pids = new Set<number>();
  #evictions = 0;

  /** Takes the next step, just carried out; `exchange` is null where the production code threw. O(pids). */
  see(op: Op, exchange: Exchange | null, subject: Subject): void {
    this.marks = 0;
    this.pids.clear();
    if (exchange === null) this.marks |= MARKS.event;
    else this.#seeReply(exchange);
    this.#seeOp(op, subject);
    const view = subject.trackerView;
    const evictions = view?.counterLow(0) ?? 0;
    if (evictions > this.#evictions && (op.op === 'record' || op.op === 'poll')) {
      this.marks |= MARKS.eviction;
      if (view !== null && view.lastEvictedPid !== null) this.pids.add(view.lastEvictedPid);
    }
    this.#evictions = evictions;
  }

  #seeOp(op: Op, subject: Subject): void {
    switch (op.op) {
      case 'record':
      case 'get':
        this.pids.add(op.pid);
        return;
      case 'datagram':
        this.#addPid(framePid(op.bytes));
        return;
      case 'poll':
        this.#seeReads(subject);
        return;
      default:
    }
  }

  #seeReply(exchange: Exchange): void {
    switch (exchange.kind) {
      case 'record':
        if (exchange.reply !== 'refreshed') this.marks |= MARKS.event;
        if (exchange.reply !== 'refreshed' && exchange.reply !== 'inserted') this.marks |= MARKS.refusal;
        return;
      case 'drain':
        if (exchange.reply.length > 0) this.marks |= MARKS.event | MARKS.stall;
        for (const { pid } of exchange.reply) this.pids.add(pid);
        return;
      case 'decode':
        if (typeof exchange.reply === 'string') this.marks |= MARKS.refusal;
        return;
      case 'poll':
        this.#seeEvent(exchange.reply);
        return;
      default:
    }
  }

  #seeEvent(event: ObserverEvent | null): void {
    if (event === null) return;
    this.marks |= MARKS.event;
    if ('pid' in event) this.pids.add(event.pid);
    if (event.kind === 'stall') this.marks |= MARKS.stall;
  }

  #seeReads({ listeners, observerView }: Subject): void {
    for (let listener = 0; listener < listeners.length; listener++) {
      const { lastRead } = listeners[listener];
      if (lastRead === null) continue;
      const code = observerView?.lastOutcomeCode(listener) ?? -1;
      if (code < FIRST_TAKEN || code > LAST_TAKEN) this.marks |= MARKS.refusal;
      this.#addPid(framePid(lastRead.bytes));
    }
  }

  #addPid(pid: number | null): void {
    if (pid !== null) this.pids.add(pid);
  }
}
