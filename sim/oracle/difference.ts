import type { ObserverEvent, Update } from '../../src/index.ts';
import type { Outcome } from '../../src/internal.ts';
import { countOf } from '../data/count.ts';
import { showTime } from '../data/duration.ts';
import { decodeWords, eventWords, showNonce, showValue, updateWords } from '../data/ops/event-words.ts';
import type { SocketReply } from '../data/ops/adapter-ops.ts';
import type { DrainedStall, Exchange, MetricValue } from '../data/ops/op.ts';
import { formatReplyLine } from '../data/ops/reply-format.ts';
import type { ModelSlot } from './model/index.ts';

/** The sentences of the comparison, by rule. */
export const MODEL_RULES = {
  reply: 'the reply is the one that the model gives',
  event: 'a poll surfaces what the model’s poll surfaces',
  state: 'length, cursor, stall count, clock, limiter and schedule are those of the model',
  counters: 'every counter is that of the model',
  slot: 'a slot that the step was about is as the model has it',
  table: 'every slot is as the model has it',
} as const;

/** Where the production code and the model differ. */
export interface Difference {
  /** See {@link MODEL_RULES}. */
  readonly rule: keyof typeof MODEL_RULES;
  /** What is different, as a sentence without its full stop. */
  readonly reason: string;
  /** What the model has. */
  readonly expected: string;
  readonly got: string;
}

/** How the count of an outcome, or of a reason to refuse a frame, differs from the model's. */
export interface CountDifference<Name extends string = string> {
  readonly name: Name;
  readonly expected: number;
  readonly got: number;
}

/** How a report speaks of a scalar of the ledger or of the observer. */
const STATE_WORDS = {
  length: (value: string) => `${things(value, 'pid is', 'pids are')} tracked`,
  cursor: (value: string) => `the scan cursor stands at slot ${value}`,
  'stall count': (value: string) => `${things(value, 'pid is', 'pids are')} flagged as stalled`,
  'pending stalls': (value: string) => `${things(value, 'stall waits', 'stalls wait')} to be reported`,
  'next listener': (value: string) => `the next poll begins with listener ${value}`,
  'milli-tokens': (value: string) => `the global limiter holds ${things(value, 'thousandth', 'thousandths')} of a frame`,
  'last drain': (value: string) => `stalls were last drained at ${showTime(BigInt(value))}`,
  drains: (value: string) => `stalls were drained ${things(value, 'time', 'times')}`,
  'clock regressions': (value: string) => `${things(value, 'step', 'steps')} back of the clock ${value === '1' ? 'is' : 'are'} counted`,
  'clock jumps': (value: string) => `${things(value, 'jump', 'jumps')} of the clock ${value === '1' ? 'is' : 'are'} counted`,
  pauses: (value: string) => `${things(value, 'pause', 'pauses')} of the observer ${value === '1' ? 'is' : 'are'} counted`,
} as const;

function things(value: string, one: string, many: string): string {
  return `${value} ${value === '1' ? one : many}`;
}

/** A scalar that is another than the model's. `note` is what else the report should say of it. */
export function stateDifference(what: keyof typeof STATE_WORDS, expected: number | bigint, got: number | bigint, note = ''): Difference {
  const other = what === 'last drain' ? showTime(BigInt(expected)) : String(expected);
  return {
    rule: 'state',
    reason: `${STATE_WORDS[what](String(got))}, in the model ${other}${note === '' ? '' : `: ${note}`}`,
    expected: `${what} ${String(expected)}`,
    got: String(got),
  };
}

/** A counter that is another than the model's. */
export function counterDifference(name: string, expected: unknown, got: unknown): Difference {
  const reason =
    name === 'evicted_pid'
      ? `the pid evicted last is told as ${showValue(got)}, in the model ${showValue(expected)}`
      : `the counter ${name} is at ${showValue(got)}, in the model at ${showValue(expected)}`;
  return { rule: 'counters', reason, expected: `${name} ${String(expected)}`, got: String(got) };
}

/** Counts of which each datagram adds to one: an outcome, or the reason of a refusal. `differences` are all of them, one at least. */
export function countsDifference(differences: readonly CountDifference[]): Difference {
  const [{ name, expected, got }] = differences;
  return { ...counterDifference(name, expected, got), reason: toldApart('a datagram', differences) ?? countWords(differences) };
}

