import { showModelObserver, showModelTracker, type ModelVisitor } from '../oracle/model/index.ts';
import type { TrackerView } from '../../src/internal.ts';
import { TRACKER_COUNTER_NAMES } from '../data/spec/names.ts';
import type { StateVisitor } from '../../src/observer/state-visitor.ts';
import type { Run } from '../run/run.ts';
import type { Op } from '../data/ops/op.ts';
import { highWord, lowWord } from '../data/u64-words.ts';
import type { Domain } from './domain.ts';
import type { Symmetry } from './symmetry.ts';

const FIRST_WORDS = 512;
/** First words of values: they keep apart null, names, and numbers of either sign or any length. */
const NULL = 0xffff_fff0;
const NAMED = 0xffff_ff00;
const LONG = 0xffff_fff1;
/** Counts from here on are one: nothing asks whether something happened twice or three times. */
const COUNT_MANY = 2;

/**
 * The whole state of a run as words: the production code, the model, and what the oracle remembers. Equal words mean: whatever
 * operation comes next, both runs answer alike, are judged alike, and are again in states with equal words. With a symmetry pids
 * and namespaces of one class have the names of their first appearance, and counts are 0, 1 or many.
 */
export class StateWords {
  words = new Uint32Array(FIRST_WORDS);
  length = 0;
  readonly #isReduced: boolean;
  readonly #symmetry: Symmetry | null;
  readonly #datagrams: ReadonlyMap<Op, number>;
  readonly #places = new Map<number, number>();
  readonly #pidNames: Int32Array;
  readonly #namespaceNames: Int32Array;
  /** Upper and lower halves. */
  readonly #namespaceWords: readonly number[];
  /** By class: names that were given. */
  readonly #pidsNamed: Int32Array;
  readonly #namespacesNamed: Int32Array;
  readonly #visitor: ModelVisitor & StateVisitor;

  /** `symmetry` is null for an observer, and for whole states as they are. */
  constructor({ ops }: Domain, isReduced: boolean, symmetry: Symmetry | null) {
    this.#isReduced = isReduced;
    this.#symmetry = symmetry;
    this.#datagrams = new Map(ops.map((op, at) => [op, at]));
    const { pids = [], namespaces = [] } = symmetry ?? {};
    pids.forEach((pid, at) => this.#places.set(pid, at));
    this.#pidNames = new Int32Array(pids.length);
    this.#pidsNamed = new Int32Array(pids.length);
    this.#namespaceNames = new Int32Array(namespaces.length);
    this.#namespacesNamed = new Int32Array(namespaces.length);
    this.#namespaceWords = namespaces.flatMap((ns) => [highWord(ns), lowWord(ns)]);
    this.#visitor = {
      value: (value) => this.#value(value),
      count: (count) => this.#count(Number(count)),
      pid: (pid) => (pid === null ? this.#word(NULL) : this.#pid(pid)),
    };
  }

  /** Takes the words of the state in which `run` is, begun by start number `start`. O(capacity + datagrams that wait). */
  take(run: Run, start: number): void {
    this.length = 0;
    this.#pidNames.fill(-1);
    this.#pidsNamed.fill(0);
    this.#namespaceNames.fill(-1);
    this.#namespacesNamed.fill(0);
    this.#word(start);
    const { trackerView, observerView, listeners } = run.subject;
    if (trackerView === null) return;
    this.#takeTracker(trackerView);
    this.#takeOracle(run);
    const { tracker = null, observer = null } = run.modelCheck ?? {};
    if (tracker !== null) showModelTracker(tracker, this.#visitor);
    if (observerView === null) return;
    observerView.show(this.#visitor);
    if (observer !== null) showModelObserver(observer, this.#visitor);
    for (const listener of listeners) {
      this.#word(listener.waiting);
      if (listener.waiting > 0) for (const datagram of listener.queue()) this.#word(this.#datagrams.get(datagram) ?? NULL);
    }
  }

  #takeTracker(view: TrackerView): void {
    const { length, cells } = view;
    this.#word(length);
    this.#word(view.cursor);
    this.#word(view.stallCount);
    this.#word(view.indexSize);
    for (let slot = 0; slot < length; slot++) {
      this.#pid(view.pid(slot));
      this.#word(view.flags(slot));
      this.#word(view.lastNonceHigh(slot));
      this.#word(view.lastNonceLow(slot));
      this.#word(view.lastBeatHigh(slot));
      this.#word(view.lastBeatLow(slot));
      this.#namespace(view.nsInodeHigh(slot), view.nsInodeLow(slot));
      this.#word(view.generationHigh(slot));
      this.#word(view.generationLow(slot));
    }
    for (let cell = 0; cell < cells; cell++) {
      // Also the pid in a cell that is not live: a lookup that takes it for live would find it.
      this.#pid(view.cellPid(cell));
      this.#word(view.cellSlot(cell));
      this.#word(view.cellReach(cell));
      this.#word(view.cellPasses(cell));
    }
    for (let at = 0; at < TRACKER_COUNTER_NAMES.length; at++) this.#count(view.counterLow(at));
    const { lastEvictedPid } = view;
    if (lastEvictedPid === null) this.#word(NULL);
    else this.#pid(lastEvictedPid);
  }

  /** What the oracle remembers beside copies of what the production code is now. */
  #takeOracle({ facts, subject }: Run): void {
    if (facts === null) return;
    const { shadow, evictedUnsurfaced, readsBefore } = facts;
    for (let slot = 0; slot < shadow.length; slot++) this.#word(shadow.surfaced[slot]);
    if (subject.observer === null) return;
    this.#word(readsBefore);
    for (const pid of [...evictedUnsurfaced].sort((a, b) => a - b)) this.#word(pid);
    this.#word(NULL);
  }

  #word(word: number): void {
    if (this.length === this.words.length) {
      const words = new Uint32Array(2 * this.length);
      words.set(this.words);
      this.words = words;
    }
    this.words[this.length++] = word;
  }

  #value(value: number | bigint | null): void {
    if (value === null) {
      this.#word(NULL);
    } else if (typeof value === 'number') {
      this.#word(LONG);
      this.#word(value);
      this.#word(Math.floor(value / 2 ** 32));
    } else {
      this.#word(LONG);
      this.#word(lowWord(value));
      this.#word(highWord(value));
    }
  }

  #count(count: number): void {
    this.#word(this.#isReduced && count > COUNT_MANY ? COUNT_MANY : count);
  }

  #pid(pid: number): void {
    const at = this.#places.get(pid);
    const isNamed = at !== undefined && this.#symmetry !== null;
    this.#word(isNamed ? NAMED : 0);
    this.#word(isNamed ? nameOf(at, this.#pidNames, this.#symmetry.pidClasses, this.#pidsNamed) : pid);
  }

  #namespace(high: number, low: number): void {
    const words = this.#namespaceWords;
    let at = words.length / 2 - 1;
    while (at >= 0 && (words[2 * at] !== high || words[2 * at + 1] !== low)) at--;
    const isNamed = at >= 0 && this.#symmetry !== null;
    this.#word(isNamed ? NAMED : high);
    this.#word(isNamed ? nameOf(at, this.#namespaceNames, this.#symmetry.namespaceClasses, this.#namespacesNamed) : low);
  }
}

/** The name of a value: its class, and how many of that class appeared before it. */
function nameOf(at: number, names: Int32Array, classes: readonly number[], named: Int32Array): number {
  if (names[at] < 0) names[at] = classes[at] * 256 + named[classes[at]]++;
  return names[at];
}
