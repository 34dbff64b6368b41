import { describe, expect, it } from 'vitest';
import { hrtimeNs } from '../../../src/node/hrtime.ts';
import { MonotonicClock } from '../../../src/node/index.ts';

describe('MonotonicClock.now()', () => {
  it('begins near 0 and never falls', () => {
    const clock = new MonotonicClock();
    let lastNs = clock.now();
    expect(lastNs).toBeLessThan(1_000_000_000n);
    for (let reading = 0; reading < 10_000; reading++) {
      const nowNs = clock.now();
      if (nowNs < lastNs) throw new Error(`${nowNs} came after ${lastNs}`);
      lastNs = nowNs;
    }
  });

  it('reads the clock of the system that nobody can set', () => {
    const beforeNs = process.hrtime.bigint();
    const readNs = hrtimeNs();
    expect([readNs >= beforeNs, readNs <= process.hrtime.bigint()]).toEqual([true, true]);
  });

  it('counts nanoseconds', async () => {
    const clock = new MonotonicClock();
    const startNs = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const elapsedNs = clock.now() - startNs;
    expect(elapsedNs).toBeGreaterThan(20_000_000n);
    expect(elapsedNs).toBeLessThan(10_000_000_000n);
  });

  it('counts from its construction on whatever clock it is given, from 0 to the end of 64 bits', () => {
    let readingNs = 1_000n;
    const clock = new MonotonicClock(() => readingNs);
    expect(clock.now()).toBe(0n);
    readingNs += 5n;
    expect(clock.now()).toBe(5n);
    readingNs = 999n;
    expect(clock.now()).toBe(0n);
    readingNs = 1_000n + 2n ** 64n - 1n;
    expect(clock.now()).toBe(2n ** 64n - 1n);
  });

  it('is not made over what is no function', () => {
    expect(() => new MonotonicClock(7n as never)).toThrow(new TypeError('Cannot create MonotonicClock: read must be a function, got 7n'));
  });
});
