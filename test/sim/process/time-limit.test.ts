import { describe, expect, it, vi } from 'vitest';
import { InfrastructureError } from '../../../sim/data/infrastructure-error.ts';
import { withinTime } from '../../../sim/process/time-limit.ts';
import { GUARD } from '../../../sim/subject/guard/guard.ts';

function endless(): never {
  for (;;);
}

describe('withinTime()', () => {
  it('hands on what the work returns and throws', () => {
    expect(withinTime(() => 7, 1000)).toEqual({ value: 7 });
    const thrown = new RangeError('mine');
    expect(() =>
      withinTime(() => {
        throw thrown;
      }, 1000),
    ).toThrow(thrown);
  });

  it('ends what has no end, past its own catch and finally, and lowers the guard that it left up', () => {
    const passed: string[] = [];
    const ended = withinTime(() => {
      GUARD.isUp = true;
      try {
        endless();
      } catch {
        passed.push('catch');
      } finally {
        passed.push('finally');
      }
    }, 100);
    expect([ended, passed, GUARD.isUp]).toEqual([null, [], false]);
    expect(withinTime(() => 'goes on', 1000)).toEqual({ value: 'goes on' });
  });

  it('does not blame work during which the process stood still', () => {
    const still = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 399, system: 0 });
    expect(() => withinTime(endless, 20)).toThrow(
      new InfrastructureError('this process stood still for most of 20 ms, in the midst of an operation'),
    );
    still.mockRestore();
  });
});
