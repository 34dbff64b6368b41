import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../src/vlp/status.ts';
import type { Update } from '../../../src/tracker/beat.ts';
import { ModelTracker } from '../../../sim/oracle/model/index.ts';
import { Tracker, trackerInternals } from '../../../src/tracker/tracker.ts';
import { TrackerView } from '../../../src/tracker/tracker-view.ts';
import { expectEqual, expectSame } from '../../support/expect-equal.ts';
import { indexFault } from '../support/index-fault.ts';
import { assertRuns } from '../support/assert-runs.ts';
import { beat, countersOf, modelSlotsOf, slotsOf, THRESHOLD_NS, type PlainSlot } from '../support/tracker-fixture.ts';
import { anyLife, modelLife, trackerRuns, type LifeOptions, type TrackerOp, type TrackerRun } from '../support/tracker-ops.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

interface Step {
  readonly op: TrackerOp;
  readonly update: Update | null;
  readonly drained: PlainSlot[];
  readonly before: PlainSlot[];
  readonly after: PlainSlot[];
  readonly view: TrackerView;
}

/** Does what `run` says to a tracker and shows each step to `judge`. */
function walk({ capacity, policy, window, life, ops }: TrackerRun, judge: (step: Step) => void): void {
  const tracker = new Tracker({ capacity, evictionPolicy: policy, evictionScanWindow: window, ...life });
  const view = new TrackerView(tracker);
  let before: PlainSlot[] = [];
  for (const op of ops) {
    const drained: PlainSlot[] = [];
    let update: Update | null = null;
    if (op.op === 'record') update = tracker.record(op, op.nowNs, op.thresholdNs, op.origin, op.nsInode, op.generation);
    else {
      tracker.drainStalledSlots(op.nowNs, op.thresholdNs, (pid, nonce, lastNs, origin, nsInode) => {
        const [status, terminal, generation] = restOf(view, tracker.slotOf(pid));
        drained.push({ pid, nonce, lastNs, status, origin, nsInode, stalled: true, terminal, generation });
      });
    }
    const after = slotsOf(view);
    judge({ op, update, drained, before, after, view });
    before = after;
  }
}

/** What a stall does not tell of its slot. */
function restOf(view: TrackerView, slot: number): [PlainSlot['status'], boolean, bigint | null] {
  return [view.status(slot), view.terminalSeen(slot), view.generation(slot)];
}

function isAccepted(update: Update | null): boolean {
  return update === 'inserted' || update === 'refreshed' || update === 'restarted';
}

function silence(slot: PlainSlot, nowNs: bigint): bigint {
  return nowNs > slot.lastNs ? nowNs - slot.lastNs : 0n;
}

interface Kind {
  readonly name: string;
  readonly life: fc.Arbitrary<LifeOptions>;
}

const KINDS: readonly Kind[] = [
  { name: 'as published', life: fc.constant({}) },
  { name: 'with any options', life: anyLife },
];

describe.each(KINDS)('Tracker, $name, whatever is done to it,', ({ life }) => {
  it('answers, counts and keeps its slots as the model says', () => {
    assertRuns(
      trackerRuns(250, life),
      (run) => {
        const { capacity, policy, window } = run;
        const model = new ModelTracker({ capacity, policy, window, ...modelLife(run.life) });
        walk(run, ({ op, update, drained, after, view }) => {
          if (op.op === 'record') expectSame(update, model.record(op, op.nowNs, op.thresholdNs, op.origin, op.nsInode, op.generation));
          else {
            const stalls = drained.map(({ pid, nonce, lastNs: last, origin, nsInode: ns }) => ({ pid, nonce, last, origin, ns }));
            expectEqual(stalls, model.drain(op.nowNs, op.thresholdNs));
          }
          const seen = [view.cursor, view.stallCount, view.lastEvictedPid, Object.values(countersOf(view)).map(Number), after];
          expectEqual(seen, [model.cursor, model.stallCount, model.lastEvictedPid, [...model.counts.counts], modelSlotsOf(model)]);
          expectSame(indexFault(trackerInternals(view.tracker).index), null);
        });
      },
      { numRuns: 60 },
    );
  });

  // Each is a promise of its own, whatever the model says.
  it('keeps every promise at every step', () => {
    let [evictions, stalls] = [0, 0];
    const promise = (text: string, isKept: boolean): void => expectSame(isKept ? text : `not so: ${text}`, text);
    assertRuns(
      trackerRuns(250, life),
      (run) => {
        const handedOut = new Set<number>();
        walk(run, ({ op, update, drained, before, after, view }) => {
          promise('there are as many stalls as flagged slots', view.stallCount === after.filter((slot) => slot.stalled).length);
          promise('each slot has one entry in the index', view.indexSize === after.length);
          promise(
            'each pid leads to its slot',
            after.every(({ pid }, slot) => view.resolve(pid) === slot),
          );
          promise('the cursor is within the table', view.cursor < Math.max(1, after.length));
          promise('no slot is given back', after.length >= before.length && after.length <= run.capacity);
          if (op.op === 'record') {
            if (!isAccepted(update)) return expectEqual(after, before);
            const at = after.findIndex(({ pid }) => pid === op.pid);
            const others = (slots: readonly PlainSlot[]): PlainSlot[] => slots.filter((_, slot) => slot !== at);
            expectEqual(others(after), others(before));
            const { lastNs, status, origin, stalled, terminal, nonce } = after[at];
            expectEqual([lastNs, status, origin, stalled], [op.nowNs, op.status, op.origin, false]);
            // A terminal nonce that stands apart is no slot's last one.
            const old = before.find(({ pid }) => pid === op.pid);
            expectSame(nonce, !terminal ? op.nonce : update === 'refreshed' ? old?.nonce : 0n);
            handedOut.delete(op.pid);
            if (update !== 'inserted' || before.length < after.length) return;
            evictions++;
            promise('only who was silent for more than ten thresholds is evicted', silence(before[at], op.nowNs) > 10n * op.thresholdNs);
            promise('under strict, only whose stall was handed out', run.policy !== 'strict' || before[at].stalled);
            return;
          }
          const due = before.filter((slot) => !slot.stalled && silence(slot, op.nowNs) >= op.thresholdNs).map(({ pid }) => pid);
          expectEqual(
            drained.map(({ pid }) => pid),
            due,
          );
          promise(
            'no silence is handed out twice',
            due.every((pid) => !handedOut.has(pid)),
          );
          for (const pid of due) handedOut.add(pid);
          stalls += due.length;
          expectEqual(
            after.map(({ pid }) => pid),
            before.map(({ pid }) => pid),
          );
        });
      },
      { numRuns: 100 },
    );
    expect(Math.min(evictions, stalls)).toBeGreaterThan(100);
  });
});

