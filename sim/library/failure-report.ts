import type { Trace } from '../data/trace/parse-trace.ts';
import { describeSteps, formatFailureReport, REPORT_COLUMNS } from '../findings/failure-report/failure-report.ts';
import type { Finding } from '../oracle/finding.ts';
import { kindOf } from '../report/show-failure.ts';
import { listOf, optional, orNull, record, TEXT, whole, type Fields } from '../data/value-form.ts';
import { checkOptions } from './caller-options.ts';
import { JUDGE_FIELDS, judging, type JudgeOptions } from './judge.ts';

/** What a failure report says beside the finding. */
export interface FailureReportOptions extends JudgeOptions {
  /** Where the run came from, a line each; default nothing. */
  readonly origin?: readonly string[];
  /** How far the run shrank; default nothing. */
  readonly shrunk?: { readonly before: number; readonly runs: number } | null;
  /** Lines to paste, by what they are for, such as `['replay', 'npx varta-sim replay …']`; default none. */
  readonly paste?: readonly (readonly [string, string])[];
  /** Width in characters, from 40; default 100. */
  readonly columns?: number;
}

const FIELDS: Fields<FailureReportOptions> = {
  ...JUDGE_FIELDS,
  origin: optional(listOf(TEXT)),
  shrunk: optional(orNull(record<NonNullable<FailureReportOptions['shrunk']>>({ before: whole(0), runs: whole(0) }))),
  paste: optional(listOf(listOf(TEXT, 2))),
  columns: optional(whole(40)),
};

/** A finding on one screen, without colour: what broke, what was expected, what led to it in words, and what to paste. */
export function failureReport(finding: Finding, trace: Trace, options: FailureReportOptions = {}): string {
  checkOptions('report', FIELDS, options);
  const { origin = [], shrunk = null, paste = [], columns = REPORT_COLUMNS } = options;
  const ops = trace.steps.slice(0, finding.step + 1).map(({ op }) => op);
  const steps = judging({ ...options, tracker: null }, () => describeSteps(ops));
  return formatFailureReport({ finding, origin, steps, shrunk, paste }, kindOf(finding), (_style, text) => text, columns);
}
