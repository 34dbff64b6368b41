import type { Exchange, NewOp, ObserverOp, SettledOp } from '../data/ops/op.ts';
import { U64_MAX } from '../data/spec/limits.ts';
import type { Subject } from '../subject/subject.ts';
import { AdapterWatch } from './adapter-watch.ts';
import { customRules, CustomWatch } from './custom-rules.ts';
import { FactCollector } from './fact-collector.ts';
import { isStall, wasMarked, type StepFacts } from './facts.ts';
import type { Violation } from './finding.ts';
import { GoalWatch } from './goal-watch.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from './goals.ts';
import type { Difference } from './difference.ts';
import { ModelCheck } from './model-check.ts';
import type { RuleListener } from './premise-counts.ts';
import { asksCounted, asksWithout, type Asks } from './rules.ts';

/** How much is checked: `cheap` scans whole tables after evictions and drains, `full` after every step. */
export const CHECK_LEVELS = ['cheap', 'full'] as const;

/** How much is checked: `cheap` scans whole tables after evictions and drains, `full` after every step. */
export type CheckLevel = (typeof CHECK_LEVELS)[number];

/** Which checks an oracle makes. */
export interface OracleOptions {
  readonly check: CheckLevel;
  /** Names of rules that are left out: `model` for the whole comparison with the model. For ablation studies. */
  readonly without?: ReadonlySet<string>;
  /** Hears of each rule that is asked, to count it; default nobody, which costs nothing. */
  readonly premises?: RuleListener | undefined;
}

/** No rule is left out. */
export const NO_RULES: ReadonlySet<string> = new Set();

/**
 * All checks of a run. Is shown every operation and reply, and answers with the first rule that does not hold: the rules
 * first, then the comparison with the model. Reads the state through views and changes nothing.
 */
export class Oracle {
  readonly #level: CheckLevel;
  readonly #without: ReadonlySet<string>;
  readonly #goals: GoalCounts;
  readonly #watch: GoalWatch;
  readonly #adapters: AdapterWatch;
  readonly #modelCheck: ModelCheck | null;
  readonly #custom: CustomWatch | null;
  readonly #ask: Asks;
  #facts: FactCollector | null = null;

  constructor({ check, without = NO_RULES, premises }: OracleOptions, goals: GoalCounts) {
    this.#level = check;
    this.#without = without;
    this.#goals = goals;
    this.#watch = new GoalWatch(goals);
    this.#adapters = new AdapterWatch(goals);
    this.#modelCheck = without.has('model') ? null : new ModelCheck();
    const custom = customRules();
    this.#custom = custom.rules.length + custom.goals.length === 0 ? null : new CustomWatch(custom, without);
    this.#ask = premises === undefined ? asksWithout(without) : asksCounted(without, premises);
  }

  /** The facts of the last step; null before a tracker was started. For the digest. */
  get facts(): StepFacts | null {
    return this.#facts;
  }

  /** The model beside the production code; null where it was left out. To look at. */
  get modelCheck(): ModelCheck | null {
    return this.#modelCheck;
  }

  /** Names of the custom goals reached so far; null where there are none to reach. */
  get customGoals(): readonly string[] | null {
    return this.#custom === null ? null : [...this.#custom.reached].sort((a, b) => (a < b ? -1 : 1));
  }

