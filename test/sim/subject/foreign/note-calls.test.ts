import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beat, drain, get, LEN, table, take } from '../../../../sim/conformance/clauses/clause.ts';
import { TAKE_COUNTERS, type Exchange, type Op } from '../../../../sim/data/ops/op.ts';
import { noteCalls, type TrackerCall } from '../../../../sim/subject/foreign/note-calls.ts';
import { PRODUCTION } from '../../../../sim/subject/production.ts';
import { Subject, type CallSink } from '../../../../sim/subject/subject.ts';
import { encodeFrame, Tracker } from '../../../../src/index.ts';

class Sink implements CallSink {
  readonly started: string[] = [];
  readonly noted: Exchange[] = [];

  start({ op }: { readonly op: string }): void {
    this.started.push(op);
  }

  note(exchange: Exchange): void {
    this.noted.push(exchange);
  }
}

const arbitraryOps: fc.Arbitrary<Op[]> = fc.array(
  fc.oneof<fc.Arbitrary<Op>[]>(
    fc.record({ pid: fc.nat(4), nonce: fc.nat(9), now: fc.nat(5000) }).map(({ pid, nonce, now }) => beat(pid, nonce, now)),
    fc.nat(6000).map((now) => drain(now)),
    fc.constantFrom(...TAKE_COUNTERS).map(take),
    fc.constantFrom('last_ns' as const, 'origin' as const, 'ns' as const).map((field) => get(field, 2)),
    fc.constant(LEN),
  ),
);

describe('noteCalls', () => {
  it('notes each operation on a bare tracker with its reply, and changes none', () => {
    fc.assert(
      fc.property(arbitraryOps, (ops) => {
        const sink = new Sink();
        const [watched, alone] = [new Subject(PRODUCTION, sink), new Subject(PRODUCTION)];
        const all = [table(2), ...ops];
        const replies = all.map((op) => watched.apply(op).reply);
        expect(replies).toEqual(all.map((op) => alone.apply(op).reply));
        expect(sink.noted.map(({ kind, reply }) => [kind, reply])).toEqual(ops.map(({ op }, at) => [op, replies[at + 1]]));
      }),
    );
  });

  it('notes what an observer asks of its own tracker', () => {
    const sink = new Sink();
    const subject = new Subject(PRODUCTION, sink);
    const bytes = encodeFrame({ status: 'ok', pid: 7, timestamp: 0n, nonce: 1n, payload: 0 });
    subject.apply({ op: 'observer', threshold: 10_000_000n, listeners: 1 });
    subject.apply({ op: 'datagram', now: 0n, listener: 0, origin: 'kernel-attested', peer: 7, ns: 5n, bytes });
    subject.apply({ op: 'poll', now: 0n });
    subject.apply({ op: 'poll', now: 20_000_000n });
    expect(sink.started).toEqual(['observer']);
    expect(sink.noted.find(({ kind }) => kind === 'record')).toMatchObject({ op: { pid: 7, nonce: 1n, ns: 5n }, reply: 'inserted' });
    expect(sink.noted.findLast(({ kind }) => kind === 'drain')).toMatchObject({ reply: [{ pid: 7, nonce: 1n, last: 0n }] });
  });

  it('leaves the class and other trackers alone, and lets through what a visitor throws', () => {
    const calls: TrackerCall[] = [];
    const [watched, other] = [new Tracker({ capacity: 2 }), new Tracker({ capacity: 2 })];
    noteCalls(watched, (call) => calls.push(call));
    other.takeEvictions();
    expect(calls).toEqual([]);
    watched.record({ pid: 2, nonce: 1n, status: 'ok' }, 0n, 100n, 'kernel-attested', null);
    const fail = (): never => {
      throw new Error('the visitor');
    };
    expect(() => watched.drainStalledSlots(100n, 100n, fail)).toThrow('the visitor');
    expect(calls.map(({ kind }) => kind)).toEqual(['record']);
  });

  it('shadows every method that the protocol has an operation for', () => {
    const calls: TrackerCall[] = [];
    const tracker = new Tracker({ capacity: 2 });
    noteCalls(tracker, (call) => calls.push(call));
    const takes = Object.getOwnPropertyNames(Tracker.prototype).filter((name) => name.startsWith('take'));
    for (const name of takes) (tracker[name as 'takeEvictions'] as () => unknown)();
    expect(calls.map(({ op }) => (op.op === 'take' ? op.counter : op.op)).sort()).toEqual([...TAKE_COUNTERS].sort());
  });
});
