import type { ObserverEvent } from '../../src/index.ts';
import { guarded, takeBreach } from '../subject/guard/guard.ts';
import { guardViolation } from './guard-violation.ts';
import type { Finding, Violation } from '../oracle/finding.ts';
import { GoalCounts } from '../oracle/goals.ts';
import type { StepFacts } from '../oracle/facts.ts';
import { NO_RULES, Oracle, type CheckLevel } from '../oracle/oracle.ts';
import type { RuleListener } from '../oracle/premise-counts.ts';
import type { ModelCheck } from '../oracle/model-check.ts';
import type { Exchange, Op } from '../data/ops/op.ts';
import { Digest } from './digest.ts';
import { foldOp, foldReply, foldState } from './fold.ts';
import { harnessViolation, thrownViolation, type Phase } from './thrown.ts';
import { PRODUCTION, type Copiers, type Production } from '../subject/production.ts';
import { Subject } from '../subject/subject.ts';
import type { Companion } from './follower.ts';

/** How to check a run. */
export interface RunOptions {
  /** Default `cheap`. */
  readonly check?: CheckLevel;
  /** Rules left out, by name; see OracleOptions. */
  readonly without?: ReadonlySet<string>;
  /** The code under test; the real one unless a harness plants bugs. */
  readonly production?: Production;
  /** Whether operations, replies and states are folded into the digest; default true. Without, it says nothing. */
  readonly folds?: boolean;
  /** Hears of each rule that is asked, to count it; default nobody. */
  readonly premises?: RuleListener | undefined;
  /**
   * The code whose accesses to its arrays are counted now and then, so that the rules on work have something to judge; null for none.
   * Default `production`. Code that is counted once takes twice as long ever after: another load of the same code spares the first.
   */
  readonly counts?: Production | null;
  /** A tracker from elsewhere that follows the run; default none. */
  readonly follower?: Companion | null;
}

/** An operation that cannot be carried out where it stands: the trace is at fault, not the production code. */
export class MisplacedOpError extends Error {
  /** Index of the operation, from 0. */
  readonly step: number;

  /** For the operation at `step`; `reason` is a sentence. */
  constructor(step: number, reason: string) {
    super(reason);
    this.name = 'MisplacedOpError';
    this.step = step;
  }
}

/**
 * Carries out operations on the production code, shows each to the oracle, and folds everything into the digest: the
 * operation, the reply, and the state that it left. After the first finding a run is over.
 */
export class Run {
  /** How often each goal was reached, by number. */
  readonly goals = new GoalCounts();
  /** The production code that it is carried out on. */
  readonly subject: Subject;
  readonly #oracle: Oracle;
  readonly #without: ReadonlySet<string>;
  readonly #digest: Digest | null;
  readonly #follower: Companion | null;
  #steps = 0;
  #finding: Finding | null = null;
  #exchange: Exchange | null = null;
  /** What the oracle said of the present step; null also before it was asked. */
  #judged: Violation | null = null;
  // A column of one entry: storing a bigint there needs no write barrier of the garbage collector.
  readonly #nowNs = new BigUint64Array(1);
  #polled = false;

