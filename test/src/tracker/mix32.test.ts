import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mix32 } from '../../../src/tracker/mix32.ts';
import { unmix32 } from '../../../sim/world/unmix32.ts';
import { pidsWithHome } from '../support/pids-with-home.ts';

describe('mix32()', () => {
  it.each([
    [0, 0],
    [1, 0x514e28b7],
    [2, 0x30f4c306],
    [42, 0x087fcd5c],
    [1234, 0x0f2cc00b],
    [0xdeadbeef, 0x0de5c6a9],
    [0xffffffff, 0x81f16f39],
  ])('of %i is the published value', (value, mixed) => {
    expect(mix32(value)).toBe(mixed);
  });

  it('is one to one: its inverse leads back from every u32', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => unmix32(mix32(value)) === value),
      { numRuns: 2000 },
    );
  });

  it('can be steered: pidsWithHome() finds pids that share a home', () => {
    const pids = pidsWithHome(37, 128, 1000);
    expect(new Set(pids).size).toBe(1000);
    expect(pids.every((pid) => (mix32(pid) & 127) === 37)).toBe(true);
  });
});
