import { CLOCK_JUMP_NS, EVICTION_MULTIPLIER, OUTCOMES, type ObserverEvent, type TrackerView, type Update } from '../../src/index.ts';
import type { DrainedStall, Op, PollOp, RecordOp, Reply, SettledOp } from '../ops/op.ts';
import type { Subject } from '../run/subject.ts';
import { highWord, lowWord } from '../words.ts';
import { BEAT_RULES } from './beat-rules.ts';
import type { BeatFact, Rule, StepFacts, TimeLimit } from './facts.ts';
import type { Judge } from './finding.ts';
import { GoalWatch } from './goal-watch.ts';
import { GOAL_NUMBER as GOAL, type GoalCounts } from './goals.ts';
import { LIVENESS_RULES } from './liveness-rules.ts';
import { CONSERVATION_RULES, POLL_RULES } from './observer-rules.ts';
import { peekFrame } from './peek-frame.ts';
import { REFUSAL_RULES } from './refusal-rules.ts';
import { SCAN_RULES } from './scan-rules.ts';
import { ShadowTable } from './shadow-table.ts';
import { STALL_RULES } from './stall-rules.ts';
import { AUDIT_RULES, COUNTER_RULES, STATE_RULES } from './state-rules.ts';
import { Twin, TWIN_RULES, type Difference } from './twin.ts';

/** How much is judged: `cheap` scans whole tables after evictions and drains, `full` after every step. */
export type CheckLevel = 'cheap' | 'full';

/** What a judge objects to. */
export interface Objection {
  readonly judge: Judge;
  readonly rule: string;
  readonly reason: string;
  readonly expected: string;
  readonly got: string;
}

/** Who sits on a panel. */
export interface PanelOptions {
  readonly check: CheckLevel;
  /** Names of rules that are left out: `model` for the whole comparison with the model. For ablation studies. */
  readonly without?: ReadonlySet<string>;
}

const FIRST_UPDATE = OUTCOMES.indexOf('inserted');
const LISTENERS_MAX = 64;

/** All judges of a run: shown every operation and reply, they answer with the first objection. They change nothing. */
export class Panel {
  readonly #options: PanelOptions;
  readonly #goals: GoalCounts;
  readonly #watch: GoalWatch;
  readonly #twin: Twin | null;
  readonly #rules: Readonly<Record<'state' | 'audit' | 'counter' | 'beat' | 'refusal' | 'stall' | 'scan' | 'poll' | 'conservation', readonly Rule[]>>;
  #facts: Facts | null = null;
  #nextListener = 0;

  constructor(options: PanelOptions, goals: GoalCounts) {
    this.#options = options;
    this.#goals = goals;
    this.#watch = new GoalWatch(goals);
    this.#twin = options.without?.has('model') ? null : new Twin();
    const kept = (rules: readonly Rule[]): readonly Rule[] => rules.filter(({ name }) => !options.without?.has(name));
    this.#rules = {
      state: kept(STATE_RULES),
      audit: kept(AUDIT_RULES),
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

  /** Judges one operation and its reply. Null if nobody objects. */
  judge(op: Op, reply: Reply, subject: Subject): Objection | null {
    switch (op.op) {
      case 'datagram':
        this.#twin?.apply(op, null);
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
        return this.#twinObjection(this.#twin?.apply(op, reply) ?? null) ?? this.#scan();
      default:
        return this.#twinObjection(this.#twin?.apply(op, reply) ?? null);
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
    this.#facts = new Facts(subject);
    this.#facts.thresholdNs = thresholdNs;
    this.#nextListener = 0;
    this.#watch.start(view, thresholdNs);
  }

  #judgeRecord(op: RecordOp, update: Update): Objection | null {
    const facts = this.#facts as Facts;
    facts.reset(op, op.now, op.threshold);
    const beat = facts.nextBeat();
    beat.pid = op.pid;
    beat.nonce = op.nonce;
    beat.status = op.status;
    beat.origin = op.origin;
    beat.ns = op.ns;
    beat.update = update;
    const difference = this.#twin?.apply(op, update) ?? null;
    return this.#judgeLedger(facts) ?? this.#twinObjection(difference) ?? this.#compareLedger(facts) ?? this.#takeOver(facts);
  }

  #judgeDrain(op: Extract<Op, { op: 'drain' }>, stalls: readonly DrainedStall[]): Objection | null {
    const facts = this.#facts as Facts;
    facts.reset(op, op.now, op.threshold);
    facts.drained = true;
    facts.drainReply = stalls;
    const difference = this.#twin?.apply(op, stalls) ?? null;
    return this.#judgeLedger(facts) ?? this.#twinObjection(difference) ?? this.#compareLedger(facts) ?? this.#takeOver(facts);
  }

