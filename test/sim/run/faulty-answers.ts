import { Observer, type Tracker, type Beat } from '../../../src/index.ts';
import { TrackerView } from '../../../src/internal.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { encodeModelFrame } from '../../../sim/oracle/model/index.ts';
import { TAKE_COUNTERS } from '../../../sim/data/ops/op.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { OBSERVER_VIEW_MEMBERS, TRACKER_VIEW_MEMBERS } from '../../../sim/subject/view-audit.ts';

/** What an entry point answers in place of what it should; or it throws. */
export interface Fault {
  readonly name: string;
  readonly isThrow: boolean;
  readonly answer: () => unknown;
}

function throwing(name: string, make: () => unknown): Fault {
  return {
    name: `throws ${name}`,
    isThrow: true,
    answer: () => {
      throw make();
    },
  };
}

function answering(name: string, make: () => unknown): Fault {
  return { name: `answers ${name}`, isThrow: false, answer: make };
}

function withGetter(target: object, ...keys: readonly string[]): object {
  for (const key of keys)
    Object.defineProperty(target, key, {
      get: () => {
        throw new Error(`${key} is not for you`);
      },
    });
  return target;
}

function hostile(): object {
  const refuse = (): never => {
    throw new Error('a trap');
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse });
}

function overflow(): never {
  return overflow();
}

/** Every kind of throw, and nonsense of every type. */
export const FAULTS: readonly Fault[] = [
  throwing('an Error', () => new Error('planted')),
  throwing('a TypeError', () => new TypeError('planted')),
  { name: 'overflows the stack', isThrow: true, answer: overflow },
  throwing('a string', () => 'a word'),
  throwing('null', () => null),
  throwing('undefined', () => undefined),
  throwing('a symbol', () => Symbol('planted')),
  throwing('an object without a prototype', () => Object.create(null) as object),
  throwing('an Error whose parts throw', () => withGetter(new Error('planted'), 'message', 'stack', 'name')),
  throwing('an Error whose parts are no texts', () => Object.assign(new Error('planted'), { message: Symbol('m'), stack: 7, name: {} })),
  throwing('an object whose toString throws', () => ({ toString: () => overflow() })),
  throwing('a proxy whose traps throw', hostile),
  throwing('a text of a megabyte', () => 'x'.repeat(2 ** 20)),
  answering('undefined', () => undefined),
  answering('null', () => null),
  answering('NaN', () => Number.NaN),
  answering('-1', () => -1),
  answering('2.5', () => 2.5),
  answering('infinity', () => Number.POSITIVE_INFINITY),
  answering('2^32', () => 2 ** 32),
  answering('a negative bigint', () => -1n),
  answering('2^64', () => 2n ** 64n),
  answering('2^100000', () => 2n ** 100_000n),
  answering('a string', () => 'a word'),
  answering('a megabyte of text', () => 'x'.repeat(2 ** 20)),
  answering('true', () => true),
  answering('a symbol', () => Symbol('planted')),
  answering('a function', () => () => overflow()),
  answering('an object', () => ({})),
  answering('an object whose parts throw', () => withGetter({}, 'kind', 'status', 'pid', 'length', 'tracker', 'capacity', 'name')),
  answering('an event whose parts are none', () => ({ kind: 'beat', pid: 2, status: 'ok', nonce: 1n })),
  answering('a proxy whose traps throw', hostile),
  answering('an array with holes', () => new Array<unknown>(3)),
  answering('an array of 2^32 - 1', () => new Array<unknown>(2 ** 32 - 1)),
  answering('a list of nonsense', () => [null, undefined, Symbol('planted'), {}]),
  answering('a promise', async () => Promise.resolve(1)),
];

/** One member of the production code that the harness calls. */
export interface EntryPoint {
  readonly name: string;
  /** Whether the operations below reach it. */
  readonly isReached: boolean;
  /** What reaches it, where that is not {@link OPERATIONS}. */
  readonly operations?: readonly Op[];
  /** The real thing, but that this member has the fault from the call of this number on. */
  readonly production: (fault: Fault, from: number) => Production;
}

type Patch = (object: object, fault: Fault, from: number) => void;
type Wrap = (patch: Patch, fault: Fault, from: number) => Production;