  /**
   * Takes over what `other`, of a run that began with the same operation, knows; goals apart. Then every check says what it would
   * say in that run. O(capacity + datagrams that wait).
   */
  copyFrom(other: Oracle): void {
    if (this.#facts !== null && other.#facts !== null) this.#facts.copyFrom(other.#facts);
    if (other.#modelCheck !== null) this.#modelCheck?.copyFrom(other.#modelCheck);
  }

  /** Checks one operation and its reply. Null if every rule holds. */
  check(exchange: Exchange, subject: Subject): Violation | null {
    this.#facts?.look(subject);
    // Only where it is read, by rules on work and by custom ones: to write a new object into this old one takes 100 instructions.
    if (this.#facts !== null && (subject.accesses !== null || this.#custom !== null)) this.#facts.asked = exchange;
    if (subject.twinStart !== null) this.#goals.hit(GOAL[subject.twinStart > U64_MAX - 2n ? 'count-full' : 'count-past-2^32']);
    switch (exchange.kind) {
      case 'datagram':
        this.#modelCheck?.deliver(exchange.op);
        if (subject.udpListeners.length > 0) this.#adapters.datagram(exchange.op);
        return null;
      case 'poll':
        return this.#checkPoll(exchange);
      case 'record':
        return this.#checkRecord(exchange);
      case 'drain':
        return this.#checkDrain(exchange);
      case 'new':
      case 'observer':
        this.#modelCheck?.apply(exchange);
        this.#start(exchange.op, subject);
        return null;
      case 'exposition':
        this.#adapters.exposition(exchange);
        return this.#violationOf(this.#applyToModel(exchange));
      case 'socket':
        this.#adapters.socket(exchange);
        return this.#askAdapters() ?? this.#violationOf(this.#applyToModel(exchange));
      case 'settled':
        this.#goals.hit(GOAL.settled);
        return this.#checkSettled(exchange.op) ?? this.#scan();
      case 'take':
      case 'metrics':
        if (exchange.kind === 'metrics') this.#goals.hit(GOAL['metrics-read']);
        this.#takeCounters();
        return this.#askAdapters() ?? this.#violationOf(this.#applyToModel(exchange)) ?? this.#scan() ?? this.#askWork();
      case 'encode':
        this.#goals.hit(GOAL['frame-written']);
        return this.#violationOf(this.#applyToModel(exchange));
      case 'decode':
        this.#goals.hit(GOAL[typeof exchange.reply === 'string' ? 'frame-refused' : 'frame-read']);
        return this.#violationOf(this.#applyToModel(exchange));
      default:
        return this.#violationOf(this.#applyToModel(exchange)) ?? this.#askWork();
    }
  }

  /** Reads the whole table once more: at the end of a run. Null if every rule holds. */
  finish(): Violation | null {
    return this.#facts === null ? null : this.#scan(true);
  }

  #takeCounters(): void {
    this.#facts?.countAnew();
    if (this.#facts !== null) this.#watch.taken(this.#facts.view);
  }

  #start(op: ObserverOp | NewOp, subject: Subject): void {
    const thresholdNs = op.op === 'observer' ? op.threshold : 0n;
    this.#facts = new FactCollector(subject, op);
    this.#facts.setThreshold(thresholdNs);
    this.#adapters.start();
    this.#custom?.start();
    this.#watch.start(this.#facts.capacity, this.#facts.cells, thresholdNs);
  }

  #checkRecord(exchange: Exchange<'record'>): Violation | null {
    const { op, reply } = exchange;
    const facts = this.#facts as FactCollector;
    facts.resetForTracker(op.now, op.threshold);
    facts.collectRecord(op, reply);
    return this.#checkStep(facts, this.#applyToModel(exchange));
  }

  #checkDrain(exchange: Exchange<'drain'>): Violation | null {
    const { op, reply } = exchange;
    const facts = this.#facts as FactCollector;
    facts.resetForTracker(op.now, op.threshold);
    facts.drained = true;
    facts.drainReply = reply;
    return this.#checkStep(facts, this.#applyToModel(exchange));
  }

