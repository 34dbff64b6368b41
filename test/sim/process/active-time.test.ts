import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterActive } from '../../../sim/process/active-time.ts';

describe('afterActive()', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** Time goes by in which this process runs. */
  function run(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      nowMs += 10;
      vi.advanceTimersByTime(10);
    }
  }

  it('calls back once the process has been running for so long, and not before', () => {
    const callback = vi.fn<() => void>();
    afterActive(1000, callback);
    run(990);
    expect(callback).not.toHaveBeenCalled();
    run(20);
    expect(callback).toHaveBeenCalledOnce();
    run(5000);
    expect(callback).toHaveBeenCalledOnce();
  });

  it('does not count the time in which the process stood still', () => {
    const callback = vi.fn<() => void>();
    afterActive(1000, callback);
    run(300);
    nowMs += 3_600_000;
    run(200);
    expect(callback).not.toHaveBeenCalled();
    run(1000);
    expect(callback).toHaveBeenCalledOnce();
  });

  it('does not call back once it was taken back', () => {
    const callback = vi.fn<() => void>();
    const forget = afterActive(100, callback);
    forget();
    run(1000);
    expect(callback).not.toHaveBeenCalled();
  });
});