function patched(member: string): Patch {
  return (object, fault, from) => {
    const sound: unknown = Reflect.get(object, member);
    let calls = 0;
    const method = function (this: object, ...args: readonly unknown[]): unknown {
      return calls++ < from ? Reflect.apply(sound as (...args: readonly unknown[]) => unknown, this, args) : fault.answer();
    };
    // What is no function is a getter, or is read like one.
    const prototype: unknown = Object.getPrototypeOf(object);
    const proto = Object.getPrototypeOf(prototype) as object;
    const read = (): unknown =>
      calls++ < from ? (member in proto ? (Reflect.get(proto, member, object) as unknown) : sound) : fault.answer();
    Object.defineProperty(object, member, typeof sound === 'function' ? { value: method } : { get: read });
  };
}

/** Production code in which a class makes objects that are patched. */
export function inMade(name: 'Tracker' | 'Observer' | 'ObserverView' | 'UdpListener' | 'MonotonicClock'): Wrap {
  return (patch, fault, from) => {
    const Sound = PRODUCTION[name] as unknown as new (...args: never[]) => object;
    class Faulty extends Sound {
      constructor(...args: never[]) {
        super(...args);
        patch(this, fault, from);
      }
    }
    return { ...PRODUCTION, [name]: Faulty };
  };
}

function inTrackerView(patch: Patch, fault: Fault, from: number): Production {
  class FaultyView extends TrackerView {
    constructor(tracker: Tracker) {
      super(tracker);
      patch(this, fault, from);
    }
  }
  return {
    ...PRODUCTION,
    TrackerView: FaultyView,
    Observer: class extends Observer {
      readonly #faulty = new FaultyView(super.tracker.tracker);

      override get tracker(): TrackerView {
        return this.#faulty;
      }
    },
  };
}

/** A class that cannot be made, or makes something else. */
export function constructing(name: 'Tracker' | 'TrackerView' | 'Observer' | 'ObserverView' | 'UdpListener' | 'MonotonicClock'): EntryPoint {
  return {
    name: `new ${name}`,
    isReached: true,
    production: (fault, from) => {
      let calls = 0;
      const construct = (target: object, args: unknown[]): object =>
        calls++ < from ? (Reflect.construct(target as new () => object, args) as object) : (fault.answer() as object);
      return { ...PRODUCTION, [name]: new Proxy(PRODUCTION[name], { construct }) };
    },
  };
}

/** A function that fails. */
export function calling(name: 'decodeFrame' | 'encodeFrame' | 'formatPrometheus' | 'listenerMetrics'): EntryPoint {
  return {
    name,
    isReached: true,
    production: (fault, from) => {
      let calls = 0;
      const call = (...args: readonly unknown[]): unknown =>
        calls++ < from ? (PRODUCTION[name] as unknown as (...args: readonly unknown[]) => unknown)(...args) : fault.answer();
      return { ...PRODUCTION, [name]: call };
    },
  };
}

// The compiler asks for each public member: whether the operations below reach it, by what the harness does with it.

const TRACKER: Readonly<Record<keyof Tracker, boolean>> = {
  record: true,
  drainStalledSlots: true,
  lastNsOf: true,
  originOf: true,
  pidNsInodeOf: true,
  length: true,
  takeEvictions: true,
  takeEvictedPid: true,
  takeNonceWraps: true,
  takeCapacityExceeded: true,
  takeOriginConflicts: true,
  takeNamespaceConflicts: true,
  takeEvictionScanTruncated: true,
  takeRestarts: true,
  takeOriginTakeovers: true,
  takeInvariantViolations: true,
  takeProbeExhausted: true,
  slotOf: false,
  capacity: false,
  evictionPolicy: false,
  evictionScanWindow: false,
  lastWords: false,
  originTakeover: false,
  pinGeneration: false,
  restartAfterStall: false,
};

const OBSERVER: Readonly<Record<keyof Observer, boolean>> = { poll: true, metrics: true, tracker: true, limits: false };

/** Members of views that no judge asks: only what shows the state does, and a look at whether the view agrees with itself. */
const SHOWN_ALONE = new Set([
  'status',
  'terminalSeen',
  'generation',
  'occupiedCells',
  'homeCell',
  'counter',
  'generationLow',
  'generationHigh',
  'readingNs',
  'pendingNs',
  'readsSinceStall',
  'lastOutcome',
  'lastOutcomeCode',
  'wasFoundEmpty',
  'outcomeTotal',
  'refusalTotal',
  'beatsOf',
  'stallsOf',
  'outOfOrderReported',
  'observer',
  'cells',
  'cellReach',
  'cellPasses',
]);

