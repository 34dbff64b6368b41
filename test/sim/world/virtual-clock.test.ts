import { describe, expect, it } from 'vitest';
import { U64_MAX } from '../../../src/internal.ts';
import { VirtualClock } from '../../../sim/world/virtual-clock.ts';

describe('VirtualClock', () => {
  it('reads its start plus the virtual time', () => {
    const clock = new VirtualClock(1n << 63n);
    expect([clock.read(0), clock.read(1), clock.read(2 ** 53 - 1)]).toEqual([1n << 63n, (1n << 63n) + 1n, (1n << 63n) + (1n << 53n) - 1n]);
  });

  it('stops at both ends of u64', () => {
    const clock = new VirtualClock(U64_MAX - 10n);
    expect([clock.read(10), clock.read(11), clock.read(1000)]).toEqual([U64_MAX, U64_MAX, U64_MAX]);
    clock.jump(-U64_MAX - 100n);
    expect([clock.read(1000), clock.read(0)]).toEqual([890n, 0n]);
  });

  it('stops at either end when a leap takes it beyond', () => {
    const clock = new VirtualClock(100n);
    clock.jump(-200n);
    expect([clock.read(99), clock.read(100), clock.read(101)]).toEqual([0n, 0n, 1n]);
    clock.jump(U64_MAX);
    expect([clock.read(100), clock.read(101)]).toEqual([U64_MAX, U64_MAX]);
  });

  it('leaps forward and back', () => {
    const clock = new VirtualClock(100n);
    clock.jump(50n);
    expect(clock.read(1)).toBe(151n);
    clock.jump(-60n);
    expect(clock.read(1)).toBe(91n);
  });

  it('stands still while frozen, leaps while frozen, and runs on from where it would be', () => {
    const clock = new VirtualClock(0n);
    clock.freeze(10);
    expect([clock.read(11), clock.read(5000)]).toEqual([10n, 10n]);
    clock.jump(-20n);
    expect(clock.read(5000)).toBe(0n);
    clock.jump(5n);
    expect(clock.read(5000)).toBe(5n);
    clock.thaw();
    expect(clock.read(5000)).toBe(4985n);
  });

  it('does not run behind its largest reading once it is calm', () => {
    const clock = new VirtualClock(0n);
    clock.jump(1000n);
    clock.read(10);
    clock.jump(-1005n);
    clock.freeze(20);
    clock.beginQuietPhase(30);
    expect([clock.read(30), clock.read(40)]).toEqual([1010n, 1020n]);
    clock.beginQuietPhase(50);
    expect(clock.read(50)).toBe(1030n);
  });
});