  /** Begins with nothing started. */
  constructor(options: RunOptions = {}) {
    this.#follower = options.follower ?? null;
    this.subject = new Subject(options.production ?? PRODUCTION, this.#follower, options.counts);
    this.#without = options.without ?? NO_RULES;
    this.#digest = options.folds === false ? null : new Digest();
    this.#oracle = new Oracle({ check: options.check ?? 'cheap', premises: options.premises, without: this.#without }, this.goals);
  }

  /** Operations carried out. */
  get steps(): number {
    return this.#steps;
  }

  /** What the oracle knows of the last step; null before a tracker was started. To look at. */
  get facts(): StepFacts | null {
    return this.#oracle.facts;
  }

  /** The model beside the production code; null where it was left out. To look at. */
  get modelCheck(): ModelCheck | null {
    return this.#oracle.modelCheck;
  }

  /** The last operation with its reply; null before the first, and where the production code threw. Valid until the next step. */
  get exchange(): Exchange | null {
    return this.#exchange;
  }

  /** Whether the last operation was a poll. */
  get polled(): boolean {
    return this.#polled;
  }

  /** The last poll's event; null after any other operation. */
  get event(): ObserverEvent | null {
    return this.#exchange?.kind === 'poll' ? this.#exchange.reply : null;
  }

  /** Time of the last operation that had one, nanoseconds. */
  get nowNs(): bigint {
    return this.#nowNs[0];
  }

  /** Names of the custom goals reached so far; null where there are none to reach. */
  get customGoals(): readonly string[] | null {
    return this.#oracle.customGoals;
  }

  /** The first violation; null while every rule holds. */
  get finding(): Finding | null {
    return this.#finding;
  }

  /** The rolling hash over all operations, replies and states so far: 16 hex digits; empty for a run that folds nothing. */
  get digest(): string {
    return this.#digest?.hex ?? '';
  }

  /** How often each goal was reached, by number. */
  get goalCounts(): readonly number[] {
    return this.goals.counts;
  }

  /**
   * Carries out one operation. The finding if a rule does not hold, null if all do. Throws {@link MisplacedOpError} for an
   * operation that needs another before it, and for any after a finding.
   */
  step(op: Op): Finding | null {
    this.#begin(op);
    this.#polled = op.op === 'poll';
    if (this.#digest !== null) foldOp(this.#digest, op);
    this.#exchange = null;
    this.#judged = null;
    this.#follower?.begin(op, this.#steps, this.nowNs);
    let violation: Violation | null;
    try {
      violation = guarded(Run.#carryOut, this, op);
    } catch (error) {
      violation = this.#judged ?? this.violationOf(error, op, this.#exchange === null ? 'carrying out' : 'judging');
    }
    this.#steps++;
    return this.#conclude(op, violation) ?? this.#catchUp(false);
  }

  /**
   * Becomes what `other` is, of the same production code and begun with the same operation: what follows is judged as it would be
   * there. Goals, digest and last exchange apart. O(capacity + datagrams that wait).
   */
  copyFrom(other: Run, copiers: Copiers): void {
    this.subject.copyFrom(other.subject, copiers);
    this.#oracle.copyFrom(other.#oracle);
    this.#steps = other.#steps;
    this.#finding = other.#finding;
    this.#nowNs[0] = other.#nowNs[0];
  }

  /** Ends the run with one more look at the whole table. */
  finish(): Finding | null {
    if (this.#finding !== null) return this.#finding;
    const op = { op: 'len' } as const;
    try {
      return this.#conclude(op, guarded(finishOf, this.#oracle, null)) ?? this.#catchUp(true);
    } catch (error) {
      return this.#conclude(op, this.violationOf(error, op, 'judging'));
    }
  }

  /** Has the tracker that follows reply to all that it was not yet asked. Its first difference, or null. */
  catchUp(): Finding | null {
    return this.#finding ?? this.#catchUp(true);
  }

  /**
   * What was thrown, as a violation: that of the production code where it, or the nonsense that it answers, is to blame, and else
   * that of this harness; null where its rule is left out. Throws the error where that rule is the harness’s. O(cells).
   */
  violationOf(error: unknown, op: Op, phase: Phase): Violation | null {
    const blamed = thrownViolation(error, op, phase, this.subject);
    const violation = blamed ?? harnessViolation(error);
    if (!this.#without.has(violation.rule)) return violation;
    // What breaks this harness is not passed over: then there is no run.
    if (blamed === null) throw error;
    return null;
  }

  /** Whether a rule is left out. */
  isWithout(rule: string): boolean {
    return this.#without.has(rule);
  }

  /** Raises a finding that the oracle does not make, at the last operation. */
  report(op: Op, violation: Violation): Finding {
    return this.#find(op, violation);
  }

  /** Raises a finding about the making of the next operation, which there may never be. */
  reportBeforeNext(violation: Violation): Finding {
    this.#finding = { ...violation, op: this.#steps === 0 ? 'observer' : 'poll', step: this.#steps, nowNs: this.nowNs };
    return this.#finding;
  }

  /** Has the production code carry out an operation, and the oracle check it; then folds reply and state into the digest. */
  static #carryOut(this: void, run: Run, op: Op): Violation | null {
    const exchange = run.subject.apply(op);
    run.#exchange = exchange;
    run.#judged = run.#oracle.check(exchange, run.subject);
    const digest = run.#digest;
    if (digest === null) return run.#judged;
    foldReply(digest, exchange);
    if (exchange.kind !== 'datagram') foldState(digest, run.#oracle.facts);
    return run.#judged;
  }

  /** The finding that a guarded part of the run came to: a breach of the guard before anything else. */
  #conclude(op: Op, judged: Violation | null): Finding | null {
    const breach = takeBreach();
    const violation = breach === null ? judged : guardViolation('step', breach);
    return violation === null ? null : this.#find(op, violation);
  }

  /** What the tracker that follows has come to: its finding may lie at an operation before the last one. */
  #catchUp(all: boolean): Finding | null {
    if (this.#follower !== null) this.#finding = this.#follower.catchUp(all);
    return this.#finding;
  }

  #find(op: Op, violation: Violation): Finding {
    this.#finding = { ...withinBounds(violation), op: op.op, step: Math.max(0, this.#steps - 1), nowNs: this.nowNs };
    return this.#finding;
  }

  /**
   * Takes the time of an operation that has one, once it is known to be in its place. One switch for both: operations have many shapes, so
   * that to ask for their kind takes 50 instructions each time.
   */
  #begin(op: Op): void {
    if (this.#finding !== null) throw this.#misplaced('the run has ended with a finding');
    const { observer, tracker, listeners, udpListeners } = this.subject;
    switch (op.op) {
      case 'datagram':
        if (observer === null) throw this.#misplaced('datagram needs an observer operation before it');
        if (op.listener >= listeners.length)
          throw this.#misplaced(`listener must be below ${listeners.length}, the number of listeners, got ${op.listener}`);
        this.#nowNs[0] = op.now;
        return;
      case 'poll':
        if (observer === null) throw this.#misplaced('poll needs an observer operation before it');
        this.#nowNs[0] = op.now;
        return;
      case 'metrics':
      case 'settled':
        if (observer === null) throw this.#misplaced(`${op.op} needs an observer operation before it`);
        if (op.op === 'settled') this.#nowNs[0] = op.now;
        return;
      case 'socket':
        if (op.listener >= udpListeners.length)
          throw this.#misplaced(`socket needs an observer with udp listeners before it, and listener below their number`);
        this.#nowNs[0] = op.now;
        return;
      case 'record':
      case 'drain':
      case 'take':
      case 'get':
      case 'len':
        if (tracker === null) throw this.#misplaced(`${op.op} needs a new operation before it`);
        if (observer !== null) throw this.#misplaced(`${op.op} needs a tracker of its own: this one is its observer’s`);
        if (op.op === 'record' || op.op === 'drain') this.#nowNs[0] = op.now;
        return;
      default:
    }
  }

  #misplaced(reason: string): MisplacedOpError {
    return new MisplacedOpError(this.#steps, reason);
  }
}

/** Characters of each text of a finding. */
const TEXT_MAX = 1000;

/** A violation whose texts have an end: they may show what the production code handed out. */
function withinBounds(violation: Violation): Violation {
  const { reason, expected, got } = violation;
  return { ...violation, reason: clipped(reason), expected: clipped(expected), got: clipped(got) };
}

function clipped(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}… (${text.length} characters)`;
}

function finishOf(oracle: Oracle): Violation | null {
  return oracle.finish();
}
