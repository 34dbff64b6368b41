import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Datagram } from '../../../src/observer/listener.ts';
import { CLOCK_JUMP_NS } from '../../../src/observer/monotonic-time.ts';
import type { ObserverOptions } from '../../../src/observer/options.ts';
import { OUTCOMES } from '../../../src/observer/outcome.ts';
import { EVICTION_POLICIES } from '../../../src/tracker/eviction.ts';
import { BEAT_ORIGINS } from '../../../src/tracker/origin.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { Bench, datagram, MS } from '../support/bench.ts';
import { ModelObserver, type ModelObserverOptions } from '../../../sim/oracle/model/index.ts';
import { modelSlotsOf, slotsOf } from '../support/tracker-fixture.ts';
import { anyLife, modelLife, type LifeOptions } from '../support/tracker-ops.ts';

type Op = { readonly listener: number; readonly datagram: Datagram } | { readonly stepNs: bigint };

const ms = (...values: number[]): fc.Arbitrary<bigint> => fc.constantFrom(...values.map((value) => BigInt(value) * MS));

// Marks of a threshold of 20 ms, a drain interval of 2 ms, and the limits below.
const stepNs = fc.oneof(
  { weight: 10, arbitrary: ms(0, 0, 0, 1, 2, 5) },
  { weight: 4, arbitrary: ms(9, 10, 15, 19, 20, 21, 200, 201, 202) },
  { weight: 1, arbitrary: fc.constantFrom(1n, 2n * MS - 1n, 20n * MS - 1n, -1n, -3n * MS, -400n * MS) },
  { weight: 1, arbitrary: fc.constantFrom(CLOCK_JUMP_NS, CLOCK_JUMP_NS + 1n, 2n ** 62n, -(2n ** 62n)) },
);

const someDatagram = fc
  .record({
    pid: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 2, max: 5 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) }),
    nonce: fc.oneof({ weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 30n }) }, { weight: 2, arbitrary: fc.constant(U64_MAX) }),
    origin: fc.oneof({ weight: 5, arbitrary: fc.constant(BEAT_ORIGINS[0]) }, { weight: 3, arbitrary: fc.constantFrom(...BEAT_ORIGINS) }),
    peer: fc.constantFrom('none', 'none', 'same', 'same', 'same', 'other'),
    nsInode: fc.constantFrom(null, null, 1n, 1n, 1n, 2n),
    generation: fc.constantFrom(undefined, null, null, 4n, 4n, 5n, 3n),
    damage: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ pid, nonce, origin, peer, nsInode, generation, damage }): Datagram => {
    const peerPid = peer === 'none' ? null : peer === 'same' ? pid : pid + 1;
    const status = nonce === U64_MAX ? 'critical' : 'ok';
    const made = datagram({ pid, nonce, status }, { origin, peerPid, nsInode, ...(generation !== undefined && { generation }) });
    if (damage === 0) made.bytes[9] ^= 4;
    return made;
  });

const options = fc.record({
  thresholdNs: fc.constant(20n * MS),
  drainIntervalNs: ms(2, 2, 7),
  maxStepNs: fc.constantFrom(5n * MS, 20n * MS, 200n * MS, U64_MAX),
  catchUpNs: fc.constantFrom(0n, 1n * MS, 5n * MS, 1000n * MS),
  perPidRate: fc.constantFrom(0, 100, 500),
  globalRate: fc.constantFrom(0, 50, 1000),
  globalBurst: fc.constantFrom(0, 1, 8, 100),
  pidMax: fc.constantFrom(3, 11),
  nsInode: fc.constantFrom(null, 1n),
  allowCrossNamespace: fc.boolean(),
  capacity: fc.constantFrom(0, 1, 3, 6),
  evictionPolicy: fc.constantFrom(...EVICTION_POLICIES),
});

type RunOptions = typeof options extends fc.Arbitrary<infer T> ? T : never;

const runs = fc.record({
  options,
  life: anyLife,
  listeners: fc.constantFrom(0, 1, 2, 3),
  startNs: fc.constantFrom(0n, 0n, 1000n * MS, 2n ** 63n, U64_MAX - 300n * MS),
});

