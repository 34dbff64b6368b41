import type { Objection } from './violation.ts';
import type { Judge } from './finding.ts';
import { CLOCK_JUMP_NS, OUTCOMES, UPDATES, type ObserverEvent, type TrackerView, type Update } from '../../src/index.ts';
import type { DrainedStall, Op, PollOp, RecordOp, Reply, SettledOp } from '../data/ops/op.ts';
import type { Subject } from '../subject/subject.ts';
import { highWord, lowWord } from '../data/u64-words.ts';
import { BEAT_RULES, beatRulesHold } from './beat-rules.ts';
import type { Rule, StepFacts } from './facts.ts';
import { GoalWatch } from './goal-watch.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from './goals.ts';
import { LIVENESS_RULES } from './liveness-rules.ts';
import { CONSERVATION_RULES, conservationRulesHold, POLL_RULES, pollRulesHold } from './observer-rules.ts';
import { PanelFacts } from './fact-collector.ts';
import { peekFrame } from './peek-frame.ts';
import { REFUSAL_RULES, refusalRulesHold } from './refusal-rules.ts';
import { SCAN_RULES } from './scan-rules.ts';
import { STALL_RULES, wasQuietDrain } from './stall-rules.ts';
import { COPY_RULES, copyRulesHold, COUNTER_RULES, counterRulesHold, STATE_RULES, stateRulesHold } from './state-rules.ts';
import { Twin } from './model-check.ts';
import { heard, objectionOf } from './model-violation.ts';

/** How much is judged: `cheap` scans whole tables after evictions and drains, `full` after every step. */
export type CheckLevel = 'cheap' | 'full';

/** Who sits on a panel. */
export interface PanelOptions {
  readonly check: CheckLevel;
  /** Names of rules that are left out: `model` for the whole comparison with the model. For ablation studies. */
  readonly without?: ReadonlySet<string>;
}

const FIRST_UPDATE = OUTCOMES.indexOf('inserted');

/** All judges of a run: shown every operation and reply, they answer with the first objection. They change nothing. */
export class Panel {
  readonly #options: PanelOptions;
  readonly #goals: GoalCounts;
  readonly #watch: GoalWatch;
  readonly #twin: Twin | null;
  /** Whether no rule is left out, so that the rules can be asked by name; see beatRulesHold. */
  readonly #isComplete: boolean;
  readonly #rules: Readonly<
    Record<'state' | 'copy' | 'counter' | 'beat' | 'refusal' | 'stall' | 'scan' | 'poll' | 'conservation', readonly Rule[]>
  >;
  #facts: PanelFacts | null = null;
  #nextListener = 0;

