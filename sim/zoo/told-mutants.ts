import { after, before, bug, edit, type Mutant } from './mutant.ts';

const OBSERVER = 'src/observer/observer.js';
const QUEUE = 'src/observer/stall-queue.js';
const METRICS = 'src/observer/metrics.js';

/** Bugs in what events and metrics tell: a field that is another’s, or what an earlier poll left. */
export const TOLD_MUTANTS: readonly Mutant[] = [
  bug('stall-namespace-of-earlier-one', 'a stall without a namespace tells that of an earlier one in its place', [
    edit(QUEUE, 'this.#nsInodes[at] = nsInode;', 'this.#nsInodes[at] = nsInode ?? this.#nsInodes[at];'),
  ]),
  bug('restart-without-namespace', 'the first beat of a new life does not tell its namespace', [
    edit(OBSERVER, 'nsInode: datagram.nsInode,\n        restarted', 'nsInode: restarted ? null : datagram.nsInode,\n        restarted'),
  ]),
  bug('last-nonce-as-double', 'a beat out of order tells the last nonce as a double', [
    edit(
      OBSERVER,
      'lastNonce: this.#view.lastNonce(slot), origin',
      'lastNonce: BigInt.asUintN(64, BigInt(Number(this.#view.lastNonce(slot)))), origin',
    ),
  ]),
  bug('decode-names-next-listener', 'a datagram that is no frame is told of the listener that is asked next', [
    edit(OBSERVER, 'refusal: frame, listener }', 'refusal: frame, listener: this.#loop.nextListener }'),
  ]),
  bug('out-of-order-report-inherited', 'a new pid is taken for one whose beats out of order were told', [
    before(OBSERVER, 'this.#outOfOrderReported[slot] = 0;', 'if (!isNew)'),
  ]),
  bug('stalls-inherited', 'a new pid goes on counting from the stalls of the pid that it evicted', [
    edit(OBSERVER, '            this.#counts.stalls[slot] = 0n;\n', ''),
  ]),
  bug('reads-of-earlier-polls', 'what a poll read is told until another poll reads', [
    edit(OBSERVER, '        this.#reads.length = 0;\n', ''),
    edit(OBSERVER, 'let emptyInARow = 0;', 'let emptyInARow = 0, hasRead = false;'),
    after(
      OBSERVER,
      '            emptyInARow = 0;\n',
      '           if (!hasRead)\n                this.#reads.length = 0;\n            hasRead = true;\n',
    ),
  ]),
  bug('pids-as-signed', 'the metrics name pids of 2^31 and above with a sign', [
    edit(
      METRICS,
      "counter('varta_stalls_total', counts.stalls[slot], ['pid', String(view.pid(slot))])",
      "counter('varta_stalls_total', counts.stalls[slot], ['pid', String(view.pid(slot) | 0)])",
    ),
  ]),
];
