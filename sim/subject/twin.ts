import type { Clock, Datagram, Listener, Observer, Tracker } from '../../src/index.ts';
import { tabulate } from '../data/tabulate.ts';
import { trackerOptions } from '../data/ops/observer-options.ts';
import type { NewOp, ObserverOp, Op } from '../data/ops/op.ts';
import { observerOptionsFor, type Copiers, type Openers, type Production } from './production.ts';
import type { ReadDatagram } from './subject-listener.ts';
import { applyToTracker } from './tracker-operations.ts';

/** What a twin is made of. */
export interface TwinParts {
  readonly production: Production;
  readonly copiers: Copiers;
  /** What its original was started with. */
  readonly op: NewOp | ObserverOp;
  readonly clock: Clock;
}

/** Hands the twin what the original has read. */
class TwinListener implements Listener {
  readonly waiting: ReadDatagram[] = [];

  receive(): Datagram | null {
    const op = this.waiting.shift()?.op;
    if (op === undefined) return null;
    return { bytes: op.bytes, origin: op.origin, peerPid: op.peer, nsInode: op.ns, generation: op.generation ?? null };
  }
}

/** A tracker or observer that does what another one, its original, has done, with what that has read. Nobody sees what it replies. */
export class Twin {
  readonly driven: Tracker | Observer;
  readonly #copiers: Copiers;
  readonly #listeners: readonly TwinListener[];

  /** As its original was when it was started. O(capacity). */
  constructor({ production, copiers, op, clock }: TwinParts) {
    this.#copiers = copiers;
    this.#listeners = op.op === 'new' ? [] : tabulate(op.listeners, () => new TwinListener());
    this.driven =
      op.op === 'new'
        ? new production.Tracker(trackerOptions(op))
        : new production.Observer(observerOptionsFor(production, op), clock, this.#listeners);
  }

  /** Becomes what `source` is, which `open` opens: of the same code, maybe of another load of it. O(capacity). */
  copyFrom(source: Tracker | Observer, open: Openers): void {
    for (const { waiting } of this.#listeners) waiting.splice(0);
    if ('record' in source) this.#copiers.copyTracker(source, this.driven as Tracker, open.trackerInternals);
    else this.#copiers.copyObserver(source, this.driven as Observer, open);
  }

  /** Does what the original has done. `reads` is what that has read. */
  follow(op: Op, reads: readonly ReadDatagram[]): void {
    const { driven } = this;
    if ('record' in driven) {
      if (op.op === 'record' || op.op === 'drain' || op.op === 'take' || op.op === 'get') applyToTracker(driven, op);
    } else if (op.op === 'poll') {
      for (const read of reads) this.#listeners[read.listener].waiting.push(read);
      driven.poll();
    } else if (op.op === 'metrics') driven.metrics();
  }
}
