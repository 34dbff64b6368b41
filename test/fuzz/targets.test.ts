import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/index.ts';
import { frameDecode } from '../../fuzz/targets/frame-decode.ts';
import { FuzzFinding } from '../../fuzz/targets/target.ts';
import { world } from '../../fuzz/targets/world.ts';

describe('frameDecode.fuzz()', () => {
  it('finds nothing in arbitrary bytes, nor in frames with a few bytes changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => frameDecode.fuzz(bytes)),
      { numRuns: 500 },
    );
    const frame = encodeFrame({ status: 'critical', pid: 9, timestamp: 5n, nonce: 2n ** 64n - 1n, payload: 7 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(31), fc.nat(255)), { maxLength: 3 }), (changes) => {
        const bytes = frame.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        frameDecode.fuzz(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe('world.fuzz()', () => {
  it('runs a whole world on no bytes at all, and on any bytes, and finds nothing', () => {
    world.fuzz(new Uint8Array(0));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600, size: 'max' }), (bytes) => world.fuzz(bytes)),
      { numRuns: 20, seed: 7 },
    );
  });
});

describe('FuzzFinding', () => {
  it('has the signature as its message and the rest beside it', () => {
    expect(new FuzzFinding('a/b/c', 'why')).toMatchObject({ message: 'a/b/c', detail: 'why', name: 'FuzzFinding' });
  });
});
