import { describe, expect, it } from 'vitest';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { ANSWER_RULES } from '../../../sim/run/thrown.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { traceOf } from '../findings/replay/random-trace.ts';
import { ENTRY_POINTS, FAULTS, OPERATIONS } from './faulty-answers.ts';
import { holdAnswers, runWith } from './hold-answers.ts';

holdAnswers(ENTRY_POINTS);

const [THROWN, UNDEFINED] = ['throws an Error', 'answers undefined'].map((name) => FAULTS.find((fault) => fault.name === name)!);

describe('the table of entry points', () => {
  it('has a name for each, and no fault that does nothing', () => {
    expect(new Set(ENTRY_POINTS.map(({ name }) => name)).size).toBe(ENTRY_POINTS.length);
    expect(replayTrace(traceOf(OPERATIONS), { production: PRODUCTION }).finding).toBeNull();
    const found = ENTRY_POINTS.filter(({ isReached }) => isReached).filter((entry) => runWith(entry, UNDEFINED, 0) === null);
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  it('meets each rule on answers', () => {
    const rules = new Set(ENTRY_POINTS.flatMap((entry) => [THROWN, UNDEFINED].map((fault) => runWith(entry, fault, 0)?.rule)));
    expect(
      Object.keys(ANSWER_RULES).filter((rule) => rule !== 'work-bounded' && rule !== 'survives-disturbance' && !rules.has(rule)),
    ).toEqual([]);
  });
});