/** One datagram that came to something else; null where the counts say more than that. */
function toldApart(what: string, differences: readonly CountDifference[]): string | null {
  const [missed, ...moreMissed] = differences.filter(({ expected, got }) => expected === got + 1);
  const [added, ...moreAdded] = differences.filter(({ expected, got }) => got === expected + 1);
  if (missed === undefined || added === undefined || moreMissed.length + moreAdded.length + 2 !== differences.length) return null;
  return moreMissed.length + moreAdded.length === 0 ? `${what} came out as ${added.name}, in the model as ${missed.name}` : null;
}

function countWords(differences: readonly CountDifference[]): string {
  const parts = differences.map(({ name, expected, got }) => `${name} ${got}, in the model ${expected}`);
  return `datagrams are counted otherwise: ${parts.join('; ')}`;
}

/** Events of one poll that differ. `outcomes` are those whose counts differ after it. */
export function eventDifference(
  expected: ObserverEvent | null,
  got: ObserverEvent | null,
  outcomes: readonly CountDifference<Outcome>[],
): Difference {
  const fields = expected !== null && got !== null && expected.kind === got.kind ? fieldDifferences(expected, got) : [];
  if (got !== null && fields.length > 0 && !fields.some(({ name }) => name === 'pid')) {
    const listed = (pick: (field: FieldDifference) => unknown): string =>
      `${got.kind} with ${fields.map((field) => `${field.name} ${showField(field.name, pick(field))}`).join(', ')}`;
    const of = got.kind === 'decode' ? 'the refusal of a datagram' : `the ${got.kind} event of pid ${got.pid}`;
    const reason = `${of} ${showFields(fields)}`;
    return { rule: 'event', reason, expected: listed((field) => field.expected), got: listed((field) => field.got) };
  }
  const words = { expected: eventWords(expected), got: eventWords(got) };
  const apart = toldApart(datagramOf(got, expected), outcomes);
  const why = expected === null || expected.kind === 'beat' || expected.kind === 'stall' ? '' : ` (${words.expected})`;
  const reason = apart === null ? `this poll: ${words.got}; the model’s poll: ${words.expected}` : `${apart}${why}`;
  return { rule: 'event', reason, ...words };
}

/** The datagram that made one of two events, as a report speaks of it. */
function datagramOf(...events: readonly (ObserverEvent | null)[]): string {
  const named = events.find((event) => event !== null && event.kind !== 'stall' && 'pid' in event);
  return named !== undefined && named !== null && 'pid' in named ? `a datagram of pid ${named.pid}` : 'a datagram';
}

/** A field that has another value than in the model. */
interface FieldDifference {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
}

function fieldDifferences(expected: object, got: object): FieldDifference[] {
  const others = got as Readonly<Record<string, unknown>>;
  return Object.entries(expected).flatMap(([name, value]) =>
    value === others[name] ? [] : [{ name, expected: value as unknown, got: others[name] }],
  );
}

const TIME_FIELDS: ReadonlySet<string> = new Set(['last beat', 'lastBeatNs', 'last']);
const NONCE_FIELDS: ReadonlySet<string> = new Set(['nonce', 'lastNonce']);

function showField(name: string, value: unknown): string {
  if (typeof value !== 'bigint') return value === null ? 'unknown' : showValue(value);
  if (TIME_FIELDS.has(name)) return showTime(value);
  return NONCE_FIELDS.has(name) ? showNonce(value) : String(value);
}

/** `has nonce 2, in the model 1`: all fields that differ. */
function showFields(fields: readonly FieldDifference[]): string {
  return `has ${fields.map(({ name, expected, got }) => `${name} ${showField(name, got)}, in the model ${showField(name, expected)}`).join('; ')}`;
}

/** A slot under the names by which reports know its fields. */
function namedFields({ pid, nonce, last, status, origin, ns, stalled, terminal, generation }: ModelSlot): object {
  return { pid, nonce, 'last beat': last, status, origin, namespace: ns, 'stall flag': stalled, 'last word': terminal, generation };
}

function slotWords(slot: ModelSlot): string {
  return Object.entries(namedFields(slot))
    .map(([name, value]) => `${name} ${showField(name, value)}`)
    .join(', ');
}

/** A slot that is another than the model's. */
export function slotDifference(slot: number, expected: ModelSlot, got: ModelSlot): Difference {
  const fields = fieldDifferences(namedFields(expected), namedFields(got));
  return {
    rule: 'slot',
    reason: `slot ${slot} (pid ${expected.pid}) ${showFields(fields)}`,
    expected: slotWords(expected),
    got: slotWords(got),
  };
}

/** Replies to one operation that differ. */
export function replyDifference(expected: Exchange, got: Exchange): Difference {
  return { rule: 'reply', reason: replyReason(expected, got), expected: formatReplyLine(expected), got: formatReplyLine(got) };
}

