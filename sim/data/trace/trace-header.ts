import { Fields } from '../ops/fields.ts';
import { integer, member, membersJson, optional, readMembers, TEXT, word, type Member, type Members } from '../ops/members.ts';
import { show, type Refusal } from '../ops/refusal.ts';
import { jsonText } from '../quoting/printable.ts';

/** The only version of the format so far. */
const TRACE_VERSION = 1;

/** Whether the regression corpus expects a trace to bring its finding (`open`) or none (`fixed`). */
export const TRACE_STATUSES = ['open', 'fixed'] as const;

/** See {@link TRACE_STATUSES}. */
export type TraceStatus = (typeof TRACE_STATUSES)[number];

/** What was found when the trace was run. */
export interface TraceFinding {
  /** Which part of the oracle found it. With `rule` and `op` the signature of the finding. */
  readonly judge: string;
  /** The rule that did not hold. */
  readonly rule: string;
  /** Kind of the operation at which it was found. */
  readonly op: string;
  /** Which operation of the trace that is, counted from 0. */
  readonly step: number;
  /** One sentence. */
  readonly reason: string;
  /** What should have been and what was: any JSON, nested at most 32 deep. */
  readonly expected?: unknown;
  /** What there was instead. */
  readonly got?: unknown;
}

/**
 * Where a trace comes from. Replaying needs none of it: a trace replays from its operations. Texts are empty where unknown.
 */
export interface TraceHeader {
  /** A short name for people. */
  readonly name: string;
  /** What the trace shows, in a sentence. */
  readonly why: string;
  /** Seed and scenario of the run that it was recorded from, and the commit. */
  readonly seed: string;
  /** Name of the scenario that made the operations; empty for none. */
  readonly scenario: string;
  /** Commit of the code that recorded it; empty where that is unknown. */
  readonly commit: string;
  /** What was found in that run; null for none. */
  readonly finding: TraceFinding | null;
  /** The rolling digest after the last operation. */
  readonly digest: string;
  /** What was given as `--tracker`, where the finding is about a tracker from elsewhere. */
  readonly tracker?: string;
  /** For the regression corpus. */
  readonly status?: TraceStatus;
  /** Who is responsible for an open finding. */
  readonly owner?: string;
  /** The last day on which an open finding may stay open: YYYY-MM-DD. */
  readonly expires?: string;
}

/** The header of a trace that has none. */
export const EMPTY_TRACE_HEADER: TraceHeader = {
  name: '',
  why: '',
  seed: '',
  scenario: '',
  commit: '',
  finding: null,
  digest: '',
};

/** Whether a parsed line is meant as a header: an object with a `trace` key. O(1). */
export function looksLikeHeader(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'trace' in value;
}

/** Reads a header from parsed JSON: strict, everything but `trace` may be left out. Never throws. O(header). */
export function parseTraceHeader(value: object): TraceHeader | Refusal {
  const version = 'trace' in value ? value.trace : undefined;
  if (version !== TRACE_VERSION) {
    return { refused: `trace version ${show(version)} is not supported: it must be ${TRACE_VERSION}` };
  }
  const fields = new Fields(value);
  fields.integer('trace', TRACE_VERSION, TRACE_VERSION);
  const header = readMembers(fields, HEADER_MEMBERS);
  const fault = fields.end('a trace header');
  return fault === null ? header : { refused: fault };
}

/** A header as one line of JSON without the newline, its keys in the order of the format. O(header). */
export function formatTraceHeader(header: TraceHeader): string {
  return jsonText(membersJson(header, HEADER_MEMBERS, { trace: TRACE_VERSION }));
}

const ANY = member((fields, key) => fields.free(key));
const TEXT_OR_EMPTY = member((fields, key) => (fields.has(key) ? fields.string(key) : ''));
const DAY = member((fields, key) => {
  const text = fields.string(key);
  if (!isDay(text)) fields.fail(`${key} must be a day as YYYY-MM-DD, got ${show(text)}`);
  return text;
});

const FINDING_MEMBERS: Members<TraceFinding> = {
  judge: TEXT,
  rule: TEXT,
  op: TEXT,
  step: integer(0, Number.MAX_SAFE_INTEGER),
  reason: TEXT,
  expected: optional(ANY),
  got: optional(ANY),
};

const FINDING: Member<TraceFinding | null> = member(
  (fields, key) => (fields.has(key) ? fields.objectOrNull(key, key, (inner) => readMembers(inner, FINDING_MEMBERS)) : null),
  (finding) => finding && membersJson(finding, FINDING_MEMBERS),
);

const HEADER_MEMBERS: Members<TraceHeader> = {
  name: TEXT_OR_EMPTY,
  why: TEXT_OR_EMPTY,
  seed: TEXT_OR_EMPTY,
  scenario: TEXT_OR_EMPTY,
  commit: TEXT_OR_EMPTY,
  finding: FINDING,
  digest: TEXT_OR_EMPTY,
  tracker: optional(TEXT),
  status: optional(word(TRACE_STATUSES)),
  owner: optional(TEXT),
  expires: optional(DAY),
};

/** Whether a text is a day as YYYY-MM-DD that the calendar has. O(1). */
export function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  // A day that the month does not have comes back as one of the next month.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
