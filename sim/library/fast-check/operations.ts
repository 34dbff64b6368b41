import fc from 'fast-check';
import { TAKE_COUNTERS, type NewOp, type ObserverOp, type Op } from '../../data/ops/op.ts';
import { BEAT_ORIGINS, EVICTION_POLICIES, STATUSES } from '../../data/spec/names.ts';
import { opsOf, type Trace } from '../../data/trace/parse-trace.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { traceOf } from '../judge.ts';
import { smallerOperations } from './smaller-operations.ts';

const MS = 1_000_000n;
const THRESHOLD = 100n * MS;
const pid = fc.integer({ min: 2, max: 9 });
const nonce = fc.bigInt({ min: 1n, max: 60n });
const status = fc.constantFrom(...STATUSES.slice(0, 3));
const origin = fc.oneof({ weight: 6, arbitrary: fc.constant(BEAT_ORIGINS[0]) }, { weight: 1, arbitrary: fc.constantFrom(...BEAT_ORIGINS) });
const ns = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(5n, 6n) });
/** What a beat is made of. */
export const BEAT_PARTS = { pid, nonce, status, origin, ns };
/** Time from one operation to the next: mostly small steps, so that several pids beat, and fall silent, together. */
export const stepNs: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0n, 1n, 333_333n, MS, 3n * MS) },
  { weight: 2, arbitrary: fc.constantFrom(40n * MS, 130n * MS, 1200n * MS, 6000n * MS, -20n * MS) },
);
const policy = fc.constantFrom(...EVICTION_POLICIES);
const capacity = fc.integer({ min: 0, max: 5 });
const window = fc.integer({ min: 1, max: 4 });

/** An operation that waits for its time. */
export type Timed = (now: bigint) => Op;

/** Any operation on a bare tracker but the first. */
export const trackerOp: fc.Arbitrary<Timed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(BEAT_PARTS).map((beat): Timed => (now) => ({ op: 'record', ...beat, now, threshold: THRESHOLD })),
  },
  { weight: 2, arbitrary: fc.constant<Timed>((now) => ({ op: 'drain', now, threshold: THRESHOLD })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...TAKE_COUNTERS).map((counter): Timed => () => ({ op: 'take', counter })),
  },
  {
    weight: 1,
    arbitrary: pid.map((one): Timed => () => ({ op: 'get', field: 'last_ns', pid: one })),
  },
);

/** Any operation on an observer with so many listeners but the first. */
export function observerOp(listeners: number): fc.Arbitrary<Timed> {
  const beat = fc.record({
    ...BEAT_PARTS,
    listener: fc.nat({ max: listeners - 1 }),
    isDamaged: fc.nat({ max: 9 }),
    isAttested: fc.boolean(),
  });
  return fc.oneof(
    {
      weight: 5,
      arbitrary: beat.map(({ listener, isDamaged, isAttested, ...one }): Timed => (now) => {
        const bytes = encodeModelFrame({ pid: one.pid, nonce: one.nonce, status: one.status, timestamp: 1n, payload: 0 });
        if (isDamaged === 0) bytes[9] ^= 1;
        return { op: 'datagram', now, listener, origin: one.origin, peer: isAttested ? one.pid : null, ns: one.ns, bytes };
      }),
    },
    { weight: 6, arbitrary: fc.constant<Timed>((now) => ({ op: 'poll', now })) },
    { weight: 1, arbitrary: fc.constant<Timed>(() => ({ op: 'metrics' })) },
  );
}

function reckon(start: Op, rest: readonly (readonly [bigint, Timed])[]): Op[] {
  let now = 0n;
  const ops = rest.map(([step, timed]) => {
    now = now + step > 0n ? now + step : 0n;
    return timed(now);
  });
  return [start, ...ops];
}

/** The start of a bare tracker of up to 5 slots. */
export const trackerStart: fc.Arbitrary<NewOp> = fc.record({ op: fc.constant('new'), capacity, policy, window });

/** The start of an observer with up to 3 listeners and limits. */
export const observerStart: fc.Arbitrary<ObserverOp> = fc.record({
  op: fc.constant('observer'),
  threshold: fc.constant(THRESHOLD),
  capacity,
  policy,
  window,
  listeners: fc.integer({ min: 1, max: 3 }),
  global_burst: fc.constantFrom(0, 2, 5),
  global_rate: fc.constantFrom(7, 900),
  per_pid_rate: fc.constantFrom(0, 100),
});

/** What operations are made for. */
export interface OperationsOptions {
  /** Operations of one tracker or observer at most, beside the one that starts it; default 60. */
  readonly opsMax?: number;
}

/** Operations on one bare tracker of up to 5 slots, its start first: beats of eight pids, drains, counters. Made small by taking out pids and operations. */
export function trackerOperations({ opsMax = 60 }: OperationsOptions = {}): fc.Arbitrary<Op[]> {
  const made = trackerStart.chain((start) =>
    fc.array(fc.tuple(stepNs, trackerOp), { maxLength: opsMax, size: 'max' }).map((rest) => reckon(start, rest)),
  );
  return new ShrinkingOperations(made);
}

/** Operations on one observer with up to 3 listeners and limits, its start first: datagrams, damaged ones too, polls, metrics. Made small likewise. */
export function observerOperations({ opsMax = 60 }: OperationsOptions = {}): fc.Arbitrary<Op[]> {
  const made = observerStart.chain((start) =>
    fc.array(fc.tuple(stepNs, observerOp(start.listeners)), { maxLength: opsMax, size: 'max' }).map((rest) => reckon(start, rest)),
  );
  return new ShrinkingOperations(made);
}

/** Operations that can be carried out in their order: one to three trackers and observers one after the other, each with its traffic. */
export function operations(options: OperationsOptions = {}): fc.Arbitrary<Op[]> {
  const made = fc
    .array(fc.oneof(trackerOperations(options), observerOperations(options)), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.flat());
  return new ShrinkingOperations(made);
}

/** The same as traces. Made small as {@link operations} are. */
export function traces(options: OperationsOptions = {}): fc.Arbitrary<Trace> {
  return operations(options).map(
    (ops) => traceOf(ops),
    (trace) => opsOf(trace as Trace),
  );
}

/**
 * Operations whose smaller ones can still be carried out: fast-check would take out values one by one, the start of a tracker among them,
 * and would not know that what belongs together is a pid.
 */
class ShrinkingOperations extends fc.Arbitrary<Op[]> {
  readonly #made: fc.Arbitrary<Op[]>;

  constructor(made: fc.Arbitrary<Op[]>) {
    super();
    this.#made = made;
  }

  generate(random: fc.Random, biasFactor: number | undefined): fc.Value<Op[]> {
    return new fc.Value(this.#made.generate(random, biasFactor).value, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Op[] {
    return Array.isArray(value);
  }

  shrink(value: Op[]): fc.Stream<fc.Value<Op[]>> {
    return fc.stream(smallerOperations(value)).map((ops) => new fc.Value(ops, undefined));
  }
}