  #checkPoll({ op, reply: event }: Exchange<'poll'>): Violation | null {
    const facts = this.#facts as FactCollector;
    facts.resetForPoll(facts.clock.read(facts.readingAt(op.now)));
    facts.event = event;
    facts.collectPoll();
    this.#watch.clock(facts.clock.regressed, facts.clock.jumped, facts.clock.paused);
    const difference = this.#modelCheck?.poll(op.now, event, facts.observer) ?? null;
    const broken = this.#askOfPoll(facts) ?? this.#askAdapters() ?? (facts.readCount > 0 ? this.#ask.conservation(facts) : null);
    return broken === null ? this.#checkStep(facts, difference) : this.#withModel(broken, facts, difference);
  }

  /** A rule that is broken leads; what the model says of the same step is told beside it. */
  #withModel(violation: Violation, facts: FactCollector, difference: Difference | null): Violation {
    const seen = difference ?? this.#modelSees(facts);
    return seen === null ? violation : { ...violation, details: [...(violation.details ?? []), ['model', seen.reason]] };
  }

  #modelSees({ view, observer, now, stored, acceptedSlot }: FactCollector): Difference | null {
    const model = this.#modelCheck;
    if (model === null) return null;
    try {
      return (
        model.compareCounters(view, now.readCounts(view, observer)) ??
        (acceptedSlot >= 0 && acceptedSlot < view.length ? model.compareSlot(view, acceptedSlot, stored) : null)
      );
    } catch {
      // A broken state may not even be read: then the rule alone speaks.
      return null;
    }
  }

  /** Checks a step that may have changed the tracker. `difference` is how the model's reply differs. */
  #checkStep(facts: FactCollector, difference: Difference | null): Violation | null {
    facts.conclude();
    const broken = this.#askRules(facts);
    if (broken !== null) return this.#withModel(broken, facts, difference);
    const other = this.#violationOf(difference) ?? this.#compareWithModel(facts);
    if (other !== null) return other;
    const custom = this.#custom?.check(facts) ?? null;
    if (custom !== null) return custom;
    this.#watch.poll(facts);
    this.#takeOver(facts);
    return this.#ask.copy(facts);
  }

  #askOfPoll(facts: FactCollector): Violation | null {
    const { event, pending } = facts;
    return (
      this.#ask.poll(facts) ??
      (event === null ? this.#ask.emptyPoll(facts) : null) ??
      (isStall(event) ? this.#ask.report(facts) : null) ??
      (pending > 0 ? this.#ask.backlog(facts) : null)
    );
  }

  #askAdapters(): Violation | null {
    return this.#facts === null || this.#facts.udpListeners.length === 0 ? null : this.#ask.adapter(this.#facts);
  }

  #askWork(): Violation | null {
    return this.#facts === null || this.#facts.accesses === null ? null : this.#ask.work(this.#facts);
  }

  #askRules(facts: FactCollector): Violation | null {
    const ask = this.#ask;
    return (
      ask.state(facts) ??
      (facts.accepted !== null ? ask.beat(facts) : null) ??
      (facts.wasKnown ? ask.knownBeat(facts) : null) ??
      (facts.victimPid >= 0 ? ask.eviction(facts) : null) ??
      (facts.hasRefused ? ask.refusal(facts) : null) ??
      (facts.beatCount > 0 ? ask.counter(facts) : null) ??
      (facts.drained || isStall(facts.event) ? ask.stall(facts) : null) ??
      (this.#isScanDue(facts) ? this.#askScan(facts) : null) ??
      (facts.accesses === null ? null : ask.work(facts))
    );
  }

  #askScan(facts: FactCollector, isLast = false): Violation | null {
    facts.lookAtTable(isLast);
    return this.#ask.scan(facts);
  }

  #isScanDue(facts: FactCollector): boolean {
    return this.#level === 'full' || facts.isScanDue;
  }

  #compareWithModel(facts: FactCollector): Violation | null {
    const model = this.#modelCheck;
    if (model === null) return null;
    const { view, observer, event, now, accepted, acceptedSlot, stored } = facts;
    return (
      this.#violationOf(model.compareState(view, observer)) ??
      (facts.beatCount > 0 || facts.readCount > 0 ? this.#violationOf(model.compareCounters(view, now)) : null) ??
      (observer !== null && event !== null && event.kind === 'decode' ? this.#violationOf(model.compareRefusals(observer)) : null) ??
      (accepted !== null ? this.#violationOf(model.compareSlot(view, acceptedSlot, stored)) : null) ??
      (this.#isScanDue(facts) ? this.#violationOf(model.compareTable(view)) : null)
    );
  }

  #applyToModel(exchange: Exchange): Difference | null {
    return this.#modelCheck?.apply(exchange) ?? null;
  }

  /** A difference from the model as a violation, unless its rule is left out. */
  #violationOf(difference: Difference | null): Violation | null {
    if (difference === null || this.#without.has(difference.rule)) return null;
    return { judge: 'model', ...difference };
  }

  /** Brings the shadow table up to what the tracker is now. */
  #takeOver(facts: FactCollector): void {
    const { view, shadow, event, now } = facts;
    if (facts.beatCount > 0) {
      this.#watch.beats(facts);
      if (facts.victimPid >= 0 || facts.rolledBack) this.#watch.cells(view);
    }
    if (facts.drained) this.#watch.drain(facts);
    if (facts.victimPid >= 0 && facts.observer !== null) this.#keepEvicted(facts);
    if (facts.accepted !== null) {
      shadow.take(facts.acceptedSlot, facts.stored);
      shadow.surfaced[facts.acceptedSlot] = 0;
    }
    if (facts.drained && now.stallCount !== shadow.stallCount) for (let slot = 0; slot < shadow.length; slot++) shadow.copySlot(view, slot);
    if (facts.drainReply !== null) for (const stall of facts.drainReply) this.#surface(facts, stall.pid);
    if (isStall(event)) this.#surface(facts, event.pid);
    // A drain whose time to catch up was over came before what was read, any other one after it.
    if (isStall(event)) facts.readsBefore = 0;
    else if (facts.drained) facts.readsBefore = facts.wasCutShort ? facts.readCount : 0;
    shadow.cursor = now.cursor;
    if (facts.beatCount > 0) facts.rememberCounters();
  }

  /** Keeps in mind whose stall is still to come out although it has no slot any more. */
  #keepEvicted(facts: FactCollector): void {
    const { shadow, acceptedSlot, victimPid, evictedUnsurfaced } = facts;
    if (wasMarked(facts, acceptedSlot) && shadow.surfaced[acceptedSlot] === 0) evictedUnsurfaced.add(victimPid);
  }

  #surface({ view, shadow, evictedUnsurfaced }: FactCollector, pid: number): void {
    evictedUnsurfaced.delete(pid);
    const slot = view.resolve(pid);
    if (slot < 0) return;
    this.#watch.stall(slot);
    shadow.surfaced[slot] = 1;
  }

  #scan(isLast = false): Violation | null {
    const facts = this.#facts as FactCollector;
    facts.resetForScan();
    return this.#askScan(facts, isLast) ?? this.#violationOf(this.#modelCheck?.compareTable(facts.view) ?? null);
  }

  #checkSettled(op: SettledOp): Violation | null {
    const facts = this.#facts as FactCollector;
    facts.resetForScan();
    facts.event = null;
    facts.settled = op;
    return this.#ask.liveness(facts) ?? this.#custom?.check(facts) ?? null;
  }
}
