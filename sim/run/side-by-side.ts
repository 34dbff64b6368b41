import type { Exchange, NewOp, ObserverOp, Op, OpKind, TrackerOp } from '../data/ops/op.ts';
import { isObject } from '../data/ops/fields.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { formatReplyLine, sameJson } from '../data/ops/reply-format.ts';
import { DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW } from '../data/spec/limits.ts';
import { parseJsonLine } from '../data/trace/lines.ts';
import { lackingOption, newOf, supports } from '../subject/foreign/hello.ts';
import type { Answers, TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import { keyOf, plain, WINDOW, type Companion } from './follower.ts';

/** Where two trackers reply differently. */
export interface Difference {
  /** The operation of the run, counted from 0. */
  readonly step: number;
  readonly op: OpKind;
  readonly request: TrackerOp;
  /** What each replied, a line of JSON, or how it failed to. */
  readonly replies: readonly [string, string];
  /** The reply of the run's own tracker, and which of the two give it too. */
  readonly expected: string;
  readonly areRight: readonly [boolean, boolean];
}

interface Request {
  readonly op: TrackerOp;
  readonly expected: string;
  readonly at: { readonly step: number; readonly op: OpKind };
}

type Pair = readonly [TrackerConnection, TrackerConnection];

/**
 * Two trackers from elsewhere that are asked what a run's own tracker is asked, and compared with each other up to the first difference.
 * What one of them does not do, or says is unsupported, is skipped for both and counted.
 */
export class SideBySide implements Companion {
  readonly #pair: Pair;
  readonly #skipped = new Map<string, number>();
  #waiting: Request[] = [];
  #at: Request['at'] = { step: 0, op: 'new' };
  #isStarted = false;
  /** Whether both are known to be in the same state: not after an operation that changes it and that one of them did not do. */
  #isKnown = true;
  #compared = 0;
  #difference: Difference | null = null;

  constructor(pair: Pair) {
    this.#pair = pair;
    for (const each of pair) each.begin();
  }

  /** The first difference; null while there is none. */
  get difference(): Difference | null {
    return this.#difference;
  }

  /** Requests whose two replies were compared. */
  get compared(): number {
    return this.#compared;
  }

  /** Requests that were not compared, by what was asked. */
  get skipped(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#skipped].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  begin(op: Op, step: number): void {
    this.#at = { op: op.op, step };
  }

  start(op: NewOp | ObserverOp): void {
    const lacking = this.#pair.map(({ hello }) => lackingOption(op, hello)).find((option) => option !== null) ?? null;
    this.#isStarted = lacking === null;
    if (lacking !== null) this.#skip(`new with ${lacking}`);
    else this.#add(newOf(op, { capacity: DEFAULT_CAPACITY, policy: 'strict', window: DEFAULT_EVICTION_SCAN_WINDOW }), '{"ok":true}');
  }

  note(exchange: Exchange): void {
    const op = exchange.op as TrackerOp;
    const isAsked = (this.#isStarted || isOfCodec(op)) && this.#pair.every(({ hello }) => supports(hello, op));
    if (isAsked) this.#add(plain(op), formatReplyLine(exchange));
    else this.#skip(keyOf(op));
  }

  catchUp(all: boolean): null {
    if (this.#difference === null && this.#waiting.length >= (all ? 1 : WINDOW)) this.#ask();
    return null;
  }

  #ask(): void {
    const requests = this.#waiting;
    this.#waiting = [];
    const [first, second] = this.#pair.map((each) => each.submit(requests.map(({ op }) => op))).map((answers) => answers());
    for (const [at, { op, expected, at: place }] of requests.entries()) {
      const replies = [replyAt(first, at), replyAt(second, at)] as const;
      const difference: Difference = {
        ...place,
        request: op,
        replies: [replies[0].line, replies[1].line],
        expected,
        areRight: [isSame(replies[0].line, expected), isSame(replies[1].line, expected)],
      };
      if (replies.some(({ isFault }) => isFault)) {
        this.#difference = difference;
        return;
      }
      if (!this.#compare(op, difference)) return;
    }
  }

  /** False at the first difference. */
  #compare(op: TrackerOp, difference: Difference): boolean {
    const { replies } = difference;
    if (op.op === 'new') this.#isKnown = true;
    const isUnsupported = replies.some((line) => hasKey(line, 'unsupported'));
    if (isUnsupported || (!this.#isKnown && !isOfCodec(op))) {
      this.#skip(keyOf(op));
      if (isUnsupported && (op.op === 'new' || op.op === 'record' || op.op === 'drain')) this.#isKnown = false;
      return true;
    }
    this.#compared++;
    // Each refuses in words of its own.
    if (isSame(...replies) || replies.every((line) => hasKey(line, 'error'))) return true;
    this.#difference = difference;
    return false;
  }

  #add(op: TrackerOp, expected: string): void {
    if (this.#difference === null) this.#waiting.push({ op, expected, at: this.#at });
  }

  #skip(what: string): void {
    this.#skipped.set(what, (this.#skipped.get(what) ?? 0) + 1);
  }
}

function replyAt({ replies, fault }: Answers, at: number): { readonly line: string; readonly isFault: boolean } {
  return at < replies.length ? { line: replies[at], isFault: false } : { line: `no reply: ${fault?.got ?? 'it has ended'}`, isFault: true };
}

function isOfCodec({ op }: TrackerOp): boolean {
  return op === 'decode' || op === 'encode';
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [parseJsonLine(a), parseJsonLine(b)];
  return !isRefusal(first) && !isRefusal(second) && sameJson(first.value, second.value);
}

function hasKey(line: string, key: string): boolean {
  if (!line.includes(key)) return false;
  const json = parseJsonLine(line);
  return !isRefusal(json) && isObject(json.value) && key in json.value;
}
