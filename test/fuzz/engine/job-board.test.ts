import { describe, expect, it } from 'vitest';
import { JobBoard } from '../../../fuzz/engine/job-board.ts';

describe('JobBoard', () => {
  it('numbers each run by itself, so that the time of one is not added to that of another, whatever counts as executed', () => {
    const board = new JobBoard();
    const watching = new JobBoard(board.memory);
    const running: number[] = [];
    for (const [executions, input] of [
      [7, [1, 2]],
      [7, [3]],
      [8, [4]],
    ] as const) {
      board.begin(executions, Uint8Array.from(input));
      running.push(watching.running);
      expect([watching.stats.executions, watching.input]).toEqual([executions, Uint8Array.from(input)]);
    }
    expect(new Set([0, ...running]).size).toBe(4);
    board.rest();
    expect(watching.running).toBe(0);
  });
});
