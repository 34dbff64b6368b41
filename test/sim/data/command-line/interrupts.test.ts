import { afterEach, describe, expect, it, vi } from 'vitest';
import { Interrupts } from '../../../../sim/data/command-line/interrupts.ts';

afterEach(() => void vi.restoreAllMocks());

function listeners(): number[] {
  return ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.listenerCount(signal));
}

describe('Interrupts', () => {
  it('tells all that listen of the first signal, whichever it is, and listens no longer than they do', () => {
    const before = listeners();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const interrupts = new Interrupts();
      const [one, other] = [vi.fn<() => void>(), vi.fn<() => void>()];
      const forget = [interrupts.on(one), interrupts.on(other)];
      expect(listeners()).toEqual(before.map((count) => count + 1));
      process.emit(signal, signal);
      expect([one, other].map((callback) => callback.mock.calls.length)).toEqual([1, 1]);
      for (const each of forget) each();
      expect(listeners()).toEqual(before);
    }
  });

  it('knows no exit code where what was found can be told no more', () => {
    const interrupts = new Interrupts();
    interrupts.tell(() => {
      throw new Error('the results are gone');
    });
    expect(interrupts.verdictSoFar).toBeNull();
  });

  it('keeps what was found when it is told to, also where that cannot be told, and then throws nothing', () => {
    const interrupts = new Interrupts();
    let exit = 10;
    interrupts.tell(() => exit);
    interrupts.keep();
    exit = 0;
    expect(interrupts.verdictSoFar).toBe(10);
    interrupts.tell(() => {
      throw new Error('the results cannot be read');
    });
    expect(interrupts.keep).not.toThrow();
    expect(interrupts.verdictSoFar).toBeNull();
  });

  it('tells who comes later at once', () => {
    const interrupts = new Interrupts();
    const forget = interrupts.on(() => {});
    process.emit('SIGINT', 'SIGINT');
    const late = vi.fn<() => void>();
    interrupts.on(late)();
    expect(late).toHaveBeenCalledOnce();
    forget();
  });

  it('ends the process at a second signal, with what was found so far or else as the signal ends it', () => {
    for (const [verdict, code] of [
      [null, 128 + 15],
      [10, 10],
    ] as const) {
      const interrupts = new Interrupts();
      const leave = vi.fn<(code: number) => void>();
      let nowMs = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
      const forget = interrupts.on(() => {});
      interrupts.onSecond(leave);
      interrupts.tell(() => verdict);
      process.emit('SIGINT', 'SIGINT');
      // npm hands on what the whole group has got.
      nowMs = 100;
      process.emit('SIGINT', 'SIGINT');
      expect(leave).not.toHaveBeenCalled();
      nowMs = 2000;
      process.emit('SIGTERM', 'SIGTERM');
      expect(leave.mock.calls).toEqual([[code]]);
      forget();
    }
  });
});