/** Ten datagrams and more for each poll, at times: so that polls read to their bound and stalls take turns. */
function opsFor(listeners: number): fc.Arbitrary<Op[]> {
  const poll = stepNs.map((step): Op[] => [{ stepNs: step }]);
  if (listeners === 0) return fc.array(poll, { maxLength: 60, size: 'max' }).map((parts) => parts.flat());
  const send = fc.record({ listener: fc.nat(listeners - 1), datagram: someDatagram }).map((op): Op[] => [op]);
  const flood = fc
    .tuple(fc.nat(listeners - 1), someDatagram, fc.constantFrom(9, 70))
    .map(([listener, one, times]) => Array.from({ length: times }, (): Op => ({ listener, datagram: one })));
  const part = fc.oneof({ weight: 12, arbitrary: poll }, { weight: 10, arbitrary: send }, { weight: 1, arbitrary: flood });
  return fc.array(part, { maxLength: 160, size: 'max' }).map((parts) => parts.flat());
}

/** Options under the names that the model has for them. */
function modelOptions({ nsInode, evictionPolicy, ...given }: RunOptions, life: LifeOptions): ModelObserverOptions {
  return {
    threshold: given.thresholdNs,
    drain_interval: given.drainIntervalNs,
    max_step: given.maxStepNs,
    catch_up: given.catchUpNs,
    per_pid_rate: given.perPidRate,
    global_rate: given.globalRate,
    global_burst: given.globalBurst,
    pid_max: given.pidMax,
    ns: nsInode,
    allow_cross_namespace: given.allowCrossNamespace,
    capacity: given.capacity,
    policy: evictionPolicy,
    ...modelLife(life),
  };
}

/** All of a real observer that the model has, too. */
function stateOf({ observer, view }: Bench, listeners: number): unknown {
  return {
    time: [view.nowNs, view.readingNs, Number(view.pendingNs > 0n)],
    clock: [view.clockRegressions, view.clockForwardJumps, view.pauses].map(Number),
    drain: [view.lastDrainNs, view.drains, view.isDrainDue ? view.dueSinceNs : null],
    foundEmpty: Array.from({ length: listeners }, (_, listener) => view.isDrainDue && view.wasFoundEmpty(listener)),
    pending: view.pendingStalls,
    turn: [view.readsSinceStall, view.nextListener, view.milliTokens],
    outcomes: OUTCOMES.map((outcome) => Number(view.outcomeTotal(outcome))),
    slots: slotsOf(observer.tracker),
    reported: Array.from({ length: view.tracker.length }, (_, slot) => view.outOfOrderReported(slot)),
  };
}

function modelStateOf(model: ModelObserver): unknown {
  return {
    time: model.clock.state.map((part) => part ?? 0n),
    clock: [model.clockRegressions, model.clockForwardJumps, model.pauses],
    drain: [model.lastDrain, model.drains, model.dueSince],
    foundEmpty: model.foundEmpty.map((wasEmpty) => model.dueSince !== null && wasEmpty),
    pending: model.pending,
    turn: [model.readsSinceStall, model.nextListener, model.milliTokens],
    outcomes: OUTCOMES.map((outcome) => model.outcomes.of(outcome)),
    slots: modelSlotsOf(model.tracker),
    reported: model.tracker.slots.map((_, slot) => model.saidOutOfOrder[slot]),
  };
}

describe('Observer, whatever comes,', () => {
  it('surfaces, counts and keeps what the model says, poll by poll', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        runs.chain((run) => fc.tuple(fc.constant(run), opsFor(run.listeners))),
        ([run, ops]) => {
          const allOptions: ObserverOptions = { ...run.options, ...run.life };
          const bench = new Bench(allOptions, run.listeners);
          const model = new ModelObserver(modelOptions(run.options, run.life), run.listeners);
          let readingNs = run.startNs;
          for (const op of ops) {
            if ('datagram' in op) {
              bench.send(op.listener, op.datagram);
              const { peerPid: peer, nsInode: ns, ...rest } = op.datagram;
              model.deliver(op.listener, { ...rest, peer, ns });
              continue;
            }
            readingNs += op.stepNs;
            if (readingNs < 0n) readingNs = 0n;
            if (readingNs > U64_MAX) readingNs = U64_MAX;
            bench.clock.nowNs = readingNs;
            const event = bench.observer.poll();
            expect(event).toEqual(model.poll(readingNs));
            expect(stateOf(bench, run.listeners)).toEqual(modelStateOf(model));
            seen.add(event?.kind ?? 'nothing');
          }
          for (const outcome of OUTCOMES) if (model.outcomes.of(outcome) > 0) seen.add(outcome);
        },
      ),
      { numRuns: 120 },
    );
    // Not vacuous: everything that can come of a datagram and a poll did.
    const kinds = ['beat', 'stall', 'decode', 'auth-failure', 'origin-conflict', 'namespace-conflict', 'out-of-order', 'nothing'];
    expect([...kinds, ...OUTCOMES].filter((word) => !seen.has(word))).toEqual([]);
  });
});
