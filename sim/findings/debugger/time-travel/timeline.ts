import { DEFAULT_CAPACITY, MAX_CAPACITY } from '../../../data/spec/limits.ts';
import type { Exchange, Op } from '../../../data/ops/op.ts';
import type { Trace } from '../../../data/trace/parse-trace.ts';
import type { Finding } from '../../../oracle/finding.ts';
import type { Difference } from '../../../oracle/difference.ts';
import { Follower, LOCK_STEP, type ComparedReply } from '../../../run/follower.ts';
import type { Run } from '../../../run/run.ts';
import { type ReplayOptions, replayTrace } from '../../replay/replay-trace.ts';
import { Checkpoint, Epoch } from './checkpoint.ts';
import { describeThrown } from '../../../data/describe-thrown.ts';
import { PRODUCTION, type Production } from '../../../subject/production.ts';
import type { TrackerConnection } from '../../../subject/foreign/tracker-connection.ts';
import { auditViews } from '../../../subject/view-audit.ts';
import { Execution } from './execution.ts';
import { type LedgerState, readModel, readState, type State } from './state.ts';
import { StepIndex, StepWatch } from './step-index.ts';

/** At most this many states are kept, however long the trace, */
const CHECKPOINTS_MAX = 1000;

/** and at most this many slots in all of them: some 250 MB. */
const SLOTS_MAX = 200 * 4096;

/** Fewer operations than this from one kept state to the next would save no time that anybody notices. */
const INTERVAL_MIN = 500;

/** How to lay out a timeline. */
export interface TimelineOptions {
  /** How closely the one pass over the trace is judged. Default `cheap`. */
  readonly check?: ReplayOptions['check'];
  /** Operations from one checkpoint to the next; by default so many that their states fit into memory. */
  readonly interval?: number;
  /** Hears of each rule that the pass asks; default nobody, which costs nothing. */
  readonly premises?: ReplayOptions['premises'];
  /** Called now and then with the operations carried out so far. */
  readonly progress?: (done: number) => void;
  /** Called after each operation of the pass, `step` counted from 0; it changes nothing. */
  readonly after?: (run: Run, step: number) => void;
  /** The code under test; default that of `src`. */
  readonly production?: Production;
  /** A tracker from elsewhere that follows the pass; default none. */
  readonly tracker?: TrackerConnection | null;
}

/** One step with what was before and after it. */
export interface Step {
  /** Counted from 0. */
  readonly step: number;
  readonly op: Op;
  /** The operation with its reply; an Error where the production code threw. */
  readonly outcome: Exchange | Error;
  /** What was before the step; null while there was no tracker. */
  readonly before: State | null;
  readonly after: State | null;
  readonly model: LedgerState | null;
  /** Where the model's reply is another; null if it is the same. */
  readonly difference: Difference | null;
  /** Why the state of the production code cannot be shown, before or after the step; null if it can. */
  readonly fault: string | null;
  /** Pids that the step was about. */
  readonly pids: readonly number[];
  /** What a tracker from elsewhere was asked in this step, with its replies; null where none follows. */
  readonly replies: readonly ComparedReply[] | null;
}

/**
 * Any step of a trace, in any order: the state comes from the checkpoint before it and from the operations since. One
 * pass over the trace makes the checkpoints; it ends with the trace, at the first finding, or where the trace makes no sense.
 */
export class Timeline {
  readonly trace: Trace;
  readonly index: StepIndex;
  /** The first violation in the pass; null if there is none. */
  readonly finding: Finding | null;
  /** Why the trace cannot be run to its end, and on which line; null if it can. */
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
  /** The rolling digest at the end of the pass. */
  readonly digest: string;
  /** Namespaces in the order in which they appear. */
  readonly namespaces: ReadonlySet<bigint>;
  readonly #interval: number;
  /** Null where the state could not be copied. */
  readonly #checkpoints: (Checkpoint | null)[] = [];
  readonly #production: Production;
  /** By step; null where no tracker follows. */
  readonly #replies: Map<number, ComparedReply[]> | null;
  #live: Execution;
  /** The last step that the live execution carried out. */
  #liveStep = -1;
  #shown: Step | null = null;

