import { describe, expect, it } from 'vitest';
import { gateSuite } from '../../../sim/gate/gate-report.ts';
import { judgeTests } from '../../../sim/gate/judge-tests.ts';
import { verdictOf } from '../../../sim/gate/judge-stage.ts';
import type { StageOutcome, StageVerdict } from '../../../sim/gate/stage.ts';
import { EXIT } from '../../../sim/report/exit-code.ts';

function outcome(verdict: StageVerdict): StageOutcome {
  return { name: 'tests', budgetMs: 9, elapsedMs: 5, line: 'npm test', output: '', verdict };
}

/** What the stage of the tests comes to where `a passes` passes or fails. */
function tests(status: 'passed' | 'failed'): StageOutcome {
  const failed = status === 'passed' ? 0 : 1;
  const assertionResults = [
    { fullName: 'a holds', status, duration: 1, failureMessages: failed === 0 ? [] : ['it does not'] },
    { fullName: 'b holds', status: 'passed', duration: 1, failureMessages: [] },
  ];
  const report = {
    numPassedTests: 2 - failed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ name: 'place/test/x/y.test.ts', status, message: '', assertionResults }],
  };
  const end = { code: failed, signal: null, startFault: null, isCut: false, output: '', elapsedMs: 5 };
  return outcome(judgeTests('place')(end, JSON.stringify(report)));
}

function names(stage: StageOutcome): string[] {
  return gateSuite(stage)
    .cases.map(({ classname, name }) => `${classname} ${name}`)
    .sort();
}

describe('gateSuite()', () => {
  it('names a test that fails as it does one that passes', () => {
    expect(names(tests('failed'))).toEqual(names(tests('passed')));
    const failing = gateSuite(tests('failed')).cases.filter(({ failure }) => failure !== null);
    expect(failing.map(({ name }) => name)).toEqual(['tests', 'a holds']);
    expect(failing[1].failure?.text).toContain('it does not');
  });

  it('is the stage alone where a tool objects, under its own name and with its reports', () => {
    const report = { signature: 'lint', sentence: 'lint objects', details: ['here'], count: 1, file: null, line: 'npm run lint' };
    const { cases } = gateSuite(outcome(verdictOf(EXIT.check, 'it ended with 1', [report])));
    expect(cases).toEqual([
      { classname: 'gate', name: 'tests', timeMs: 5, failure: { message: 'lint objects', text: 'lint: lint objects\nhere\nnpm run lint' } },
    ]);
    expect(gateSuite(outcome(verdictOf(EXIT.ok, 'fine'))).cases).toEqual([{ classname: 'gate', name: 'tests', timeMs: 5, failure: null }]);
  });
});
