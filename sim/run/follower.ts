import type { Update } from '../../src/index.ts';
import { DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW } from '../data/spec/limits.ts';
import { isObject } from '../data/ops/fields.ts';
import { formatOp } from '../data/ops/op-format.ts';
import type { Exchange, NewOp, ObserverOp, Op, OpKind, TrackerOp } from '../data/ops/op.ts';
import { isRefusal, show } from '../data/ops/refusal.ts';
import { formatReplyLine, sameJson } from '../data/ops/reply-format.ts';
import { parseJsonLine } from '../data/trace/lines.ts';
import { CONFORMANCE_RULES, type ConformanceRule } from '../oracle/conformance-rules.ts';
import type { Finding, Violation } from '../oracle/finding.ts';
import { lackingOption, lackingOptions, newOf, supports, type Hello, titleOf } from '../subject/foreign/hello.ts';
import { replyFault } from '../subject/foreign/reply-form.ts';
import type { CallSink } from '../subject/subject.ts';
import type { Answers, ConnectionFault, ExpectedDeviation, TrackerConnection } from '../subject/foreign/tracker-connection.ts';

/** Requests that wait to be asked, at most, unless told otherwise: one operation of the run after another is asked at once. */
export const LOCK_STEP = 1;

/** Requests that are asked together where the run does not wait for the replies; twice as many are in flight. */
export const WINDOW = 2048;

/** A request with the reply that is right, and the operation of the run that it belongs to. */
interface Request {
  readonly op: TrackerOp;
  /** As a line of JSON. */
  readonly expected: string;
  readonly at: Place;
}

/** A reply that was compared. */
export interface ComparedReply {
  /** The operation of the run that it belongs to, counted from 0. */
  readonly step: number;
  readonly op: TrackerOp;
  /** The right reply, and the one that came. */
  readonly expected: string;
  readonly line: string;
}

/** Is told of each reply that was compared, with the rule that it is counted by. */
export type OnCompared = (rule: ConformanceRule, reply: ComparedReply) => void;

/** Requests that were submitted together. */
interface Batch {
  readonly requests: readonly Request[];
  /** Waits for the replies. */
  readonly answers: () => Answers;
}

/** An operation of the run. */
interface Place {
  readonly op: OpKind;
  readonly step: number;
  readonly nowNs: bigint;
}

/** What a follower has done so far. */
export interface FollowCounts {
  /** Its name and version, as it says. */
  readonly tracker: string;
  /** Requests whose replies were compared. */
  readonly compared: number;
  /** Requests that were not made, or were answered with `unsupported`, by what was asked. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Options that the tracker does not have, and that its runs are made without. */
  readonly lacking: readonly string[];
}

/** What sees all that a run's tracker and codec are asked, with the replies, and may end the run with a finding. */
export interface Companion extends CallSink {
  /** From now on requests belong to this operation. */
  begin(op: Op, step: number, nowNs: bigint): void;
  /** Has a look at what came since, at all of it where the run ends; the finding, or null. */
  catchUp(all: boolean): Finding | null;
}

/**
 * A tracker from elsewhere that follows a run: whatever the run's own tracker is asked, by an operation or by the observer that owns
 * it, it is asked too, and its replies are compared with those of the run's tracker, which the oracle has judged. It cannot change the
 * run. Requests are kept until `window` of them wait, so that nothing waits for a program.
 */
export class Follower implements Companion {
  readonly #connection: TrackerConnection;
  readonly #window: number;
  readonly #onCompared: OnCompared;
  readonly #expected: readonly ExpectedDeviation[];
  readonly #skipped = new Map<string, number>();
  #waiting: Request[] = [];
  /** Requests that were submitted and whose replies are yet to be compared, in order. */
  readonly #batches: Batch[] = [];
  #at: Place = { op: 'new', step: 0, nowNs: 0n };
  /** Whether the run's present tracker was started here too. */
  #isStarted = false;
  /** Whether the state after the request that was compared last is known: not after one that was answered with `unsupported`. */
  #isKnown = true;
  #compared = 0;

  /** `expected` are wrong replies that are passed over. */
  constructor(
    connection: TrackerConnection,
    window: number = LOCK_STEP,
    onCompared: OnCompared = () => {},
    expected: readonly ExpectedDeviation[] = [],
  ) {
    this.#expected = expected;
    this.#connection = connection;
    this.#window = window;
    this.#onCompared = onCompared;
    connection.begin();
  }

  /** What the tracker says of itself. */
  get hello(): Hello {
    return this.#connection.hello;
  }