/** Thousands of beats of some pids on 32 slots, with drains and times on their way. */
function longRuns(pids: number, length: number): fc.Arbitrary<(readonly ['beat' | 'drain' | 'look' | 'wait', number])[]> {
  const verb = fc.constantFrom<('beat' | 'drain' | 'look' | 'wait')[]>('beat', 'drain', 'look', 'wait');
  return fc.array(fc.tuple(verb, fc.integer({ min: 1, max: pids })), { minLength: length, maxLength: length, size: 'max' });
}

function runLong(
  ops: readonly (readonly ['beat' | 'drain' | 'look' | 'wait', number])[],
  afterDrain: (view: TrackerView) => void,
): Tracker {
  const tracker = new Tracker({ capacity: 32, evictionPolicy: 'balanced' });
  const view = new TrackerView(tracker);
  let nowNs = 0n;
  for (const [verb, pid] of ops) {
    nowNs += verb === 'drain' ? 220n : 20n;
    if (verb === 'beat') tracker.record(beat(pid, nowNs), nowNs, THRESHOLD_NS, 'kernel-attested', null);
    if (verb === 'look') tracker.originOf(pid);
    if (verb === 'drain') {
      tracker.drainStalledSlots(nowNs, THRESHOLD_NS, () => {});
      afterDrain(view);
    }
  }
  return tracker;
}

describe('Tracker, over thousands of calls,', () => {
  it('counts its stalls as a recount does [seed: stall_emitted_count_invariant_holds_across_random_ops]', () => {
    const recount = (view: TrackerView): void => {
      expect(view.stallCount).toBe(slotsOf(view).filter(({ stalled }) => stalled).length);
    };
    fc.assert(
      fc.property(longRuns(64, 2000), (ops) => recount(new TrackerView(runLong(ops, recount)))),
      { numRuns: 5 },
    );
  });

  it('meets no damage and no full path [seed: invariant_violations_stays_zero_under_random_ops]', () => {
    fc.assert(
      fc.property(longRuns(96, 4000), (ops) => {
        const tracker = runLong(ops, () => {});
        expect([tracker.takeInvariantViolations(), tracker.takeProbeExhausted()]).toEqual([0n, 0n]);
        expect(tracker.takeEvictions()).toBeGreaterThan(0n);
      }),
      { numRuns: 5 },
    );
  });

  it('keeps every promise while evictions are taken back for want of a free cell', () => {
    const crowd = pidsWithHome(100, 256, 90);
    const pid = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...crowd) }, { weight: 2, arbitrary: fc.nat(0xffff_ffff) });
    const op = fc.tuple(fc.integer({ min: 0, max: 9 }), pid, fc.constantFrom(...STATUSES));
    let exhausted = 0n;
    fc.assert(
      fc.property(fc.array(op, { minLength: 600, maxLength: 600, size: 'max' }), (ops) => {
        const tracker = new Tracker({ capacity: 100 });
        const view = new TrackerView(tracker);
        const { index } = trackerInternals(tracker);
        let nowNs = 0n;
        for (const [verb, somePid, status] of ops) {
          nowNs += 21n;
          if (verb === 0) tracker.drainStalledSlots(nowNs, THRESHOLD_NS, () => {});
          const update = tracker.record(beat(somePid, nowNs, status), nowNs, THRESHOLD_NS, 'kernel-attested', null);
          expectSame(tracker.slotOf(somePid) >= 0, update === 'inserted' || update === 'refreshed');
          expectSame(indexFault(index), null);
          expectSame(view.indexSize, view.length);
        }
        for (let slot = 0; slot < view.length; slot++) expect(view.resolve(view.pid(slot))).toBe(slot);
        expect(tracker.takeInvariantViolations()).toBe(0n);
        exhausted += tracker.takeProbeExhausted();
      }),
      { numRuns: 15 },
    );
    expect(exhausted).toBeGreaterThan(0n);
  });
});
