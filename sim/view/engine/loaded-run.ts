import { showTime } from '../../data/duration.ts';
import type { Op } from '../../data/ops/op.ts';
import { formatOp } from '../../data/ops/op-format.ts';
import type { Trace, TraceStep } from '../../data/trace/parse-trace.ts';
import type { TraceFinding, TraceHeader } from '../../data/trace/trace-header.ts';
import { ViewBuilder, type View } from '../../findings/debugger/screen/view.ts';
import { startWalk } from '../../findings/debugger/screen/walker.ts';
import { disagreements, type Disagreement } from '../../findings/debugger/time-travel/state.ts';
import { Timeline, type Step } from '../../findings/debugger/time-travel/timeline.ts';
import { signatureOf, type Finding } from '../../oracle/finding.ts';
import type { CheckLevel } from '../../oracle/oracle.ts';
import { modelMix } from '../../oracle/model/index.ts';
import type { Run } from '../../run/run.ts';
import type { WorldLog, LoggedDatagram } from '../../world/world-log.ts';
import { Axis, risingTimes } from '../picture/axis.ts';
import { AskedRules, type RuleVerdict } from './asked-rules.ts';
import type { Explainable, Reason } from './reasons.ts';
import { sourceOf, type ScenarioSource } from './scenario-source.ts';
import { NOT_TAKEN, StepColumns, type ColumnData } from './step-columns.ts';
import { eventText, isFault } from './world-words.ts';
import { lowerBound } from '../../data/lower-bound.ts';

/** What the page tells of a run. */
export interface RunFacts extends Pick<TraceHeader, 'name' | 'why' | 'scenario' | 'seed' | 'commit' | 'digest'> {
  /** Steps that can be shown. */
  readonly length: number;
  readonly operations: number;
  /** The digest that the trace names; empty for none. */
  readonly recordedDigest: string;
  readonly finding: Finding | null;
  readonly recordedFinding: TraceFinding | null;
  readonly check: CheckLevel;
  readonly misplaced: { readonly line: number; readonly reason: string } | null;
  readonly listeners: number;
  /** The scenario that made the operations, as far as this page has it; null for none. */
  readonly source: ScenarioSource | null;
  /** Whether that made them in this page; a trace has them otherwise. */
  readonly isMadeHere: boolean;
  /** What happened in the world beside datagrams, at steps. */
  readonly events: readonly { readonly step: number; readonly text: string }[];
}

/** Everything about one step. */
export interface StepFactsShown
  extends Pick<Step, 'step' | 'before' | 'after' | 'model' | 'fault' | 'pids'>, Pick<View, 'sentence' | 'opJson' | 'replyJson'> {
  readonly nowNs: number;
  readonly thresholdNs: bigint | null;
  readonly differences: readonly Disagreement[];
  readonly rules: readonly RuleVerdict[];
  /** The home cell of each pid that the step is about. */
  readonly homes: readonly number[];
  /** By listener, the step at which each datagram that waits arrived. */
  readonly waitingSteps: readonly (readonly number[])[];
  /** Datagrams that are under way or have just met their fate, where a world made the run. */
  readonly network: readonly LoggedDatagram[] | null;
}

// More judged steps than this are judged as in a campaign, unless that does not show what the trace names.
const FULL_STEPS_MAX = 3000;
const NETWORK_SHOWN = 200;
const THRESHOLD_STEPS = 1000;

/** By step, what a world noted of the datagram that arrived there. */
type Sendings = ReadonlyMap<number, LoggedDatagram>;

/** What a world tells of a run that it made. */
interface WorldMade {
  readonly source: ScenarioSource;
  readonly log: WorldLog;
  readonly sent: Sendings;
  readonly finding: Finding | null;
}

/** One run, ready to be looked at from every side. */
export class LoadedRun implements Explainable {
  readonly trace: Trace;
  readonly facts: RunFacts;
  readonly columns: ColumnData;
  readonly length: number;
  readonly #timeline: Timeline;
  readonly #builder: ViewBuilder;
  readonly #rules: AskedRules;
  readonly #log: WorldLog | null;
  /** What the world noted of the datagram that arrived at a step. */
  readonly #sent: Sendings;
  /** By listener, the steps of the datagrams that it took. */
  readonly #taken: number[][] = [];
  readonly #flagged: StepColumns['flagged'];
  /** The steps that started a tracker or an observer. */
  readonly #starts: number[] = [];