  /** See {@link FollowCounts}. */
  get counts(): FollowCounts {
    const skipped = Object.fromEntries([...this.#skipped].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { tracker: titleOf(this.hello), compared: this.#compared, skipped, lacking: lackingOptions(this.hello) };
  }

  begin(op: Op, step: number, nowNs: bigint): void {
    this.#at = { op: op.op, step, nowNs };
  }

  /** A tracker was started, alone or in an observer. */
  start(op: NewOp | ObserverOp): void {
    const { hello } = this.#connection;
    const lacking = lackingOption(op, hello);
    this.#isStarted = lacking === null;
    if (lacking !== null) this.#skip(`new with ${lacking}`);
    else this.#add(newOf(op, { capacity: DEFAULT_CAPACITY, policy: 'strict', window: DEFAULT_EVICTION_SCAN_WINDOW }), '{"ok":true}');
  }

  /** The run's tracker or codec was asked something. */
  note(exchange: Exchange): void {
    const op = exchange.op as TrackerOp;
    const isCodec = op.op === 'decode' || op.op === 'encode';
    if (!isCodec && !this.#isStarted) this.#skip(keyOf(op));
    else if (supports(this.#connection.hello, op)) this.#add(plain(op), formatReplyLine(exchange));
    else this.#skip(keyOf(op));
  }

  /** Asks what waits if it is enough, or all of it; the first difference, or null. */
  catchUp(all: boolean): Finding | null {
    if (this.#waiting.length >= (all ? 1 : this.#window)) this.#submit();
    // With a window of one the replies are those of this operation.
    const inFlight = all || this.#window === LOCK_STEP ? 0 : 1;
    while (this.#batches.length > inFlight) {
      const finding = this.#compareBatch(this.#batches.shift() as Batch);
      if (finding !== null) return finding;
    }
    return null;
  }

  #submit(): void {
    const requests = this.#waiting;
    this.#waiting = [];
    this.#batches.push({ requests, answers: this.#connection.submit(requests.map(({ op }) => op)) });
  }

  #compareBatch({ requests, answers }: Batch): Finding | null {
    const { replies, fault } = answers();
    for (const [at, reply] of replies.entries()) {
      const request = requests[at];
      const violation = this.#compare(request, reply);
      if (violation !== null && !this.#isExpected(violation, request)) return { ...violation, ...request.at };
    }
    if (fault === null) return null;
    const request = requests[Math.min(replies.length, requests.length - 1)];
    return { ...faultViolation(request, fault), ...request.at };
  }

  #add(op: TrackerOp, expected: string): void {
    this.#waiting.push({ op, expected, at: this.#at });
  }

  #count(request: Request, line: string): void {
    this.#compared++;
    this.#onCompared(ruleOf(request), { step: request.at.step, op: request.op, expected: request.expected, line });
  }

  #skip(what: string): void {
    this.#skipped.set(what, (this.#skipped.get(what) ?? 0) + 1);
  }

  #compare(request: Request, line: string): Violation | null {
    const { op } = request.op;
    if (op === 'new') this.#isKnown = true;
    else if (!this.#isKnown && op !== 'decode' && op !== 'encode') {
      this.#skip(keyOf(request.op));
      return null;
    }
    if (line === request.expected) {
      this.#count(request, line);
      return null;
    }
    const json = parseJsonLine(line);
    if (isRefusal(json)) return otherReply(request, 'reply-is-a-line', line, json.refused);
    const { value } = json;
    if (isObject(value) && 'unsupported' in value && typeof value.unsupported === 'string') return this.#takeUnsupported(request);
    if (isObject(value) && 'error' in value)
      return otherReply(request, 'takes-lawful-requests', line, 'it refuses a request that is lawful');
    this.#count(request, line);
    const fault = replyFault(request.op, value);
    if (fault !== null) return otherReply(request, 'reply-in-form', line, fault);
    if (sameJson(value, JSON.parse(request.expected))) return null;
    const rule = ruleOf(request);
    return otherReply(request, rule, line, `${CONFORMANCE_RULES[rule]}, and here the reply is another one`);
  }

  #takeUnsupported({ op }: Request): null {
    this.#passOver(op, keyOf(op));
    return null;
  }

  /** Whether a wrong reply is expected: it is counted, and passed over. */
  #isExpected({ rule, got }: Violation, { op }: Request): boolean {
    const isExpected = this.#expected.some((each) => each.check === rule && (each.got === undefined || each.got === got));
    if (isExpected) this.#passOver(op, `known deviation ${rule}`);
    return isExpected;
  }

  /** What only reads leaves the state as it is known; after anything else it is not. */
  #passOver({ op }: TrackerOp, what: string): void {
    this.#skip(what);
    if (op === 'new' || op === 'record' || op === 'drain') this.#isKnown = false;
  }
}

/** A follower of a run for a tracker that is to follow, one operation at a time by default; null where there is none. */
export function followerOf(connection: TrackerConnection | null, window: number = LOCK_STEP): Follower | null {
  return connection === null ? null : new Follower(connection, window, undefined, connection.expected);
}

/** A generation that is unknown is left out, as in a trace. */
export function plain(op: TrackerOp): TrackerOp {
  if (op.op !== 'record' || (op.generation !== null && op.generation !== undefined)) return op;
  const { generation: _, ...rest } = op;
  return rest;
}

/** What is counted as skipped together. */
export function keyOf(op: TrackerOp): string {
  return op.op === 'take' ? `take ${op.counter}` : op.op;
}

/** Where the update begins in a reply to `record`: cut out, since every reply is counted by its rule. */
const UPDATE_AT = '{"update":"'.length;

/** The rule of a reply that differs: what was asked, and what the right reply is, so that two bugs have two signatures. */
function ruleOf({ op, expected }: Request): ConformanceRule {
  switch (op.op) {
    case 'record':
      return `record-${expected.slice(UPDATE_AT, -2) as Update}`;
    case 'take':
      return dashed(`take_${op.counter}`);
    case 'get':
      return dashed(`get_${op.field}`);
    default:
      return op.op;
  }
}

type Dashed<T extends string> = T extends `${infer A}_${infer B}` ? `${A}-${Dashed<B>}` : T;

function dashed<T extends string>(name: T): Dashed<T> {
  return name.replaceAll('_', '-') as Dashed<T>;
}

function otherReply({ op, expected }: Request, rule: ConformanceRule, line: string, reason: string): Violation {
  return {
    judge: 'conformance',
    rule,
    reason,
    expected,
    got: line,
    details: [['request', formatOp(op)]],
  };
}

function faultViolation({ op, expected }: Request, { rule, got, lastLines }: ConnectionFault): Violation {
  return {
    judge: 'conformance',
    rule,
    reason: got,
    expected,
    got,
    details: [
      ['request', formatOp(op)],
      ...lastLines.map((line, at): readonly [string, string] => [at === 0 ? 'last' : '', show(line).slice(1, -1)]),
    ],
  };
}
