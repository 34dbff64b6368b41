import { OUTCOMES, type ObserverEvent } from '../../../../src/index.ts';
import type { DrainedStall, Op, Reply } from '../../../data/ops/op.ts';
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

  /** Takes the next step, just carried out. O(pids). */
  see(op: Op, reply: Reply, subject: Subject): void {
    this.marks = 0;
    this.pids.clear();
    this.#about(op, reply, subject);
    const view = subject.trackerView;
    const evictions = view?.counterLow(0) ?? 0;
    if (evictions > this.#evictions && (op.op === 'record' || op.op === 'poll')) {
      this.marks |= MARKS.eviction;
      if (view !== null && view.lastEvictedPid !== null) this.pids.add(view.lastEvictedPid);
    }
    this.#evictions = evictions;
  }

  #about(op: Op, reply: Reply, subject: Subject): void {
    switch (op.op) {
      case 'record':
        this.pids.add(op.pid);
        if (reply !== 'refreshed') this.marks |= MARKS.event;
        if (reply !== 'refreshed' && reply !== 'inserted') this.marks |= MARKS.refusal;
        return;
      case 'get':
        this.pids.add(op.pid);
        return;
      case 'datagram':
        this.#addPid(framePid(op.bytes));
        return;
      case 'drain':
        if (!Array.isArray(reply) || reply.length === 0) return;
        this.marks |= MARKS.event | MARKS.stall;
        for (const { pid } of reply as readonly DrainedStall[]) this.pids.add(pid);
        return;
      case 'decode':
        if (typeof reply === 'string') this.marks |= MARKS.refusal;
        return;
      case 'poll':
        this.#poll(reply as ObserverEvent | null, subject);
        return;
      default:
    }
  }

  #poll(event: ObserverEvent | null, subject: Subject): void {
    if (event !== null) {
      this.marks |= MARKS.event;
      if ('pid' in event) this.pids.add(event.pid);
      if (event.kind === 'stall') this.marks |= MARKS.stall;
    }
    const { listeners, observerView } = subject;
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
