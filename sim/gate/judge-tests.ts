import { countOf } from '../data/count.ts';
import { type FindingReport, findingReport } from '../report/campaign-reports.ts';
import { EXIT } from '../report/exit-code.ts';
import type { JUnitCase } from '../report/junit.ts';
import { lastLines, exitFault, typesFault, verdictOf } from './judge-stage.ts';
import type { StageEnd, StageVerdict } from './stage.ts';

interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const DETAIL_LINES = 12;

/** Reads the report that the test runner leaves in its file. `root` is cut off the names of the test files. */
export function judgeTests(root: string): (end: StageEnd, result: string | null) => StageVerdict {
  return (end, result) => {
    const report = parse(result);
    const incident = exitFault(end) ?? (report === null ? typesFault(end) : null);
    if (incident !== null) return end.isCut && report !== null ? cutOff(incident, report, root) : incident;
    if (report === null) return verdictOf(EXIT.internal, `it ended with ${end.code} and left no report`);
    const passed = report.numPassedTests;
    // A test that was left out has not passed.
    const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
    const reports = [...failures(report, root)];
    if (end.code !== 0 && reports.length === 0) {
      const details = lastLines(end.output, DETAIL_LINES);
      reports.push(findingReport({ signature: 'tests', sentence: 'npm test objects', details, line: 'npm test' }));
    }
    if (passed + failed === 0) return { exit: EXIT.internal, note: 'not one test was run', passed, failed, reports };
    const exit = end.code === 0 && failed === 0 ? EXIT.ok : EXIT.check;
    return {
      exit,
      note: `${countOf(passed, 'test')} passed, ${failed} failed`,
      passed,
      failed,
      reports,
      cases: [...goodCases(report, root)],
    };
  };
}

/** What is known of tests that were cut off: those that had failed by then. */
function cutOff(incident: StageVerdict, report: TestReport, root: string): StageVerdict {
  const reports = [...failures(report, root)];
  if (reports.length === 0) return incident;
  const [passed, failed] = [report.numPassedTests, report.numFailedTests];
  return {
    exit: EXIT.check,
    note: `${incident.note}; ${failed} of ${countOf(passed + failed, 'test')} had failed by then`,
    passed,
    failed,
    reports,
  };
}

function parse(text: string | null): TestReport | null {
  try {
    return text === null ? null : (JSON.parse(text) as TestReport);
  } catch {
    return null;
  }
}

function fileName(name: string, root: string): string {
  return name.startsWith(root) ? name.slice(root.length).replace(/^[\\/]/, '') : name;
}

function* goodCases({ testResults }: TestReport, root: string): Generator<JUnitCase> {
  for (const { name, assertionResults } of testResults) {
    for (const { fullName, status, duration } of assertionResults) {
      if (status === 'passed') yield { classname: fileName(name, root), name: fullName, timeMs: duration ?? null, failure: null };
    }
  }
}

function* failures({ testResults }: TestReport, root: string): Generator<FindingReport> {
  for (const { name, status, message, assertionResults } of testResults) {
    const file = fileName(name, root);
    const line = `npx vitest run ${file}`;
    const broken = assertionResults.filter((test) => test.status !== 'passed');
    for (const { fullName, status: how, failureMessages } of broken) {
      const details = failureMessages.flatMap((text) => text.split('\n')).slice(0, DETAIL_LINES);
      const test = { classname: file, name: fullName };
      yield { signature: `${file} ${fullName}`, sentence: `${fullName} (${how})`, details, count: 1, file, line, test };
    }
    // A file that could not even be read has no test of its own.
    if (status !== 'passed' && broken.length === 0)
      yield { signature: file, sentence: `${file} ${status}`, details: message.split('\n').slice(0, DETAIL_LINES), count: 1, file, line };
  }
}