  #judgePoll(op: PollOp, event: ObserverEvent | null, subject: Subject): Objection | null {
    const facts = this.#facts as Facts;
    const lastNs = facts.nowNs;
    facts.reset(op, op.now > lastNs ? op.now : lastNs, facts.thresholdNs);
    facts.event = event;
    this.#gatherReads(facts, subject);
    const drains = facts.observer?.drains ?? 0;
    facts.drained = drains !== facts.drains;
    facts.drains = drains;
    if (op.now < lastNs) this.#watch.clock(true, false);
    else if (facts.polled && BigInt.asUintN(64, op.now - lastNs) > CLOCK_JUMP_NS) this.#watch.clock(false, true);
    facts.polled = true;
    const difference = this.#twin?.apply(op, event) ?? null;
    const objection =
      this.#objection('invariant', this.#rules.poll, facts) ??
      (facts.readCount > 0 ? this.#objection('conservation', this.#rules.conservation, facts) : null) ??
      this.#judgeLedger(facts) ??
      this.#twinObjection(difference) ??
      this.#compareLedger(facts);
    if (objection !== null) return objection;
    this.#watch.poll(facts);
    return this.#takeOver(facts);
  }

  /** Collects what the poll read, in the order in which it asked the listeners. */
  #gatherReads(facts: Facts, subject: Subject): void {
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
    }
    this.#nextListener = facts.observer?.nextListener ?? 0;
  }

  #judgeLedger(facts: Facts): Objection | null {
    facts.findAccepted();
    const isRefused = facts.beatCount > (facts.accepted === null ? 0 : 1);
    if (facts.drained || facts.victimPid >= 0 || isRefused) facts.setLimits();
    let objection = this.#objection('invariant', this.#rules.state, facts);
    if (objection === null && facts.accepted !== null) objection = this.#objection('invariant', this.#rules.beat, facts);
    if (objection === null && isRefused) objection = this.#objection('invariant', this.#rules.refusal, facts);
    if (objection === null && facts.beatCount > 0) objection = this.#objection('invariant', this.#rules.counter, facts);
    if (objection === null && (facts.drained || facts.event !== null)) objection = this.#objection('invariant', this.#rules.stall, facts);
    if (objection === null && (this.#options.check === 'full' || facts.isScanDue)) {
      objection = this.#objection('invariant', this.#rules.scan, facts);
    }
    return objection;
  }

  #compareLedger(facts: Facts): Objection | null {
    const twin = this.#twin;
    if (twin === null) return null;
    const { view, observer } = facts;
    let difference = twin.compareState(view, observer);
    if (difference === null && (facts.beatCount > 0 || facts.readCount > 0)) difference = twin.compareCounters(view, observer);
    if (difference === null && observer !== null && facts.event?.kind === 'decode') difference = twin.compareRefusals(observer);
    if (difference === null && facts.accepted !== null) difference = twin.compareSlot(view, facts.acceptedSlot);
    if (difference === null && (this.#options.check === 'full' || facts.isScanDue)) difference = twin.compareTable(view);
    return this.#twinObjection(difference);
  }

  /** The judges' copy becomes what the ledger is now. Then one slot in turn is compared that nobody spoke of. */
  #takeOver(facts: Facts): Objection | null {
    const { view, shadow, event } = facts;
    if (facts.beatCount > 0) {
      this.#watch.beats(facts);
      if (facts.victimPid >= 0 || facts.rolledBack) this.#watch.cells(view);
    }
    if (facts.drained) this.#watch.drain(facts);
    if (facts.accepted !== null) {
      shadow.copySlot(view, facts.acceptedSlot);
      shadow.surfaced[facts.acceptedSlot] = 0;
    }
    if (facts.drained && view.stallCount !== shadow.stallCount) for (let slot = 0; slot < shadow.length; slot++) shadow.copySlot(view, slot);
    for (const stall of facts.drainReply ?? []) this.#surface(facts, stall.pid);
    if (event !== null && event.kind === 'stall') this.#surface(facts, event.pid);
    shadow.cursor = view.cursor;
    if (facts.beatCount > 0) facts.rememberCounters();
    return this.#objection('invariant', this.#rules.audit, facts);
  }

  #surface({ view, shadow }: Facts, pid: number): void {
    const slot = view.resolve(pid);
    if (slot < 0) return;
    this.#watch.stall(slot);
    shadow.surfaced[slot] = 1;
  }

  #scan(): Objection | null {
    const facts = this.#facts as Facts;
    facts.resetForScan();
    return this.#objection('invariant', this.#rules.scan, facts) ?? this.#twinObjection(this.#twin?.compareTable(facts.view) ?? null);
  }

  #judgeSettled(op: SettledOp): Objection | null {
    const { view, shadow } = this.#facts as Facts;
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

  #twinObjection(difference: Difference | null): Objection | null {
    if (difference === null) return null;
    const { rule, expected, got } = difference;
    return { judge: 'model', rule, reason: `not so: ${TWIN_RULES[rule as keyof typeof TWIN_RULES]}`, expected, got };
  }
}

