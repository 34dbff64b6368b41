import fc from 'fast-check';
import { TAKE_COUNTERS, type Op } from '../../../../sim/data/ops/op.ts';
import type { Trace } from '../../../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../../../sim/data/trace/trace-header.ts';
import { BEAT_ORIGINS, encodeFrame, EVICTION_POLICIES, STATUSES } from '../../../../src/index.ts';

const MS = 1_000_000n;
const pid = fc.integer({ min: 2, max: 9 });
const nonce = fc.bigInt({ min: 1n, max: 60n });
const status = fc.constantFrom(...STATUSES.slice(0, 3));
const origin = fc.oneof({ weight: 6, arbitrary: fc.constant(BEAT_ORIGINS[0]) }, { weight: 1, arbitrary: fc.constantFrom(...BEAT_ORIGINS) });
const ns = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(5n, 6n) });
// Mostly small steps, so that several pids beat, and fall silent, together.
const stepNs = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0n, 1n, 333_333n, MS, 3n * MS) },
  { weight: 2, arbitrary: fc.constantFrom(40n * MS, 130n * MS, 1200n * MS, 6000n * MS, -20n * MS) },
);
const policy = fc.constantFrom(...EVICTION_POLICIES);
const capacity = fc.integer({ min: 0, max: 5 });

type Timed = (now: bigint) => Op;

const trackerOp: fc.Arbitrary<Timed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ pid, nonce, status, origin, ns }).map((beat): Timed => (now) => ({
      op: 'record',
      ...beat,
      now,
      threshold: 100n * MS,
    })),
  },
  { weight: 2, arbitrary: fc.constant<Timed>((now) => ({ op: 'drain', now, threshold: 100n * MS })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...TAKE_COUNTERS).map((counter): Timed => () => ({ op: 'take', counter })),
  },
  {
    weight: 1,
    arbitrary: pid.map((one): Timed => () => ({ op: 'get', field: 'last_ns', pid: one })),
  },
);

function observerOp(listeners: number): fc.Arbitrary<Timed> {
  const beat = fc.record({
    pid,
    nonce,
    status,
    origin,
    ns,
    listener: fc.nat({ max: listeners - 1 }),
    isDamaged: fc.nat({ max: 9 }),
    isAttested: fc.boolean(),
  });
  return fc.oneof(
    {
      weight: 5,
      arbitrary: beat.map(({ listener, isDamaged, isAttested, ...one }): Timed => (now) => {
        const bytes = encodeFrame({ pid: one.pid, nonce: one.nonce, status: one.status, timestamp: 1n, payload: 0 });
        if (isDamaged === 0) bytes[9] ^= 1;
        return { op: 'datagram', now, listener, origin: one.origin, peer: isAttested ? one.pid : null, ns: one.ns, bytes };
      }),
    },
    { weight: 6, arbitrary: fc.constant<Timed>((now) => ({ op: 'poll', now })) },
    { weight: 1, arbitrary: fc.constant<Timed>(() => ({ op: 'metrics' })) },
  );
}

const trackerPart = fc
  .record({ capacity, policy, window: fc.integer({ min: 1, max: 4 }) })
  .chain((options) => fc.array(fc.tuple(stepNs, trackerOp), { maxLength: 40 }).map((rest) => reckon({ op: 'new', ...options }, rest)));

const observerPart = fc
  .record({
    capacity,
    policy,
    window: fc.integer({ min: 1, max: 4 }),
    listeners: fc.integer({ min: 1, max: 3 }),
    global_burst: fc.constantFrom(0, 2, 5),
    global_rate: fc.constantFrom(7, 900),
    per_pid_rate: fc.constantFrom(0, 100),
  })
  .chain((options) =>
    fc
      .array(fc.tuple(stepNs, observerOp(options.listeners)), { maxLength: 60 })
      .map((rest) => reckon({ op: 'observer', threshold: 100n * MS, ...options }, rest)),
  );

function reckon(start: Op, rest: readonly (readonly [bigint, Timed])[]): Op[] {
  let now = 0n;
  const ops = rest.map(([step, timed]) => {
    now = now + step > 0n ? now + step : 0n;
    return timed(now);
  });
  return [start, ...ops];
}

/** A trace of these operations. */
export function traceOf(ops: readonly Op[]): Trace {
  return { header: EMPTY_TRACE_HEADER, steps: ops.map((op, at) => ({ op, expect: undefined, line: at + 1 })) };
}

/** Operations that can be carried out in their order: trackers and observers one after the other, each with its traffic. */
export const randomOps: fc.Arbitrary<Op[]> = fc
  .array(fc.oneof(trackerPart, observerPart), { minLength: 1, maxLength: 3 })
  .map((parts) => [{ op: 'decode', bytes: new Uint8Array(3) }, ...parts.flat()]);