  constructor(options: PanelOptions, goals: GoalCounts) {
    this.#options = options;
    this.#goals = goals;
    this.#watch = new GoalWatch(goals);
    this.#twin = options.without?.has('model') ? null : new Twin();
    this.#isComplete = options.without === undefined || [...options.without].every((name) => name === 'model');
    const kept = (rules: readonly Rule[]): readonly Rule[] => rules.filter(({ name }) => !options.without?.has(name));
    this.#rules = {
      state: kept(STATE_RULES),
      copy: kept(COPY_RULES),
      counter: kept(COUNTER_RULES),
      beat: kept(BEAT_RULES),
      refusal: kept(REFUSAL_RULES),
      stall: kept(STALL_RULES),
      scan: kept(SCAN_RULES),
      poll: kept(POLL_RULES),
      conservation: kept(CONSERVATION_RULES),
    };
  }

  /** The facts of the last step; null before a tracker was started. For the digest. */
  get facts(): StepFacts | null {
    return this.#facts;
  }

  /** The model beside the production code; null where it was left out. To look at. */
  get twin(): Twin | null {
    return this.#twin;
  }

  /** Judges one operation and its reply. Null if nobody objects. */
  judge(op: Op, reply: Reply, subject: Subject): Objection | null {
    switch (op.op) {
      case 'datagram':
        this.#twin?.deliver(op);
        return null;
      case 'poll':
        return this.#judgePoll(op, reply as ObserverEvent | null, subject);
      case 'record':
        return this.#judgeRecord(op, reply as Update);
      case 'drain':
        return this.#judgeDrain(op, reply as readonly DrainedStall[]);
      case 'new':
      case 'observer':
        this.#twin?.apply(op, null);
        this.#start(op.op === 'observer' ? op.threshold : 0n, subject);
        return null;
      case 'settled':
        this.#goals.hit(GOAL.settled);
        return this.#judgeSettled(op) ?? this.#scan();
      case 'take':
      case 'metrics':
        if (op.op === 'metrics') this.#goals.hit(GOAL['metrics-read']);
        this.#takeCounters();
        return objectionOf(this.#twin?.apply(op, reply) ?? null, this.#options.without) ?? this.#scan();
      default:
        return objectionOf(this.#twin?.apply(op, reply) ?? null, this.#options.without);
    }
  }

  /** Reads the whole table once more: at the end of a run. Null if nobody objects. */
  finish(): Objection | null {
    return this.#facts === null ? null : this.#scan();
  }

  #takeCounters(): void {
    this.#facts?.rememberCounters();
    if (this.#facts !== null) this.#watch.taken(this.#facts.view);
  }

  #start(thresholdNs: bigint, subject: Subject): void {
    const view = subject.trackerView as TrackerView;
    this.#facts = new PanelFacts(subject);
    this.#facts.setThreshold(thresholdNs);
    this.#nextListener = 0;
    this.#watch.start(view, thresholdNs);
  }

  #judgeRecord(op: RecordOp, update: Update): Objection | null {
    const facts = this.#facts as PanelFacts;
    facts.resetForTracker(op, op.now, op.threshold);
    const beat = facts.nextBeat();
    beat.pid = op.pid;
    beat.nonceHigh = highWord(op.nonce);
    beat.nonceLow = lowWord(op.nonce);
    beat.status = op.status;
    beat.origin = op.origin;
    beat.ns = op.ns;
    beat.update = update;
    beat.outcomeCode = FIRST_UPDATE + UPDATES.indexOf(update);
    const difference = this.#twin?.apply(op, update) ?? null;
    return (
      this.#judgeLedger(facts) ?? objectionOf(difference, this.#options.without) ?? this.#compareLedger(facts) ?? this.#takeOver(facts)
    );
  }

  #judgeDrain(op: Extract<Op, { op: 'drain' }>, stalls: readonly DrainedStall[]): Objection | null {
    const facts = this.#facts as PanelFacts;
    facts.resetForTracker(op, op.now, op.threshold);
    facts.drained = true;
    facts.drainReply = stalls;
    const difference = this.#twin?.apply(op, stalls) ?? null;
    return (
      this.#judgeLedger(facts) ?? objectionOf(difference, this.#options.without) ?? this.#compareLedger(facts) ?? this.#takeOver(facts)
    );
  }

  #judgePoll(op: PollOp, event: ObserverEvent | null, subject: Subject): Objection | null {
    const facts = this.#facts as PanelFacts;
    const lastNs = facts.nowNs;
    facts.resetForPoll(op, op.now > lastNs ? op.now : lastNs);
    facts.event = event;
    this.#gatherReads(facts, subject);
    const drains = facts.observer?.drains ?? 0;
    facts.drained = drains !== facts.drains;
    facts.drains = drains;
    if (op.now < lastNs) this.#watch.clock(true, false);
    else if (facts.polled && BigInt.asUintN(64, op.now - lastNs) > CLOCK_JUMP_NS) this.#watch.clock(false, true);
    facts.polled = true;
    const difference = this.#twin?.poll(op.now, event) ?? null;
    const objection =
      (this.#isComplete && pollRulesHold(facts) ? null : this.#objection('invariant', this.#rules.poll, facts)) ??
      (facts.readCount > 0 ? this.#judgeConservation(facts) : null) ??
      this.#judgeLedger(facts) ??
      objectionOf(difference, this.#options.without) ??
      this.#compareLedger(facts);
    if (objection !== null) return objection;
    this.#watch.poll(facts);
    return this.#takeOver(facts);
  }

  /** Collects what the poll read, in the order in which it asked the listeners. */
  #gatherReads(facts: PanelFacts, subject: Subject): void {
    const { listeners } = subject;
    for (let turn = 0; turn < listeners.length; turn++) {
      const listener = (this.#nextListener + turn) % listeners.length;
      const datagram = listeners[listener].lastRead;
      if (datagram === null) continue;
      facts.readCount++;
      const code = facts.observer?.lastOutcomeCode(listener) ?? -1;
      if (code < FIRST_UPDATE) continue;
      const beat = facts.nextBeat();
      peekFrame(datagram.bytes, beat);
      beat.origin = datagram.origin;
      beat.ns = datagram.ns;
      beat.update = OUTCOMES[code] as Update;
      beat.outcomeCode = code;
    }
    this.#nextListener = facts.observer?.nextListener ?? 0;
  }

  #judgeLedger(facts: PanelFacts): Objection | null {
    facts.findAccepted();
    const isRefused = facts.beatCount > (facts.accepted === null ? 0 : 1);
    if (facts.drained || facts.victimPid >= 0 || isRefused) facts.setLimits();
    let objection: Objection | null = null;
    if (!this.#isComplete || !stateRulesHold(facts)) objection = this.#objection('invariant', this.#rules.state, facts);
    if (objection === null && facts.beatCount > 0) objection = this.#judgeBeats(facts, isRefused);
    if (objection === null && (facts.drained || facts.event?.kind === 'stall')) objection = this.#judgeStalls(facts);
    if (objection === null && (this.#options.check === 'full' || facts.isScanDue)) {
      objection = this.#objection('invariant', this.#rules.scan, facts);
    }
    return objection;
  }

  #judgeBeats(facts: PanelFacts, isRefused: boolean): Objection | null {
    let objection: Objection | null = null;
    if (facts.accepted !== null && !(this.#isComplete && beatRulesHold(facts)))
      objection = this.#objection('invariant', this.#rules.beat, facts);
    if (objection === null && isRefused && !(this.#isComplete && refusalRulesHold(facts)))
      objection = this.#objection('invariant', this.#rules.refusal, facts);
    if (objection === null && !(this.#isComplete && counterRulesHold(facts)))
      objection = this.#objection('invariant', this.#rules.counter, facts);
    return objection;
  }

  #judgeStalls(facts: PanelFacts): Objection | null {
    facts.quietDrain = facts.drained && wasQuietDrain(facts);
    if (this.#isComplete && facts.quietDrain && facts.event?.kind !== 'stall') return null;
    return this.#objection('invariant', this.#rules.stall, facts);
  }

  #judgeConservation(facts: PanelFacts): Objection | null {
    return this.#isComplete && conservationRulesHold(facts) ? null : this.#objection('conservation', this.#rules.conservation, facts);
  }

  #compareLedger(facts: PanelFacts): Objection | null {
    const twin = this.#twin;
    if (twin === null) return null;
    const { view, observer } = facts;
    const { without } = this.#options;
    let difference = heard(twin.compareState(view, observer), without);
    if (difference === null && (facts.beatCount > 0 || facts.readCount > 0))
      difference = heard(twin.compareCounters(view, observer), without);
    if (difference === null && observer !== null && facts.event?.kind === 'decode')
      difference = heard(twin.compareRefusals(observer), without);
    if (difference === null && facts.accepted !== null) difference = heard(twin.compareSlot(view, facts.acceptedSlot), without);
    if (difference === null && (this.#options.check === 'full' || facts.isScanDue)) difference = twin.compareTable(view);
    return objectionOf(difference, this.#options.without);
  }

  /** The judges' copy becomes what the ledger is now; then what it counts must be what the tracker counts. */
  #takeOver(facts: PanelFacts): Objection | null {
    const { view, shadow, event } = facts;
    if (facts.beatCount > 0) {
      this.#watch.beats(facts);
      if (facts.victimPid >= 0 || facts.rolledBack) this.#watch.cells(view);
    }
    if (facts.drained) this.#watch.drain(facts, facts.quietDrain);
    if (facts.accepted !== null) {
      shadow.copySlot(view, facts.acceptedSlot);
      shadow.surfaced[facts.acceptedSlot] = 0;
    }
    if (facts.drained && view.stallCount !== shadow.stallCount)
      for (let slot = 0; slot < shadow.length; slot++) shadow.copySlot(view, slot);
    if (facts.drainReply !== null) for (const stall of facts.drainReply) this.#surface(facts, stall.pid);
    if (event !== null && event.kind === 'stall') this.#surface(facts, event.pid);
    shadow.cursor = view.cursor;
    if (facts.beatCount > 0) facts.rememberCounters();
    return this.#isComplete && copyRulesHold(facts) ? null : this.#objection('invariant', this.#rules.copy, facts);
  }

  #surface({ view, shadow }: PanelFacts, pid: number): void {
    const slot = view.resolve(pid);
    if (slot < 0) return;
    this.#watch.stall(slot);
    shadow.surfaced[slot] = 1;
  }

  #scan(): Objection | null {
    const facts = this.#facts as PanelFacts;
    facts.resetForScan();
    return (
      this.#objection('invariant', this.#rules.scan, facts) ??
      objectionOf(this.#twin?.compareTable(facts.view) ?? null, this.#options.without)
    );
  }

  #judgeSettled(op: SettledOp): Objection | null {
    const { view, shadow } = this.#facts as PanelFacts;
    for (const rule of LIVENESS_RULES) {
      const reason = this.#options.without?.has(rule.name) ? null : rule.check(op, view, shadow);
      if (reason !== null) return { judge: 'liveness', rule: rule.name, reason, expected: rule.sentence, got: reason };
    }
    return null;
  }

  #objection(judge: Judge, rules: readonly Rule[], facts: StepFacts): Objection | null {
    for (let at = 0; at < rules.length; at++) {
      const reason = rules[at].check(facts);
      if (reason !== null) return { judge, rule: rules[at].name, reason, expected: rules[at].sentence, got: reason };
    }
    return null;
  }
}
