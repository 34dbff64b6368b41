import type { Violation } from './violation.ts';
import type { Judge } from './finding.ts';
import { CLOCK_JUMP_NS, OUTCOMES, UPDATES, type ObserverEvent, type TrackerView, type Update } from '../../src/index.ts';
import type { Exchange, PollOp, SettledOp } from '../data/ops/op.ts';
import type { Subject } from '../subject/subject.ts';
import { highWord, lowWord } from '../data/u64-words.ts';
import { BEAT_RULES, beatRulesHold } from './beat-rules.ts';
import type { Rule, StepFacts } from './facts.ts';
import { GoalWatch } from './goal-watch.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from './goals.ts';
import { LIVENESS_RULES } from './liveness-rules.ts';
import { CONSERVATION_RULES, conservationRulesHold, POLL_RULES, pollRulesHold } from './observer-rules.ts';
import { FactCollector } from './fact-collector.ts';
import { peekFrame } from './peek-frame.ts';
import { REFUSAL_RULES, refusalRulesHold } from './refusal-rules.ts';
import { SCAN_RULES } from './scan-rules.ts';
import { STALL_RULES, wasQuietDrain } from './stall-rules.ts';
import { COPY_RULES, copyRulesHold, COUNTER_RULES, counterRulesHold, STATE_RULES, stateRulesHold } from './state-rules.ts';
import { ModelCheck } from './model-check.ts';
import { withoutExcluded, violationOf } from './model-violation.ts';

/** How much is judged: `cheap` scans whole tables after evictions and drains, `full` after every step. */
export type CheckLevel = 'cheap' | 'full';

/** Who sits on a panel. */
export interface OracleOptions {
  readonly check: CheckLevel;
  /** Names of rules that are left out: `model` for the whole comparison with the model. For ablation studies. */
  readonly without?: ReadonlySet<string>;
}

const FIRST_UPDATE = OUTCOMES.indexOf('inserted');

/** All judges of a run: shown every operation and reply, they answer with the first objection. They change nothing. */
export class Oracle {
  readonly #options: OracleOptions;
  readonly #goals: GoalCounts;
  readonly #watch: GoalWatch;
  readonly #modelCheck: ModelCheck | null;
  /** Whether no rule is left out, so that the rules can be asked by name; see beatRulesHold. */
  readonly #isComplete: boolean;
  readonly #rules: Readonly<
    Record<'state' | 'copy' | 'counter' | 'beat' | 'refusal' | 'stall' | 'scan' | 'poll' | 'conservation', readonly Rule[]>
  >;
  #facts: FactCollector | null = null;
  #nextListener = 0;

  constructor(options: OracleOptions, goals: GoalCounts) {
    this.#options = options;
    this.#goals = goals;
    this.#watch = new GoalWatch(goals);
    this.#modelCheck = options.without?.has('model') ? null : new ModelCheck();
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
  get modelCheck(): ModelCheck | null {
    return this.#modelCheck;
  }

  /** Judges one operation and its reply. Null if nobody objects. */
  judge(exchange: Exchange, subject: Subject): Violation | null {
    switch (exchange.kind) {
      case 'datagram':
        this.#modelCheck?.deliver(exchange.op);
        return null;
      case 'poll':
        return this.#judgePoll(exchange.op, exchange.reply, subject);
      case 'record':
        return this.#judgeRecord(exchange);
      case 'drain':
        return this.#judgeDrain(exchange);
      case 'new':
      case 'observer':
        this.#modelCheck?.apply(exchange);
        this.#start(exchange.kind === 'observer' ? exchange.op.threshold : 0n, subject);
        return null;
      case 'settled':
        this.#goals.hit(GOAL.settled);
        return this.#judgeSettled(exchange.op) ?? this.#scan();
      case 'take':
      case 'metrics':
        if (exchange.kind === 'metrics') this.#goals.hit(GOAL['metrics-read']);
        this.#takeCounters();
        return violationOf(this.#modelCheck?.apply(exchange) ?? null, this.#options.without) ?? this.#scan();
      default:
        return violationOf(this.#modelCheck?.apply(exchange) ?? null, this.#options.without);
    }
  }

  /** Reads the whole table once more: at the end of a run. Null if nobody objects. */
  finish(): Violation | null {
    return this.#facts === null ? null : this.#scan();
  }

  #takeCounters(): void {
    this.#facts?.rememberCounters();
    if (this.#facts !== null) this.#watch.taken(this.#facts.view);
  }

  #start(thresholdNs: bigint, subject: Subject): void {
    const view = subject.trackerView as TrackerView;
    this.#facts = new FactCollector(subject);
    this.#facts.setThreshold(thresholdNs);
    this.#nextListener = 0;
    this.#watch.start(view, thresholdNs);
  }

  #judgeRecord(exchange: Exchange<'record'>): Violation | null {
    const { op, reply: update } = exchange;
    const facts = this.#facts as FactCollector;
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
    const difference = this.#modelCheck?.apply(exchange) ?? null;
    return (
      this.#judgeLedger(facts) ?? violationOf(difference, this.#options.without) ?? this.#compareLedger(facts) ?? this.#takeOver(facts)
    );
  }

  #judgeDrain(exchange: Exchange<'drain'>): Violation | null {
    const { op, reply: stalls } = exchange;
    const facts = this.#facts as FactCollector;
    facts.resetForTracker(op, op.now, op.threshold);
    facts.drained = true;
    facts.drainReply = stalls;
    const difference = this.#modelCheck?.apply(exchange) ?? null;
    return (
      this.#judgeLedger(facts) ?? violationOf(difference, this.#options.without) ?? this.#compareLedger(facts) ?? this.#takeOver(facts)
    );
  }

