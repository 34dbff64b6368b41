import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import { judgeCampaign, judgeFuzzer, judgeOwn, judgeTool } from '../../../sim/gate/judge-stage.ts';
import { judgeTests } from '../../../sim/gate/judge-tests.ts';
import type { StageEnd } from '../../../sim/gate/stage.ts';

function ended(change: Partial<StageEnd>): StageEnd {
  return { code: 0, signal: null, startFault: null, isCut: false, output: 'one\ntwo\n', elapsedMs: 5, ...change };
}

const MISHAPS = [
  [{ isCut: true, code: 0 }, EXIT.inconclusive],
  [{ isCut: true, code: null, signal: 'SIGKILL' }, EXIT.inconclusive],
  [{ code: null, startFault: 'spawn npm ENOENT' }, EXIT.internal],
  [{ code: null, signal: 'SIGKILL' }, EXIT.internal],
  [{ code: 127 }, EXIT.internal],
  // Node ends so when its memory is spent.
  [{ code: 134 }, EXIT.internal],
] as const;

describe('judgeTool()', () => {
  const judge = judgeTool('npm run lint', [1], 'oxlint');

  it('takes 0 for good, its own code for bad, and tells what the tool said last', () => {
    expect(judge(ended({}))).toMatchObject({ exit: EXIT.ok, reports: [] });
    expect(judge(ended({ code: 1 }))).toMatchObject({ exit: EXIT.check, reports: [{ line: 'npm run lint', details: ['one', 'two'] }] });
  });

  it.each([...MISHAPS, [{ code: 2 }, EXIT.internal] as const])('takes %j for %i, and never for good or for bad', (change, exit) => {
    expect(judge(ended(change)).exit).toBe(exit);
  });
});

describe('a stage that was cut off', () => {
  const note = (change: Partial<StageEnd>): string => judgeTool('npm run lint', [1], 'oxlint')(ended({ isCut: true, ...change })).note;

  it('says which option gives more time, or that it was interrupted', () => {
    expect(note({})).toContain('--budget gives it more');
    expect(note({ isStopped: true })).toBe('interrupted before its work was done');
  });
});

describe('code that does not compile', () => {
  it.each([
    ['a command', judgeOwn('npm run sim', () => '')],
    ['the fuzzer', judgeFuzzer('npm run fuzz', () => '')],
    ['the tests', judgeTests('/project')],
    ['a campaign', judgeCampaign],
  ])('is what %s failed for, with 1', (_, judge) => {
    for (const code of [1, 2]) {
      const end = ended({ code, output: "src/a.ts(1,2): error TS2322: Type 'string' is not assignable\n" });
      expect(judge(end, null)).toMatchObject({ exit: EXIT.check, reports: [{ line: 'npm run build', details: [end.output.trim()] }] });
    }
  });
});

describe('judgeOwn()', () => {
  const judge = judgeOwn('npm run sim', (output) => output.trim().split('\n')[1]);

  it.each([EXIT.safety, EXIT.liveness, EXIT.nondeterminism, EXIT.goals, EXIT.inconclusive])('passes %i on', (code) => {
    expect(judge(ended({ code }))).toMatchObject({ exit: code, reports: [{ line: 'npm run sim', count: 1 }] });
  });

  it.each([EXIT.safety, EXIT.liveness, EXIT.nondeterminism, EXIT.goals])('keeps %i when its time was over after that was found', (code) => {
    expect(judge(ended({ code, isCut: true })).exit).toBe(code);
  });

  it('tells what was done', () => expect(judge(ended({}))).toMatchObject({ exit: EXIT.ok, note: 'two' }));

  it.each([...MISHAPS, ...[1, 2, 20, 70, 99].map((code) => [{ code }, EXIT.internal] as const)])('takes %j for %i', (change, exit) => {
    expect(judge(ended(change)).exit).toBe(exit);
  });
});