  /** Makes the pass over the run. O(trace). */
  constructor(trace: Trace, made: WorldMade | null, progress: (done: number) => void) {
    const { log = null, sent = new Map() as Sendings, finding: world = null, source = sourceOf(trace.header) } = made ?? {};
    this.trace = trace;
    this.#log = log;
    this.#sent = sent;
    const { header, steps } = trace;
    const { name, why, scenario, seed, commit, finding: named, digest: recordedDigest } = header;
    const first: CheckLevel = steps.length <= FULL_STEPS_MAX ? 'full' : 'cheap';
    let judged = pass(trace, first, progress);
    const misses = named !== null && (judged.timeline.finding === null || signatureOf(judged.timeline.finding) !== signatureOf(named));
    if (misses) {
      const other = pass(trace, first === 'full' ? 'cheap' : 'full', progress);
      if (other.timeline.finding !== null && signatureOf(other.timeline.finding) === signatureOf(named)) judged = other;
    }
    const { timeline, columns, rules } = judged;
    this.#flagged = columns.flagged;
    this.#rules = rules;
    this.#timeline = timeline;
    const finding = timeline.finding ?? world;
    if (finding !== null) columns.mark(Math.min(finding.step, timeline.length - 1), 'violation');
    const axis = new Axis('time', risingTimes(columns.data.timesNs));
    const events = (log?.events ?? []).map((event) => ({ step: axis.stepAt(event.atNs), text: eventText(event) }));
    for (const [at, { step }] of events.entries()) if (isFault(log?.events[at])) columns.mark(step, 'world');
    for (const { attacker, fate, fateNs } of log?.datagrams ?? [])
      if (attacker !== null && fate !== 'lost' && fate !== 'link-cut') columns.mark(axis.stepAt(fateNs), 'attack');
    this.columns = columns.data;
    this.length = timeline.length;
    this.#builder = new ViewBuilder(timeline, '');
    this.#note();
    this.facts = {
      name,
      why,
      scenario,
      seed,
      commit,
      length: timeline.length,
      operations: steps.length,
      digest: timeline.digest,
      recordedDigest,
      finding,
      recordedFinding: named,
      check: judged.check,
      misplaced: timeline.misplaced,
      listeners: this.columns.waiting.length,
      source,
      isMadeHere: made !== null,
      events,
    };
  }

  #note(): void {
    for (let at = 0; at < this.length; at++) {
      const { op } = this.trace.steps[at];
      if (op.op === 'observer' || op.op === 'new') this.#starts.push(at);
      else if (op.op === 'datagram' && this.readBy[at] !== NOT_TAKEN) (this.#taken[op.listener] ??= []).push(at);
    }
  }

  get bits(): Uint32Array {
    return this.columns.bits;
  }

  get slots(): Int32Array {
    return this.columns.slots;
  }

  touches(step: number, slot: number): boolean {
    return this.columns.slots[step] === slot || this.#flagged.get(step)?.includes(slot) === true;
  }

  get readBy(): Int32Array {
    return this.columns.readBy;
  }

  kindOf(step: number): string {
    return this.trace.steps[step].op.op;
  }

  pidsOf(step: number): Uint32Array {
    return this.#timeline.index.pidsOf(step);
  }

  /** The operation in words, without what came of it. O(1). */
  opSentence(step: number): string {
    return this.#builder.announce(this.trace.steps[step].op);
  }

  /** The operation in words, with what came of it. As {@link at}. */
  sentence(step: number): string {
    return this.#builder.build(startWalk(step)).sentence;
  }

