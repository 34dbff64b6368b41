import { describe, expect, it, vi } from 'vitest';
import type { Op } from '../../../../sim/data/ops/op.ts';
import { Replay, type RecordedOp } from '../../../../sim/findings/replay/replay.ts';
import { Run, type RunOptions } from '../../../../sim/run/run.ts';

const NEW: Op = { op: 'new', capacity: 2, policy: 'strict', window: 2 };
const LEN: Op = { op: 'len' };
const OTHER = { value: 7 };

/** Carries out everything; what came of it, and how often the run took its last look. */
function carriedOut(ops: readonly RecordedOp[], until?: number, options: RunOptions = {}) {
  const run = new Run(options);
  const finish = vi.spyOn(run, 'finish');
  const replay = new Replay(ops, run, until);
  let carried = 0;
  while (replay.advance()) carried++;
  return { carried, next: replay.next, misplaced: replay.misplaced, finding: run.finding, finished: finish.mock.calls.length };
}

describe('Replay', () => {
  it('says which operation comes next, and ends with a last look after the last', () => {
    const replay = new Replay([{ op: NEW }, { op: LEN }], new Run());
    const ops: (Op | null)[] = [replay.next];
    while (replay.advance()) ops.push(replay.next);
    expect(ops).toEqual([NEW, LEN, null]);
    expect(carriedOut([{ op: NEW }, { op: LEN }])).toEqual({ carried: 2, next: null, misplaced: null, finding: null, finished: 1 });
  });

  it('takes no last look where it was told to stop before the end', () => {
    expect(carriedOut([{ op: NEW }, { op: LEN }], 1)).toMatchObject({ carried: 1, next: null, finished: 0 });
  });

  it('ends at an operation that makes no sense where it stands', () => {
    const ops = [{ op: LEN }, { op: NEW }];
    expect(carriedOut(ops)).toMatchObject({ carried: 0, next: null, misplaced: 'len needs a new operation before it', finished: 0 });
  });

  it('ends with the first reply that is not the expected one, which counts as carried out', () => {
    const found = carriedOut([{ op: NEW }, { op: LEN, expect: OTHER, line: 9 }, { op: LEN, expect: OTHER }]);
    expect(found).toMatchObject({ carried: 2, next: null, misplaced: null });
    expect(found.finding).toMatchObject({ rule: 'reply-as-recorded', step: 1, reason: 'the reply on line 9 is not the recorded one' });
    const nowhere = carriedOut([{ op: NEW }, { op: LEN, expect: OTHER }]);
    expect(nowhere.finding?.reason).toBe('the reply is not the recorded one');
  });

  it('compares no replies where that rule is left out', () => {
    const ops = [{ op: NEW }, { op: LEN, expect: OTHER }];
    expect(carriedOut(ops, undefined, { without: new Set(['reply-as-recorded']) })).toMatchObject({
      carried: 2,
      finding: null,
      finished: 1,
    });
  });
});
