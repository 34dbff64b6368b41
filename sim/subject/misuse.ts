import type { Listener, Observer, Tracker } from '../../src/index.ts';
import { describeValue } from '../data/describe-value.ts';
import { OBSERVER_OPTIONS, settingsOfToday, tooTightFor, TRACKER_OPTION_LIST, type ValueForm } from '../data/ops/observer-options.ts';
import type { NewOp, ObserverOp } from '../data/ops/op.ts';
import {
  DEFAULT_CAPACITY,
  DEFAULT_EVICTION_SCAN_WINDOW,
  MAX_CAPACITY,
  MAX_SCAN_WINDOW,
  MIN_THRESHOLD_NS,
  U32_MAX,
  U64_MAX,
} from '../data/spec/limits.ts';
import { DisturbanceError } from './disturbance.ts';
import { withoutStack } from './guard/guard.ts';
import type { Production } from './production.ts';

// The ends of what callers may give, and what they get wrong: options, and arguments of a tracker's methods. No operation says it, as
// one that was read can always be carried out. What is refused leaves nothing behind, so nothing of it shows in digests and traces.

/** Options tried at each start. */
const TRIES = 3;

const NS_PER_SECOND = 1_000_000_000n;
const DRAIN_INTERVAL_MAX_NS = 100_000_000n;
const DEFAULT_PER_PID_RATE = 100;