describe('judgeFuzzer()', () => {
  const judge = judgeFuzzer('npm run fuzz', () => 'done');

  it.each([
    [0, EXIT.ok],
    [70, EXIT.internal],
    [71, EXIT.safety],
    [72, EXIT.inconclusive],
    [73, EXIT.safety],
    [77, EXIT.safety],
    [20, EXIT.internal],
    [1, EXIT.internal],
  ])('takes its %i for %i', (code, exit) => expect(judge(ended({ code })).exit).toBe(exit));

  it.each(MISHAPS)('takes %j for %i', (change, exit) => expect(judge(ended(change)).exit).toBe(exit));

  it('keeps what was found before its time was over', () => {
    expect([71, 73, 77, 72, 0].map((code) => judge(ended({ code, isCut: true })).exit)).toEqual([10, 10, 10, 14, 14]);
  });
});

describe('judgeTests()', () => {
  const judge = judgeTests('/project');
  const passing = {
    name: '/project/test/a.test.ts',
    status: 'passed',
    message: '',
    assertionResults: [{ fullName: 'a', status: 'passed', failureMessages: [] }],
  };
  const report = (change: object): string =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [passing], ...change });

  it('counts single tests', () => {
    expect(judge(ended({}), report({}))).toMatchObject({ exit: EXIT.ok, passed: 5, failed: 0, reports: [] });
  });

  it('tells the tests that had failed when its time was over, with 1', () => {
    const cut = { isCut: true, code: null, signal: 'SIGKILL' };
    const failing = { ...passing, status: 'failed', assertionResults: [{ fullName: 'b', status: 'failed', failureMessages: ['no'] }] };
    expect(judge(ended(cut), report({ numFailedTests: 1, testResults: [failing] }))).toMatchObject({
      exit: EXIT.check,
      note: expect.stringContaining('1 of 6 tests had failed by then'),
      reports: [{ signature: 'test/a.test.ts b' }],
    });
    for (const left of [null, '{', report({})]) expect(judge(ended(cut), left).exit).toBe(EXIT.inconclusive);
  });

  it('reports each test that failed, with its file and the line that runs it', () => {
    const failing = {
      name: '/project/test/b.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [{ fullName: 'B is right', status: 'failed', failureMessages: ['expected 1\ngot 2'] }],
    };
    expect(judge(ended({ code: 1 }), report({ numFailedTests: 1, testResults: [passing, failing] }))).toMatchObject({
      exit: EXIT.check,
      failed: 1,
      reports: [
        {
          file: 'test/b.test.ts',
          sentence: 'B is right (failed)',
          details: ['expected 1', 'got 2'],
          line: 'npx vitest run test/b.test.ts',
        },
      ],
    });
  });

  it('reports a file that could not be read, and what fails without a test, such as the coverage', () => {
    const unread = { name: '/project/test/c.test.ts', status: 'failed', message: 'SyntaxError: x', assertionResults: [] };
    expect(judge(ended({ code: 1 }), report({ testResults: [unread] }))).toMatchObject({
      exit: EXIT.check,
      reports: [{ file: 'test/c.test.ts', details: ['SyntaxError: x'] }],
    });
    expect(judge(ended({ code: 1 }), report({}))).toMatchObject({ exit: EXIT.check, reports: [{ details: ['one', 'two'] }] });
  });

  it('takes a test that was left out for one that failed', () => {
    expect(judge(ended({}), report({ numPendingTests: 1 }))).toMatchObject({ exit: EXIT.check, failed: 1 });
  });

  it('takes no tests, no report and half a report for a fault of the harness', () => {
    expect(judge(ended({}), report({ numPassedTests: 0, testResults: [] })).exit).toBe(EXIT.internal);
    for (const text of [null, '', report({}).slice(0, 40)]) expect(judge(ended({ code: 1 }), text).exit).toBe(EXIT.internal);
  });

  it.each(MISHAPS)('takes %j for %i', (change, exit) => expect(judge(ended(change), report({})).exit).toBe(exit));
});