  #judgePoll(op: PollOp, event: ObserverEvent | null, subject: Subject): Violation | null {
    const facts = this.#facts as FactCollector;
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
    const difference = this.#modelCheck?.poll(op.now, event) ?? null;
    const violation =
      (this.#isComplete && pollRulesHold(facts) ? null : this.#violation('invariant', this.#rules.poll, facts)) ??
      (facts.readCount > 0 ? this.#judgeConservation(facts) : null) ??
      this.#judgeLedger(facts) ??
      violationOf(difference, this.#options.without) ??
      this.#compareLedger(facts);
    if (violation !== null) return violation;
    this.#watch.poll(facts);
    return this.#takeOver(facts);
  }

  /** Collects what the poll read, in the order in which it asked the listeners. */
  #gatherReads(facts: FactCollector, subject: Subject): void {
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

  #judgeLedger(facts: FactCollector): Violation | null {
    facts.findAccepted();
    const isRefused = facts.beatCount > (facts.accepted === null ? 0 : 1);
    if (facts.drained || facts.victimPid >= 0 || isRefused) facts.setLimits();
    let violation: Violation | null = null;
    if (!this.#isComplete || !stateRulesHold(facts)) violation = this.#violation('invariant', this.#rules.state, facts);
    if (violation === null && facts.beatCount > 0) violation = this.#judgeBeats(facts, isRefused);
    if (violation === null && (facts.drained || facts.event?.kind === 'stall')) violation = this.#judgeStalls(facts);
    if (violation === null && (this.#options.check === 'full' || facts.isScanDue)) {
      violation = this.#violation('invariant', this.#rules.scan, facts);
    }
    return violation;
  }

  #judgeBeats(facts: FactCollector, isRefused: boolean): Violation | null {
    let violation: Violation | null = null;
    if (facts.accepted !== null && !(this.#isComplete && beatRulesHold(facts)))
      violation = this.#violation('invariant', this.#rules.beat, facts);
    if (violation === null && isRefused && !(this.#isComplete && refusalRulesHold(facts)))
      violation = this.#violation('invariant', this.#rules.refusal, facts);
    if (violation === null && !(this.#isComplete && counterRulesHold(facts)))
      violation = this.#violation('invariant', this.#rules.counter, facts);
    return violation;
  }

  #judgeStalls(facts: FactCollector): Violation | null {
    facts.quietDrain = facts.drained && wasQuietDrain(facts);
    if (this.#isComplete && facts.quietDrain && facts.event?.kind !== 'stall') return null;
    return this.#violation('invariant', this.#rules.stall, facts);
  }

  #judgeConservation(facts: FactCollector): Violation | null {
    return this.#isComplete && conservationRulesHold(facts) ? null : this.#violation('conservation', this.#rules.conservation, facts);
  }

  #compareLedger(facts: FactCollector): Violation | null {
    const modelCheck = this.#modelCheck;
    if (modelCheck === null) return null;
    const { view, observer } = facts;
    const { without } = this.#options;
    let difference = withoutExcluded(modelCheck.compareState(view, observer), without);
    if (difference === null && (facts.beatCount > 0 || facts.readCount > 0))
      difference = withoutExcluded(modelCheck.compareCounters(view, observer), without);
    if (difference === null && observer !== null && facts.event?.kind === 'decode')
      difference = withoutExcluded(modelCheck.compareRefusals(observer), without);
    if (difference === null && facts.accepted !== null)
      difference = withoutExcluded(modelCheck.compareSlot(view, facts.acceptedSlot), without);
    if (difference === null && (this.#options.check === 'full' || facts.isScanDue)) difference = modelCheck.compareTable(view);
    return violationOf(difference, this.#options.without);
  }

  /** The judges' copy becomes what the ledger is now; then what it counts must be what the tracker counts. */
  #takeOver(facts: FactCollector): Violation | null {
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
    return this.#isComplete && copyRulesHold(facts) ? null : this.#violation('invariant', this.#rules.copy, facts);
  }

  #surface({ view, shadow }: FactCollector, pid: number): void {
    const slot = view.resolve(pid);
    if (slot < 0) return;
    this.#watch.stall(slot);
    shadow.surfaced[slot] = 1;
  }

  #scan(): Violation | null {
    const facts = this.#facts as FactCollector;
    facts.resetForScan();
    return (
      this.#violation('invariant', this.#rules.scan, facts) ??
      violationOf(this.#modelCheck?.compareTable(facts.view) ?? null, this.#options.without)
    );
  }

  #judgeSettled(op: SettledOp): Violation | null {
    const { view, shadow } = this.#facts as FactCollector;
    for (const rule of LIVENESS_RULES) {
      const reason = this.#options.without?.has(rule.name) ? null : rule.check(op, view, shadow);
      if (reason !== null) return { judge: 'liveness', rule: rule.name, reason, expected: rule.sentence, got: reason };
    }
    return null;
  }

  #violation(judge: Judge, rules: readonly Rule[], facts: StepFacts): Violation | null {
    for (let at = 0; at < rules.length; at++) {
      const reason = rules[at].check(facts);
      if (reason !== null) return { judge, rule: rules[at].name, reason, expected: rules[at].sentence, got: reason };
    }
    return null;
  }
}
