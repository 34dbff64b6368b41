import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT, EventQueue } from '../../../sim/world/event-queue.ts';
import { expectEqual, expectSame } from '../../support/expect-equal.ts';

interface Event {
  readonly timeNs: number;
  readonly kind: number;
  readonly id: number;
}

function popped(queue: EventQueue): Event | null {
  return queue.pop() ? { timeNs: queue.timeNs, kind: queue.kind, id: queue.id } : null;
}

describe('EventQueue', () => {
  it('gives events in the order of a sorted list, also between pushes', () => {
    // Few different times, so that equal ones are frequent; null takes an event out.
    const op = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) }, { weight: 2, arbitrary: fc.constant(null) });
    fc.assert(
      fc.property(fc.array(op, { maxLength: 1500, size: 'max' }), (ops) => {
        const queue = new EventQueue();
        const list: Event[] = [];
        ops.forEach((timeNs, id) => {
          if (timeNs === null) {
            expectEqual(popped(queue), list.shift() ?? null);
          } else {
            const place = list.findIndex((other) => other.timeNs > timeNs);
            list.splice(place < 0 ? list.length : place, 0, { timeNs, kind: id % 9, id });
            queue.push(timeNs, id % 9, id);
          }
          expectSame(queue.length, list.length);
          expectSame(queue.nextNs, list[0]?.timeNs ?? Number.POSITIVE_INFINITY);
        });
        for (const event of list) expectEqual(popped(queue), event);
        expect(queue.pop()).toBe(false);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps the order of pushing at one time, for thousands of events', () => {
    const queue = new EventQueue();
    for (let id = 0; id < 5000; id++) queue.push(7, 0, id);
    for (let id = 0; id < 5000; id++) expectEqual(popped(queue), { timeNs: 7, kind: 0, id });
  });

  it('keeps times up to 2^53 − 1 apart by a nanosecond', () => {
    const queue = new EventQueue();
    for (const timeNs of [Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER - 1]) queue.push(timeNs, 1, 2);
    expect([popped(queue)?.timeNs, popped(queue)?.timeNs, popped(queue)?.timeNs]).toEqual([
      0,
      Number.MAX_SAFE_INTEGER - 1,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  it('keeps every kind and id up to 2^27 − 1', () => {
    const queue = new EventQueue();
    const events = Object.values(EVENT).flatMap((kind) => [0, 2 ** 27 - 1].map((id) => ({ timeNs: 3, kind, id })));
    for (const { timeNs, kind, id } of events) queue.push(timeNs, kind, id);
    for (const event of events) expectEqual(popped(queue), event);
  });

  it('keeps what was popped last when there is nothing more to pop', () => {
    const queue = new EventQueue();
    queue.push(5, 3, 9);
    queue.pop();
    expect(queue.pop()).toBe(false);
    expect([queue.timeNs, queue.kind, queue.id, queue.nextNs]).toEqual([5, 3, 9, Number.POSITIVE_INFINITY]);
  });
});
