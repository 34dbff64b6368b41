import { setTimeout as wait } from 'node:timers/promises';
import { giveSign, isStopped, serveTasks, writeLine } from '../../../sim/process/in-child.ts';

// A program that does what its tasks say, and often does not come to their end.

const tasks = {
  double: (value: number): number => value * 2,
  answerValue: (value: unknown): unknown => value,
  reportAndDie: (texts: readonly string[]): void => {
    writeLine('said', ...texts);
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  },
  exit: (code: number): void => process.exit(code),
  throws: (message: string): void => {
    throw new TypeError(message);
  },
  allocate: (): void => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array<number>(10_000).fill(hoard.length));
  },
  loop: (): void => {
    writeLine('pid', String(process.pid));
    for (;;);
  },
  /** Gives a sign of life every so many milliseconds, so many times. */
  tick: async ({ everyMs, times }: { readonly everyMs: number; readonly times: number }): Promise<void> => {
    for (let time = 0; time < times; time++) {
      await wait(everyMs);
      writeLine('tick', String(time));
    }
  },
  /** Computes for so long, in steps of less than a microsecond. */
  compute: (ms: number): void => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs) giveSign();
  },
  untilStopped: (): string => {
    writeLine('waiting');
    while (!isStopped());
    return 'stopped';
  },
};

export type ProgramTasks = typeof tasks;

serveTasks(tasks);