  wayOf(step: number): Reason[] {
    const one = this.#sent.get(step);
    if (one === undefined) return this.#log === null ? [{ text: 'who sent it, and when, a trace does not keep', step: null }] : [];
    const by = one.attacker === null ? `agent ${one.pid}` : `attacker ${one.attacker} as pid ${one.pid}`;
    const sentAt = new Axis('time', risingTimes(this.columns.timesNs)).stepAt(one.sentNs);
    const delay = showTime(BigInt(Math.max(0, one.arrivalNs - one.sentNs)));
    const faults = one.faults.map((fault) => `, ${fault.replaceAll('-', ' ')}`).join('');
    return [
      {
        text: `${by} sent ${one.isCopy ? 'what the link made this copy of' : 'it'} at ${showTime(BigInt(one.sentNs))}, which is here`,
        step: Math.min(sentAt, step),
      },
      { text: `it was ${delay} under way over link ${one.link}${faults}`, step: null },
    ];
  }

  /** A step from all sides. O(interval + capacity). */
  at(step: number): StepFactsShown {
    const view = this.#builder.build(startWalk(step));
    const { before, after, model, fault, pids, difference, op } = view.step;
    const found = fault === null ? disagreements(after, model) : [];
    if (difference !== null) found.unshift({ what: 'reply', model: difference.expected, got: difference.got });
    const { finding } = this.facts;
    const violated = finding !== null && finding.step === step ? finding.rule : null;
    const cells = after?.cellSlots.length ?? 1;
    const nowNs = this.columns.timesNs[step];
    return {
      step,
      sentence: view.sentence,
      opJson: view.opJson,
      replyJson: view.replyJson,
      nowNs,
      thresholdNs: this.#thresholdAt(step, op),
      before,
      after,
      model,
      fault,
      pids,
      differences: found,
      rules: this.#rules.verdicts(step, violated),
      homes: pids.map((pid) => modelMix(pid) & (cells - 1)),
      waitingSteps: (after?.queues ?? []).map((queue, listener) => this.#arrivals(step, listener, queue.length)),
      network: this.#log === null ? null : this.#network(nowNs),
    };
  }

  /** The steps at which the datagrams arrived that wait at a listener after `step`, oldest first. */
  #arrivals(step: number, listener: number, waiting: number): number[] {
    const all = this.#taken[listener] ?? [];
    const end = lowerBound(all, (arrived) => arrived <= step);
    return all.slice(Math.max(0, end - waiting), end);
  }

  #thresholdAt(step: number, op: Op): bigint | null {
    if ('threshold' in op && typeof op.threshold === 'bigint') return op.threshold;
    const start = this.trace.steps[this.#starts.findLast((at) => at <= step) ?? 0].op;
    if (start.op === 'observer') return start.threshold;
    // A tracker of its own is told its threshold by what it is asked, often.
    for (let at = step; at >= Math.max(0, step - THRESHOLD_STEPS); at--) {
      const earlier = this.trace.steps[at].op;
      if (earlier.op === 'drain' || earlier.op === 'record') return earlier.threshold;
    }
    return null;
  }

  #network(nowNs: number): LoggedDatagram[] {
    const all = this.#log?.datagrams ?? [];
    const near: LoggedDatagram[] = [];
    for (let at = all.length - 1; at >= 0 && near.length < NETWORK_SHOWN; at--) {
      const one = all[at];
      if (one.sentNs <= nowNs && (one.fateNs >= nowNs || one.arrivalNs >= nowNs || one.fate === 'in-flight')) near.push(one);
      else if (one.sentNs <= nowNs && near.length < 12) near.push(one);
      else if (one.sentNs < nowNs - 60e9) break;
    }
    return near;
  }
}

function pass(
  trace: Trace,
  check: CheckLevel,
  progress: (done: number) => void,
): { timeline: Timeline; columns: StepColumns; rules: AskedRules; check: CheckLevel } {
  const { steps } = trace;
  const columns = new StepColumns(steps.length);
  const rules = new AskedRules(steps.length);
  const after = (run: Run, step: number): void => {
    columns.see(steps[step].op, run);
    rules.next();
  };
  const timeline = new Timeline(trace, { check, progress, premises: rules, after });
  return { timeline, columns, rules, check };
}

/** The operations as lines of a trace. */
export function linesOf(steps: readonly TraceStep[], from: number, to: number): string {
  return steps
    .slice(from, to + 1)
    .map(({ op }) => `${formatOp(op)}\n`)
    .join('');
}