/** Members of one class, each with a fault. */
export function membersOf(name: string, members: readonly (readonly [member: string, isReached: boolean])[], wrap: Wrap): EntryPoint[] {
  return members.map(([member, isReached]) => ({
    name: `${name}.${member}`,
    isReached,
    production: (fault, from) => wrap(patched(member), fault, from),
  }));
}

/** Every member of the production code that the harness calls, but the adapters'. */
export const ENTRY_POINTS: readonly EntryPoint[] = [
  constructing('Tracker'),
  constructing('TrackerView'),
  constructing('Observer'),
  constructing('ObserverView'),
  calling('decodeFrame'),
  calling('encodeFrame'),
  ...membersOf('Tracker', Object.entries(TRACKER), inMade('Tracker')),
  ...membersOf('Observer', Object.entries(OBSERVER), inMade('Observer')),
  ...membersOf(
    'TrackerView',
    Object.keys(TRACKER_VIEW_MEMBERS).map((member) => [member, !SHOWN_ALONE.has(member)]),
    inTrackerView,
  ),
  ...membersOf(
    'ObserverView',
    Object.keys(OBSERVER_VIEW_MEMBERS).map((member) => [member, !SHOWN_ALONE.has(member) && member !== 'tracker']),
    inMade('ObserverView'),
  ),
];

const T = 20_000_000n;
const ORIGIN = 'kernel-attested';

/** A beat reaches a bare tracker. */
export function record(pid: number, nonce: bigint, now: bigint, ns: bigint | null = null): Op {
  return { op: 'record', pid, nonce, status: 'ok', now, threshold: T, origin: ORIGIN, ns };
}

function frame({ pid, nonce, status }: Beat): Uint8Array {
  return encodeModelFrame({ status, pid, timestamp: 1n, nonce, payload: 7 });
}

/** A frame arrives. */
export function datagram(pid: number, nonce: bigint, now: bigint): Op {
  return { op: 'datagram', now, listener: 0, origin: ORIGIN, peer: pid, ns: 5n, bytes: frame({ pid, nonce, status: 'ok' }) };
}

/** The observer is polled. */
export const poll = (now: bigint): Op => ({ op: 'poll', now });

/** Operations that reach every entry point but the adapters': a bare tracker and the codec first, then an observer. */
export const OPERATIONS: readonly Op[] = [
  { op: 'new', capacity: 2, policy: 'balanced', window: 2 },
  record(7, 1n, 0n, 5n),
  record(8, 1n, 1n),
  record(7, 1n, 2n, 5n),
  record(7, 2n, 3n, 5n),
  { op: 'drain', now: 2n * T, threshold: T },
  record(9, 1n, 20n * T, 5n),
  record(10, 1n, 20n * T, 5n),
  record(11, 1n, 20n * T, 5n),
  ...TAKE_COUNTERS.map((counter): Op => ({ op: 'take', counter })),
  ...[9, 77].flatMap((pid): Op[] => (['last_ns', 'origin', 'ns'] as const).map((field) => ({ op: 'get', field, pid }))),
  { op: 'len' },
  { op: 'decode', bytes: frame({ pid: 7, nonce: 1n, status: 'ok' }) },
  { op: 'decode', bytes: new Uint8Array(3) },
  { op: 'encode', frame: { status: 'ok', pid: 7, timestamp: 1n, nonce: 1n, payload: 0 } },
  { op: 'observer', listeners: 1, threshold: T, capacity: 2, policy: 'balanced', window: 2, catch_up: 1_000_000n },
  datagram(7, 1n, 0n),
  poll(0n),
  datagram(8, 1n, T),
  poll(T),
  datagram(8, 1n, T),
  poll(T),
  { ...datagram(8, 1n, T), bytes: new Uint8Array(3) } as Op,
  poll(T),
  poll(3n * T),
  poll(3n * T),
  poll(3n * T),
  datagram(9, 1n, 30n * T),
  poll(30n * T),
  poll(30n * T),
  { op: 'metrics' },
  { op: 'settled', now: 30n * T, live: [9], silent: [7] },
];
