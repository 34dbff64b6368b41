import { Fields, isObject } from '../../data/ops/fields.ts';
import { TAKE_COUNTERS, TRACKER_OP_KINDS, type NewOp, type ObserverOp, type Op, type OpKind } from '../../data/ops/op.ts';
import { show, type Refusal } from '../../data/ops/refusal.ts';

/** The version of the tracker protocol that this harness speaks. */
export const PROTOCOL_VERSION = 1;

/** The request with which a session with a program begins. A program that does not know it answers with an error, and is taken to speak version 1. */
export const HELLO_REQUEST = `{"op":"hello","protocol":${PROTOCOL_VERSION}}`;

/** Options of a tracker beside capacity, policy and window, by their names in a `new` request, and what each is where a tracker does not have it. */
const EXTRA_OPTIONS = {
  restart_after_stall: 'never',
  pin_generation: false,
  origin_takeover: false,
  last_words: false,
  index_key: null,
} as const;

/** See {@link EXTRA_OPTIONS}. */
export type ExtraOption = keyof typeof EXTRA_OPTIONS;

/** The names of {@link EXTRA_OPTIONS}. */
export const EXTRA_OPTION_NAMES = Object.keys(EXTRA_OPTIONS) as readonly ExtraOption[];

/** What a tracker says of itself. */
export interface Hello {
  /** 1: {@link PROTOCOL_VERSION}. */
  readonly protocol: number;
  readonly name: string;
  readonly language: string;
  readonly version: string;
  /** Kinds of operations that it carries out; the others are not asked of it, and are counted as skipped. */
  readonly operations: readonly OpKind[];
  /** What `take` reads of it. */
  readonly counters: readonly string[];
  /** Which of {@link EXTRA_OPTION_NAMES} it has. Where it lacks one, runs are made without it. */
  readonly options: readonly ExtraOption[];
}

/** The version of a tracker that says none. */
const NO_VERSION = 'unknown';

/** A tracker by its name, with its version where it says one. */
export function titleOf({ name, version }: Pick<Hello, 'name' | 'version'>): string {
  return version === NO_VERSION ? name : `${name} ${version}`;
}

/** What is assumed of a program that does not answer `hello`: every operation and counter of the published tracker, no extra option. */
export function assumedHello(name: string): Hello {
  return {
    protocol: PROTOCOL_VERSION,
    name,
    language: 'unknown',
    version: NO_VERSION,
    operations: TRACKER_OP_KINDS,
    counters: TAKE_COUNTERS.filter((counter) => counter !== 'restarts' && counter !== 'origin_takeovers'),
    options: [],
  };
}

/** Operations without which nothing can be asked of a tracker. */
const REQUIRED_OPERATIONS: readonly OpKind[] = ['new', 'record', 'drain'];

/** Our own tracker, as `serve` says it. */
export function ownHello(version: string): Hello {
  return {
    protocol: PROTOCOL_VERSION,
    name: 'varta-sim',
    language: 'TypeScript',
    version,
    operations: TRACKER_OP_KINDS,
    counters: TAKE_COUNTERS,
    options: EXTRA_OPTION_NAMES,
  };
}

/** Reads what a tracker says of itself, parsed JSON. Strict, as every reader of operations. O(value). */
export function parseHello(value: unknown): Hello | Refusal {
  if (!isObject(value)) return { refused: `hello must be a JSON object, got ${show(value)}` };
  const fields = new Fields(value, 'hello.');
  const hello = {
    protocol: fields.integer('protocol', PROTOCOL_VERSION, PROTOCOL_VERSION),
    name: fields.string('name'),
    language: fields.has('language') ? fields.string('language') : 'unknown',
    version: fields.has('version') ? fields.string('version') : NO_VERSION,
    operations: fields.has('operations') ? words(fields, 'operations', TRACKER_OP_KINDS) : TRACKER_OP_KINDS,
    counters: fields.has('counters') ? words(fields, 'counters', TAKE_COUNTERS) : TAKE_COUNTERS,
    options: fields.has('options') ? words(fields, 'options', EXTRA_OPTION_NAMES) : [],
  };
  if (fields.has('limits')) fields.freeObjectOrNull('limits');
  const missing = REQUIRED_OPERATIONS.find((operation) => !hello.operations.includes(operation));
  if (missing !== undefined) fields.fail(`hello.operations must have ${REQUIRED_OPERATIONS.join(', ')}, and ${missing} is missing`);
  const fault = fields.end('hello');
  return fault === null ? hello : { refused: fault };
}

function words<T extends string>(fields: Fields, key: string, allowed: readonly T[]): readonly T[] {
  const value = fields.free(key);
  const known = (each: unknown): boolean => (allowed as readonly unknown[]).includes(each);
  if (Array.isArray(value) && value.every(known)) return [...new Set(value as T[])];
  fields.fail(
    `hello.${key} must be an array of ${allowed.join(', ')}, got ${show(Array.isArray(value) ? value.find((each) => !known(each)) : value)}`,
  );
  return [];
}

/** Whether a tracker carries out an operation on trackers and codecs. O(1). */
export function supports({ operations, counters }: Hello, op: Op): boolean {
  return operations.includes(op.op) && (op.op !== 'take' || counters.includes(op.counter));
}

/** Extra options that a tracker does not have. O(options). */
export function lackingOptions({ options }: Hello): readonly ExtraOption[] {
  return EXTRA_OPTION_NAMES.filter((name) => !options.includes(name));
}

/** The operation with those options taken back that a tracker does not have: what a run is made of that it is to follow. O(options). */
export function withoutExtras<T extends Op>(op: T, hello: Hello): T {
  if (op.op !== 'new' && op.op !== 'observer') return op;
  const lacking = lackingOptions(hello);
  const isChanged = lacking.some((name) => op[name] !== undefined);
  return isChanged ? { ...op, ...Object.fromEntries(lacking.map((name) => [name, EXTRA_OPTIONS[name]])) } : op;
}

/** Why an operation that starts a tracker cannot be followed, the option that is lacking; null if it can. O(options). */
export function lackingOption(op: NewOp | ObserverOp, hello: Hello): ExtraOption | null {
  return lackingOptions(hello).find((name) => (op[name] ?? EXTRA_OPTIONS[name]) !== EXTRA_OPTIONS[name]) ?? null;
}

/** The `new` that starts a tracker with the table and the extra options of an observer; options that say nothing stay out. O(options). */
export function newOf(op: NewOp | ObserverOp, defaults: Pick<NewOp, 'capacity' | 'policy' | 'window'>): NewOp {
  const extras = EXTRA_OPTION_NAMES.filter((name) => (op[name] ?? EXTRA_OPTIONS[name]) !== EXTRA_OPTIONS[name]);
  return {
    op: 'new',
    capacity: op.capacity ?? defaults.capacity,
    policy: op.policy ?? defaults.policy,
    window: op.window ?? defaults.window,
    ...Object.fromEntries(extras.map((name) => [name, op[name]])),
  };
}