function replyReason(expected: Exchange, got: Exchange): string {
  switch (got.kind) {
    case 'record':
      return `the beat of pid ${got.op.pid} is ${updateWords(got.reply)}; in the model ${updateWords(expected.reply as Update)}`;
    case 'drain':
      return `the drain hands out ${pidsOf(got.reply)}; in the model ${pidsOf(expected.reply as readonly DrainedStall[])}`;
    case 'get':
      return `${got.op.field} of pid ${got.op.pid} is ${replyWords(got.reply)}; in the model ${replyWords(expected.reply)}`;
    case 'take':
      return `the counter ${got.op.counter} is taken as ${showValue(got.reply)}; in the model ${showValue(expected.reply)}`;
    case 'decode':
      return decodeReason(expected.reply, got.reply);
    case 'encode':
      return encodeReason(expected.reply as Uint8Array, got.reply);
    case 'socket':
      return `after ${got.op.event}, UDP listener ${got.op.listener} ${showFields(fieldDifferences(expected.reply as SocketReply, got.reply))}`;
    case 'exposition':
      return textReason(expected.reply as string | null, got.reply);
    default:
      return `the reply to ${got.kind} is ${showValue(got.reply)}; in the model ${showValue(expected.reply)}`;
  }
}

/** The first line in which a text for Prometheus is another. */
function textReason(expected: string | null, got: string | null): string {
  if (expected === null || got === null)
    return `the text for Prometheus is ${got === null ? 'refused' : 'written'}; in the model it is ${expected === null ? 'refused' : 'written'}`;
  const [theirs, ours] = [expected.split('\n'), got.split('\n')];
  const at =
    Array.from({ length: Math.max(theirs.length, ours.length) }, (_, place) => place).find((place) => theirs[place] !== ours[place]) ?? 0;
  const line = (text: string | undefined): string => (text === undefined ? 'not there' : showLine(text));
  return `line ${at + 1} of the text for Prometheus is ${line(ours[at])}; in the model ${line(theirs[at])}`;
}

function showLine(text: string): string {
  return text === '' ? 'empty' : text;
}

function decodeReason(expected: unknown, got: object | Parameters<typeof decodeWords>[0]): string {
  if (typeof expected === 'object' && expected !== null && typeof got === 'object')
    return `the frame ${showFields(fieldDifferences(expected, got))}`;
  return `the bytes are decoded as ${decodeWords(got)}; in the model ${decodeWords(expected as Parameters<typeof decodeWords>[0])}`;
}

function encodeReason(expected: Uint8Array, got: Uint8Array): string {
  const at = expected.findIndex((byte, place) => byte !== got[place]);
  if (at < 0) return `the frame has ${countOf(got.length, 'byte')}; in the model ${expected.length}`;
  return `byte ${at} of the frame is ${got[at] ?? 'not there'}; in the model ${expected[at]}`;
}

function replyWords(value: unknown): string {
  if (value === undefined) return 'that of a pid that is not tracked';
  return value === null ? 'unknown' : showValue(value);
}

function pidsOf(stalls: readonly DrainedStall[]): string {
  return stalls.length === 0
    ? 'nobody'
    : stalls.map(({ pid, nonce, last }) => `pid ${pid} (nonce ${showNonce(nonce)}, last beat ${showTime(last)})`).join(', ');
}

/** The first metric that is another than the model's, by name, type or value; null if all are the same. O(metrics). */
export function metricDifference(expected: readonly MetricValue[], got: readonly MetricValue[]): Difference | null {
  const at = expected.findIndex(
    ({ name, type, value }, place) => name !== got[place]?.name || type !== got[place].type || value !== got[place].value,
  );
  const show = (metric: MetricValue | undefined): string =>
    metric === undefined ? 'nothing' : `${metric.type} ${metric.name} ${metric.value}`;
  if (at < 0)
    return got.length === expected.length
      ? null
      : {
          rule: 'reply',
          reason: `${countOf(got.length, 'metric is', 'metrics are')} told; in the model ${expected.length}`,
          expected: countOf(expected.length, 'metric'),
          got: `${got.length}`,
        };
  const other = got[at] as MetricValue | undefined;
  const isSameMetric = other?.name === expected[at].name && other.type === expected[at].type;
  const reason = isSameMetric
    ? `the metric ${other.name} is ${other.value}; in the model ${expected[at].value}`
    : `the metrics have ${show(other)} where the model has ${show(expected[at])}`;
  return { rule: 'reply', reason, expected: show(expected[at]), got: show(other) };
}
