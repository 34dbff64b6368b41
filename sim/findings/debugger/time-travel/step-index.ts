import { OUTCOMES, TRACKER_COUNTER } from '../../../data/spec/names.ts';
import type { ObserverEvent } from '../../../../src/index.ts';
import type { Exchange, Op } from '../../../data/ops/op.ts';
import type { Subject } from '../../../subject/subject.ts';
import { actorOf, framePid } from '../../../data/ops/frame-pid.ts';
import { lowerBound } from '../../../data/lower-bound.ts';

/** What can be jumped to, as bits of one byte. */
export const STEP_CATEGORIES = { event: 1, refusal: 2, eviction: 4, stall: 8 } as const;

/** See {@link STEP_CATEGORIES}. */
export type StepCategory = keyof typeof STEP_CATEGORIES;

const NONE = -1;

/** What each step was about, in a few bytes: the categories, and the pids it touched. */
export class StepIndex {
  readonly #categories: Uint8Array;
  /** Where the pids of each step begin in the list of all. */
  readonly #starts: Uint32Array;
  #pids = new Uint32Array(1024);
  #length = 0;

  /** For up to `steps` steps. */
  constructor(steps: number) {
    this.#categories = new Uint8Array(steps);
    this.#starts = new Uint32Array(steps + 1);
  }

  /** Steps added so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds the next step; `categories` is a sum of {@link STEP_CATEGORIES}. O(pids) on average. */
  add(categories: number, pids: Iterable<number>): void {
    this.#categories[this.#length] = categories;
    let end = this.#starts[this.#length];
    for (const pid of pids) {
      if (end === this.#pids.length) {
        const wider = new Uint32Array(2 * end);
        wider.set(this.#pids);
        this.#pids = wider;
      }
      this.#pids[end++] = pid;
    }
    this.#starts[++this.#length] = end;
  }

  /** Whether a step belongs to a category. O(1). */
  has(step: number, category: StepCategory): boolean {
    return (this.#categories[step] & STEP_CATEGORIES[category]) !== 0;
  }

  /** The pids that a step was about, each once. */
  pidsOf(step: number): Uint32Array {
    return this.#pids.subarray(this.#starts[step], this.#starts[step + 1]);
  }

  /** The first step after `step` in the category; −1 if there is none. O(steps). */
  next(category: StepCategory, step: number): number {
    for (let at = step + 1; at < this.#length; at++) if (this.has(at, category)) return at;
    return NONE;
  }

  /** The last step before `step` in the category; −1 if there is none. O(steps). */
  previous(category: StepCategory, step: number): number {
    for (let at = step - 1; at >= 0; at--) if (this.has(at, category)) return at;
    return NONE;
  }

  /** The first step after `step` that is about `pid`; −1 if there is none. O(pids of all steps). */
  nextAbout(pid: number, step: number): number {
    const at = this.#pids.subarray(0, this.#starts[this.#length]).indexOf(pid, this.#starts[Math.min(step + 1, this.#length)]);
    return at < 0 ? NONE : this.#stepAt(at);
  }

  /** The step to which the pid at this index of the list belongs. O(log steps). */
  #stepAt(at: number): number {
    return lowerBound(this.#starts.subarray(0, this.#length), (start) => start <= at) - 1;
  }
}

const FIRST_TAKEN = OUTCOMES.indexOf('inserted');
const LAST_TAKEN = OUTCOMES.indexOf('refreshed');

/** Finds out what each step was about, from the reply and from what it did to the table. Must see every step, in order. */
export class StepWatch {
  /** Sum of STEP_CATEGORIES of the last step. */
  categories = 0;
  /** Pids of the last step, each once. */
  readonly pids = new Set<number>();
  #evictions = 0;

  /** Takes the next step, just carried out; `exchange` is null where the production code threw. O(pids). */
  see(op: Op, exchange: Exchange | null, subject: Subject): void {
    this.categories = 0;
    this.pids.clear();
    if (exchange === null) this.categories |= STEP_CATEGORIES.event;
    else this.#seeReply(exchange);
    this.#seeOp(op, subject);
    const view = subject.trackerView;
    const evictions = view?.counterLow(TRACKER_COUNTER.evictions) ?? 0;
    if (evictions > this.#evictions && (op.op === 'record' || op.op === 'poll')) {
      this.categories |= STEP_CATEGORIES.eviction;
      if (view !== null && view.lastEvictedPid !== null) this.pids.add(view.lastEvictedPid);
    }
    this.#evictions = evictions;
  }

  #seeOp(op: Op, subject: Subject): void {
    this.#addPid(actorOf(op));
    if (op.op === 'poll') this.#seeReads(subject);
  }

  #seeReply(exchange: Exchange): void {
    switch (exchange.kind) {
      case 'record':
        if (exchange.reply !== 'refreshed') this.categories |= STEP_CATEGORIES.event;
        if (exchange.reply !== 'refreshed' && exchange.reply !== 'inserted') this.categories |= STEP_CATEGORIES.refusal;
        return;
      case 'drain':
        if (exchange.reply.length > 0) this.categories |= STEP_CATEGORIES.event | STEP_CATEGORIES.stall;
        for (const { pid } of exchange.reply) this.pids.add(pid);
        return;
      case 'decode':
        if (typeof exchange.reply === 'string') this.categories |= STEP_CATEGORIES.refusal;
        return;
      case 'poll':
        this.#seeEvent(exchange.reply);
        return;
      default:
    }
  }

  #seeEvent(event: ObserverEvent | null): void {
    if (event === null) return;
    this.categories |= STEP_CATEGORIES.event;
    if ('pid' in event) this.pids.add(event.pid);
    if (event.kind === 'stall') this.categories |= STEP_CATEGORIES.stall;
  }

  #seeReads({ reads, observerView }: Subject): void {
    for (const [at, { op }] of reads.entries()) {
      const code = observerView?.readOutcomeCode(at) ?? -1;
      if (code < FIRST_TAKEN || code > LAST_TAKEN) this.categories |= STEP_CATEGORIES.refusal;
      this.#addPid(framePid(op.bytes));
    }
  }

  #addPid(pid: number | null): void {
    if (pid !== null) this.pids.add(pid);
  }
}