  /** Makes the pass. O(trace). */
  constructor(trace: Trace, options: TimelineOptions = {}) {
    const { steps } = trace;
    this.trace = trace;
    this.#production = options.production ?? PRODUCTION;
    this.#live = new Execution(this.#production);
    this.#interval = options.interval ?? Math.max(INTERVAL_MIN, Math.ceil(steps.length / checkpointsFor(trace)));
    this.index = new StepIndex(steps.length);
    const { tracker = null } = options;
    const replies = tracker === null ? null : new Map<number, ComparedReply[]>();
    this.#replies = replies;
    const note = (_rule: string, reply: ComparedReply): void => {
      const of = replies?.get(reply.step);
      if (of === undefined) replies?.set(reply.step, [reply]);
      else of.push(reply);
    };
    const follower = tracker === null ? null : new Follower(tracker, LOCK_STEP, note);
    const namespaces = new Set<bigint>();
    const watch = new StepWatch();
    let epoch: Epoch | null = null;
    const after = (run: Run, step: number): void => {
      const { op } = steps[step];
      if ('ns' in op && typeof op.ns === 'bigint' && op.op !== 'observer') namespaces.add(op.ns);
      if (op.op === 'new' || op.op === 'observer') epoch = new Epoch(op);
      else if (op.op === 'datagram') epoch?.deliver(op);
      // Where the production code fails when it is looked at, the step is about nothing that is known.
      attempt(() => watch.see(op, run.exchange, run.subject));
      this.index.add(watch.categories, watch.pids);
      options.after?.(run, step);
      if ((step + 1) % this.#interval !== 0) return;
      const { modelCheck, subject } = run;
      // A socket cannot be copied: what follows it is carried out from the last checkpoint before it.
      if (modelCheck !== null) {
        const mayCopy = subject.udpListeners.length === 0;
        this.#checkpoints.push(mayCopy ? attempt(() => new Checkpoint(this.#production, subject, modelCheck, epoch)) : null);
      }
      options.progress?.(step + 1);
    };
    const { run, finding, misplaced } = replayTrace(trace, {
      check: options.check ?? 'cheap',
      premises: options.premises,
      after,
      production: this.#production,
      follower,
    });
    this.finding = finding;
    this.misplaced = misplaced;
    this.digest = run.digest;
    this.namespaces = namespaces;
  }

  /** Steps that can be shown: 0 to one less than this. */
  get length(): number {
    return this.index.length;
  }

  /** A step, 0 to `length` − 1. O(interval + capacity), and O(capacity) for the step after the last one asked for. */
  at(step: number): Step {
    if (this.#shown?.step === step) return this.#shown;
    const isNext = this.#shown?.step === step - 1 && this.#liveStep === step - 1;
    if (!isNext) this.#goTo(step - 1);
    const before = isNext && this.#shown !== null ? this.#shown : this.#look();
    const { op } = this.trace.steps[step];
    const outcome = this.#live.run(op);
    this.#liveStep = step;
    this.#shown = {
      step,
      op,
      outcome,
      before: before.after,
      ...this.#look(before.fault),
      model: readModel(this.#live.modelCheck),
      difference: this.#live.difference,
      pids: [...this.index.pidsOf(step)],
      replies: this.#replies === null ? null : (this.#replies.get(step) ?? []),
    };
    return this.#shown;
  }

  /** The state now, or why it cannot be shown. */
  #look(known: string | null = null): Pick<Step, 'after' | 'fault'> {
    const { subject } = this.#live;
    try {
      const fault = known ?? auditViews(subject);
      return { after: fault === null ? readState(subject) : null, fault };
    } catch (error) {
      return { after: null, fault: `the state threw ${describeThrown(error)}` };
    }
  }

  /** Goes on from the checkpoint of this number, or from the last one before it that can be copied. */
  #resume(passed: number): void {
    for (let number = passed; number > 0; number--) {
      const kept = this.#checkpoints[number - 1] ?? null;
      const live = kept === null ? null : attempt(() => kept.resume());
      if (live === null) continue;
      this.#live = live;
      this.#liveStep = number * this.#interval - 1;
      return;
    }
    this.#live = new Execution(this.#production);
    this.#liveStep = -1;
  }

  #goTo(step: number): void {
    const passed = Math.floor((step + 1) / this.#interval);
    if (this.#liveStep > step || this.#liveStep < passed * this.#interval - 1) this.#resume(passed);
    while (this.#liveStep < step) this.#live.run(this.trace.steps[++this.#liveStep].op);
  }
}

/** What work gives; null where it throws, as production code may that is only looked at. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** How many states of the largest table that a trace starts fit into memory. O(trace). */
function checkpointsFor({ steps }: Trace): number {
  const capacity = steps.reduce((most, { op }) => Math.max(most, op.op === 'new' || op.op === 'observer' ? slotsOf(op) : 0), 1);
  return Math.min(CHECKPOINTS_MAX, Math.floor(SLOTS_MAX / capacity));
}

function slotsOf({ capacity = DEFAULT_CAPACITY }: { readonly capacity?: number }): number {
  return Math.min(Math.max(capacity, 1), MAX_CAPACITY);
}
