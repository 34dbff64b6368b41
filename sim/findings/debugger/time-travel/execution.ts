import { describeThrown } from '../../../data/describe-thrown.ts';
import { formatReplyLine } from '../../../data/ops/reply-format.ts';
import type { Difference } from '../../../oracle/difference.ts';
import { ModelCheck } from '../../../oracle/model-check.ts';
import { copyModelObserverAlone } from '../../../oracle/model/index.ts';
import type { DatagramOp, Exchange, NewOp, ObserverOp, Op } from '../../../data/ops/op.ts';
import { copiersOf, PRODUCTION, type Copiers, type Production } from '../../../subject/production.ts';
import { Subject } from '../../../subject/subject.ts';

/** The operation that started a tracker or an observer. */
export type StartOp = NewOp | ObserverOp;

/** The datagrams that wait at each listener. */
export type Queues = readonly (readonly DatagramOp[])[];

/** The production code and the model, without judges: carries operations out, and can be copied. */
export class Execution {
  readonly subject: Subject;
  readonly modelCheck: ModelCheck;
  /** How the model's reply to the last operation differs; null if it is the same. */
  difference: Difference | null = null;

  readonly #production: Production;

  constructor(production: Production = PRODUCTION, subject: Subject = new Subject(production), modelCheck: ModelCheck = new ModelCheck()) {
    this.#production = production;
    this.subject = subject;
    this.modelCheck = modelCheck;
  }

  /** Carries out one operation on both. What the production code throws comes back as an Error of this harness. */
  run(op: Op): Exchange | Error {
    let exchange: Exchange;
    try {
      exchange = this.subject.apply(op);
    } catch (error) {
      const expected = formatReplyLine(this.modelCheck.answer(op));
      this.difference = { rule: 'reply', reason: 'the production code threw', expected, got: 'nothing: the production code threw' };
      return new Error(describeThrown(error));
    }
    this.difference = this.modelCheck.apply(exchange);
    return exchange;
  }

  /**
   * Another execution in the same state, with these datagrams waiting. `start` is what started the present tracker or
   * observer, null before there was one. Throws what copying the production code throws. O(capacity + datagrams).
   */
  copy(start: StartOp | null, waiting: Queues, modelWaiting: Queues): Execution {
    const copy = new Execution(this.#production);
    if (start === null) return copy;
    copy.subject.apply(start);
    copy.modelCheck.answer(start);
    copySubject(this.subject, copy.subject, waiting, (copiersOf(this.#production) ?? copiersOf(PRODUCTION)) as Copiers);
    copyModelCheck(this.modelCheck, copy.modelCheck, modelWaiting);
    return copy;
  }
}

function copySubject(from: Subject, to: Subject, waiting: Queues, { copyTracker, copyObserver }: Copiers): void {
  if (from.observer !== null && to.observer !== null) copyObserver(from.observer, to.observer);
  else if (from.tracker !== null && to.tracker !== null) copyTracker(from.tracker, to.tracker);
  to.listeners.forEach((listener, number) => {
    listener.readTotal = from.listeners[number].readTotal;
    for (const datagram of waiting[number]) listener.deliver(datagram);
  });
}

function copyModelCheck(from: ModelCheck, to: ModelCheck, waiting: Queues): void {
  const { observer } = to;
  if (from.observer === null || observer === null) {
    if (from.tracker !== null) to.tracker?.copyFrom(from.tracker);
    return;
  }
  copyModelObserverAlone(from.observer, observer);
  waiting.forEach((datagrams, listener) => {
    for (const datagram of datagrams) observer.deliver(listener, datagram);
  });
}
