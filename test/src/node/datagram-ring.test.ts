import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatagramRing } from '../../../src/node/datagram-ring.ts';
import { expectEqual, expectSame } from '../../support/expect-equal.ts';

describe('DatagramRing', () => {
  it('is a queue of bounded length that drops the newest, and keeps 33 bytes of each datagram', () => {
    const op = fc.oneof(fc.uint8Array({ maxLength: 40, size: 'max' }), fc.constant(null));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(op, { maxLength: 100, size: 'max' }), (size, ops) => {
        const ring = new DatagramRing(size);
        const queue: Uint8Array[] = [];
        for (const bytes of ops) {
          if (bytes === null) {
            expectEqual(ring.shift(), queue.shift() ?? null);
          } else {
            expectSame(ring.push(bytes), queue.length < size);
            if (queue.length < size) queue.push(bytes.slice(0, 33));
          }
          expectSame(ring.waiting, queue.length);
        }
      }),
    );
  });

  it('hands out copies that later datagrams do not overwrite', () => {
    const ring = new DatagramRing(1);
    ring.push(Uint8Array.of(1, 2));
    const first = ring.shift();
    ring.push(Uint8Array.of(3, 4));
    expect(first).toEqual(Uint8Array.of(1, 2));
  });
});