/** One option with one value. */
interface Try {
  readonly key: string;
  readonly value: unknown;
  readonly isTaken: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const UNKNOWN: Try = { key: 'tresholdNs', value: 1n, isTaken: false };
const OF_TRACKERS = new Set<string>(TRACKER_OPTION_LIST.map(({ name }) => name));
const OPTIONS = Object.entries(OBSERVER_OPTIONS);
const TRACKER_KEYS = OPTIONS.flatMap(([key, { name }]) => (OF_TRACKERS.has(name) ? [key] : []));
const OBSERVER_TRIES: readonly Try[] = [...OPTIONS.flatMap(([key, { form }]) => triesOf(key, form)), UNKNOWN];
const TRACKER_TRIES = OBSERVER_TRIES.filter(({ key }) => TRACKER_KEYS.includes(key) || key === UNKNOWN.key);

/** Both ends of an option, or all its words, and nothing; what lies beyond the ends, or is of another type. */
function triesOf(key: string, form: ValueForm): Try[] {
  const of = (isTaken: boolean, ...values: readonly unknown[]): Try[] => values.map((value) => ({ key, value, isTaken }));
  const absent = of(key !== 'thresholdNs', undefined);
  switch (form.kind) {
    case 'integer':
      return [...absent, ...of(true, form.min, form.max), ...of(false, form.min - 1, form.max + 1, 0.5, Number.NaN, '1', 1n, null)];
    case 'time':
      return [...absent, ...of(true, form.leastNs, U64_MAX), ...of(false, form.leastNs - 1n, -1n, U64_MAX + 1n, 1, null)];
    case 'word':
      return [...absent, ...of(true, ...form.words), ...of(false, '', form.words[0].toUpperCase(), 0, null)];
    case 'flag':
      return [...absent, ...of(true, true, false), ...of(false, 0, 'true', null)];
    case 'u64-or-null':
      return [...absent, ...of(true, 0n, U64_MAX, null), ...of(false, -1n, U64_MAX + 1n, 0)];
  }
}

/** Clocks and lists of listeners that no observer takes. */
const NO_CLOCKS: readonly unknown[] = [undefined, null, {}, { now: 0n }];
const NO_LISTENERS: readonly unknown[] = [undefined, {}, [null], [{}], [{ receive: null }], [{ receive: () => null }, {}]];

/**
 * Starts trackers, or observers, with options at their ends and beyond, which ones depends on `op`: each shows what it was given, and
 * the documented default of all else, or is refused. `tried` are the options of trackers that need not be tried again, and takes these: a
 * run that starts the same tracker again and again spent a fifth of its time on it. Throws a {@link DisturbanceError} where that is not so.
 * O(1), now and then O(capacity).
 */
export function tryOptions(op: NewOp | ObserverOp, production: Production, tried: Set<unknown> = new Set()): void {
  const from =
    op.op === 'observer'
      ? Number(op.threshold % 65_521n) + op.listeners
      : 31 * (op.capacity % 4099) + 7 * (op.window % 4099) + Number((op.index_key ?? 5n) % 101n);
  eachOf(TRACKER_TRIES, from, (attempted) => {
    if (tried.has(attempted)) return;
    tried.add(attempted);
    const { key, value, isTaken } = attempted;
    const options = { capacity: 1, [key]: value };
    attempt(
      () => `Tracker(${show(options)})`,
      isTaken,
      () => new production.Tracker(options),
      (tracker) => compare(options, TRACKER_DEFAULTS, tracker),
    );
  });
  if (op.op !== 'observer') return;
  tryObserverOptions(op, from, production);
  tryHost(from, production);
}

/** One clock and one list of listeners that are none; and a list that is added to once the observer has it, which it must not see. */
function tryHost(from: number, production: Production): void {
  const thresholdNs = MIN_THRESHOLD_NS;
  const clock = { now: () => 0n };
  const start = (given: unknown, listeners: unknown): Observer =>
    new production.Observer({ thresholdNs, capacity: 1 }, given as typeof clock, listeners as Listener[]);
  const notTaken = [NO_CLOCKS[from % NO_CLOCKS.length], NO_LISTENERS[from % NO_LISTENERS.length]];
  attempt(
    () => `Observer with ${describeValue(notTaken[0])} for a clock`,
    false,
    () => start(notTaken[0], []),
  );
  attempt(
    () => `Observer with ${describeValue(notTaken[1])} for listeners`,
    false,
    () => start(clock, notTaken[1]),
  );
  const listeners: Listener[] = [];
  const observer = start(clock, listeners);
  listeners.push({
    receive: () => {
      throw new DisturbanceError('an observer asks a listener that was added to its list later');
    },
  });
  observer.poll();
}

function tryObserverOptions(op: ObserverOp, from: number, production: Production): void {
  const thresholdNs = op.threshold;
  const leastRate = Number(tooTightFor(1, thresholdNs) ?? 1n);
  const start = (given: Values, isTaken: boolean): void => {
    const options = { thresholdNs, capacity: 1, ...given };
    attempt(
      () => `Observer(${show(options)})`,
      isTaken,
      () => new production.Observer(options, { now: () => 0n }, []),
      ({ tracker, limits }) => {
        compare(options, OBSERVED_TRACKER_DEFAULTS, tracker.tracker);
        compare(options, observerDefaults(options), limits);
      },
    );
  };
  eachOf(OBSERVER_TRIES, from, ({ key, value, isTaken }) => start({ [key]: value }, isTaken));
  if (leastRate === 1) return;
  start({ perPidRate: leastRate }, true);
  start({ perPidRate: leastRate - 1 }, false);
  start({ perPidRate: leastRate - 1, allowTightRate: true }, true);
}

function eachOf(tries: readonly Try[], from: number, visit: (attempted: Try) => void): void {
  for (let at = 0; at < TRIES; at++) visit(tries[(from * TRIES + at) % tries.length]);
}

/** `call` is refused, or what it answers is looked at. */
function attempt<T>(what: () => string, isTaken: boolean, call: () => T, look: (made: T) => void = () => {}): void {
  let made: T;
  try {
    made = withoutStack(call);
  } catch (error) {
    if (!isTaken && (error instanceof TypeError || error instanceof RangeError)) return;
    throw new DisturbanceError(`${what()} threw ${String(error)}`);
  }
  if (!isTaken) throw new DisturbanceError(`${what()} is taken`);
  look(made);
}

function show(given: object): string {
  return `{ ${Object.entries(given)
    .map(([key, value]) => `${key}: ${describeValue(value)}`)
    .join(', ')} }`;
}

function compare(given: Values, defaults: Values, showing: object): void {
  const shown = showing as Values;
  for (const [key, byDefault] of Object.entries(defaults)) {
    const expected = clamped(key, given[key] === undefined ? byDefault : given[key]);
    if (shown[key] !== expected) throw new DisturbanceError(`with ${show(given)} ${key} is ${String(shown[key])}, not ${String(expected)}`);
  }
}

function clamped(key: string, value: unknown): unknown {
  if (key === 'capacity') return Math.min(value as number, MAX_CAPACITY);
  return key === 'evictionScanWindow' ? Math.min(Math.max(value as number, 1), MAX_SCAN_WINDOW) : value;
}

const TRACKER_DEFAULTS: Values = {
  capacity: DEFAULT_CAPACITY,
  evictionPolicy: 'strict',
  evictionScanWindow: DEFAULT_EVICTION_SCAN_WINDOW,
  restartAfterStall: 'never',
  pinGeneration: false,
  originTakeover: false,
  lastWords: false,
};

const TODAY = settingsOfToday(MIN_THRESHOLD_NS);
const OBSERVED_TRACKER_DEFAULTS: Values = {
  ...TRACKER_DEFAULTS,
  restartAfterStall: TODAY.restart_after_stall,
  pinGeneration: TODAY.pin_generation,
  originTakeover: TODAY.origin_takeover,
  lastWords: TODAY.last_words,
};

function observerDefaults(given: Values): Values {
  const thresholdNs = given.thresholdNs as bigint;
  const today = settingsOfToday(thresholdNs);
  const tenthNs = thresholdNs / 10n;
  const leastRate = Number(tooTightFor(1, thresholdNs) ?? 1n);
  const rate = given.allowTightRate === true ? DEFAULT_PER_PID_RATE : Math.max(DEFAULT_PER_PID_RATE, leastRate);
  const perPidRate = (given.perPidRate ?? rate) as number;
  return {
    thresholdNs: MIN_THRESHOLD_NS,
    drainIntervalNs: tenthNs < DRAIN_INTERVAL_MAX_NS ? tenthNs : DRAIN_INTERVAL_MAX_NS,
    maxStepNs: today.max_step,
    catchUpNs: today.catch_up,
    perPidRate: rate,
    perPidIntervalNs: perPidRate === 0 ? 0n : NS_PER_SECOND / BigInt(perPidRate),
    allowTightRate: false,
    globalRate: 5000,
    globalBurst: 10_000,
    pidMax: U32_MAX,
    nsInode: null,
    allowCrossNamespace: false,
  };
}

const BEYOND_U32 = [-1, 2 ** 32, 0.5, Number.NaN, '2'];
/** The third has the highest of its lower 64 bits set, as a u64 of 2^63 or more. */
const BEYOND_U64 = [-1n, U64_MAX + 1n, 2n * U64_MAX + 1n, 1, null];

/** Arguments that a tracker refuses, and how each is handed over. */
const WRONG: readonly (readonly [what: string, values: readonly unknown[], call: (tracker: Tracker, value: never) => void])[] = [
  ['the pid of a beat', BEYOND_U32, (tracker, pid) => record(tracker, { pid })],
  ['the nonce of a beat', BEYOND_U64, (tracker, nonce) => record(tracker, { nonce })],
  ['the status of a beat', ['OK', 0], (tracker, status) => record(tracker, { status })],
  ['the time of a beat', BEYOND_U64, (tracker, now) => record(tracker, { now })],
  ['the threshold of a beat', BEYOND_U64, (tracker, threshold) => record(tracker, { threshold })],
  ['the origin of a beat', ['kernel', 0], (tracker, origin) => record(tracker, { origin })],
  ['the namespace of a beat', BEYOND_U64.slice(0, 4), (tracker, ns) => record(tracker, { ns })],
  ['the generation of a beat', BEYOND_U64.slice(0, 4), (tracker, generation) => record(tracker, { generation })],
  ['the time of a drain', BEYOND_U64, (tracker, now) => tracker.drainStalledSlots(now, 0n, () => {})],
  ['the threshold of a drain', BEYOND_U64, (tracker, threshold) => tracker.drainStalledSlots(U64_MAX, threshold, () => {})],
  ['a pid whose last beat is asked for', BEYOND_U32, (tracker, pid) => tracker.lastNsOf(pid)],
  ['a pid whose origin is asked for', BEYOND_U32, (tracker, pid) => tracker.originOf(pid)],
  ['a pid whose namespace is asked for', BEYOND_U32, (tracker, pid) => tracker.pidNsInodeOf(pid)],
];
const MISUSES = WRONG.flatMap(([what, values, call]) => values.map((value) => ({ what, value, call })));

function record(tracker: Tracker, wrong: Values): void {
  const { pid = 2, nonce = 1n, status = 'ok', now = 0n, threshold = 1n, origin = 'kernel-attested', ns = null, generation = null } = wrong;
  tracker.record({ pid, nonce, status } as never, now as never, threshold as never, origin as never, ns as never, generation as never);
}

/** Calls the tracker with an argument that it refuses, the `turn`-th. Throws a {@link DisturbanceError} where it is taken. O(1). */
export function misuse(turn: number, tracker: Tracker): void {
  const { what, value, call } = MISUSES[turn % MISUSES.length];
  attempt(
    () => `${what}, ${describeValue(value)},`,
    false,
    () => call(tracker, value as never),
  );
}