/** {@link StepFacts} as the panel fills it. */
class Facts implements StepFacts {
  op: Op = { op: 'len' };
  readonly view: TrackerView;
  readonly observer: Subject['observerView'];
  readonly listeners: Subject['listeners'];
  readonly shadow: ShadowTable;
  readonly capacity: number;
  readonly window: number;
  readonly isStrict: boolean;
  readonly stallLimit: TimeLimit = { possible: false, high: 0, low: 0 };
  readonly evictionLimit: TimeLimit = { possible: false, high: 0, low: 0 };
  readonly beats: readonly BeatFact[];
  readonly counters = new Uint32Array(8);
  nowNs = 0n;
  thresholdNs = 0n;
  beatCount = 0;
  accepted: BeatFact | null = null;
  acceptedSlot = -1;
  victimPid = -1;
  drained = false;
  drainReply: readonly DrainedStall[] | null = null;
  event: ObserverEvent | null = null;
  readCount = 0;
  drains = 0;
  polled = false;
  steps = 0;

  constructor(subject: Subject) {
    this.view = subject.trackerView as TrackerView;
    this.observer = subject.observerView;
    this.listeners = subject.listeners;
    const { capacity, evictionScanWindow, evictionPolicy } = this.view.tracker;
    this.capacity = capacity;
    this.window = evictionScanWindow;
    this.isStrict = evictionPolicy === 'strict';
    this.shadow = new ShadowTable(capacity);
    this.beats = Array.from({ length: Math.max(1, Math.min(this.listeners.length, LISTENERS_MAX)) }, () => ({
      pid: 0,
      nonce: 0n,
      status: 'ok',
      origin: 'kernel-attested',
      ns: null,
      update: 'refreshed',
    }));
  }

  reset(op: Op, nowNs: bigint, thresholdNs: bigint): void {
    this.op = op;
    this.steps++;
    this.nowNs = nowNs;
    this.thresholdNs = thresholdNs;
    this.resetForScan();
    this.event = null;
    this.readCount = 0;
  }

  resetForScan(): void {
    this.beatCount = 0;
    this.accepted = null;
    this.acceptedSlot = -1;
    this.victimPid = -1;
    this.drained = false;
    this.drainReply = null;
  }

  nextBeat(): BeatFact {
    return this.beats[this.beatCount++];
  }

  /**
   * Whether this step calls for a look at the whole table: after an eviction or its rollback, after a drain that marked
   * somebody, and after every eighth drain that did not.
   */
  get isScanDue(): boolean {
    if (this.victimPid >= 0 || this.rolledBack) return true;
    return this.drained && (this.view.stallCount !== this.shadow.stallCount || (this.drains & 7) === 0);
  }

  /** Whether the last beat had a victim taken out and put back. */
  get rolledBack(): boolean {
    return this.beatCount > 0 && this.view.counterLow(7) !== this.counters[7];
  }

  findAccepted(): void {
    for (let at = 0; at < this.beatCount; at++) {
      const beat = this.beats[at];
      if (beat.update !== 'inserted' && beat.update !== 'refreshed') continue;
      const slot = this.view.resolve(beat.pid);
      this.accepted = beat;
      this.acceptedSlot = slot;
      if (slot >= 0 && slot < this.shadow.length && this.shadow.pids[slot] !== beat.pid) this.victimPid = this.shadow.pids[slot];
    }
  }

  setLimits(): void {
    setLimit(this.stallLimit, this.nowNs, this.thresholdNs, 0n);
    setLimit(this.evictionLimit, this.nowNs, this.thresholdNs * EVICTION_MULTIPLIER, 1n);
    // Without a threshold every slot is silent for long enough, also one whose last beat lies in the future.
    if (this.thresholdNs === 0n) setLimit(this.stallLimit, 0xffff_ffff_ffff_ffffn, 0n, 0n);
  }

  /** What the counters are now is what they may not fall below. */
  rememberCounters(): void {
    for (let at = 0; at < this.counters.length; at++) this.counters[at] = this.view.counterLow(at);
  }
}

/** The latest last beat for a silence of `silenceNs + slackNs` at `nowNs`. */
function setLimit(limit: TimeLimit, nowNs: bigint, silenceNs: bigint, slackNs: bigint): void {
  limit.possible = nowNs >= silenceNs + slackNs;
  if (!limit.possible) return;
  const latestNs = nowNs - silenceNs - slackNs;
  limit.high = highWord(latestNs);
  limit.low = lowWord(latestNs);
}
