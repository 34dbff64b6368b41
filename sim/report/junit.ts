import { xmlText } from '../data/quoting/xml.ts';
import type { CampaignJson } from './campaign-json.ts';
import { campaignReports, type FindingReport } from './campaign-reports.ts';

/** One test, as JUnit has it. */
export interface JUnitCase {
  readonly classname: string;
  readonly name: string;
  /** Null where nobody measured it. */
  readonly timeMs: number | null;
  /** What is wrong; null for a good one. */
  readonly failure: { readonly message: string; readonly text: string } | null;
}

/** Tests that belong together. */
export interface JUnitSuite {
  readonly name: string;
  readonly timeMs: number | null;
  readonly cases: readonly JUnitCase[];
}

/** The result of a campaign as a suite: each scenario without a finding is a good case, each report a bad one. */
export function campaignSuite(json: CampaignJson): JUnitSuite {
  const bad = new Set([...json.findings, ...json.unmet].map(({ scenario }) => scenario));
  const run = new Set(json.runs.map(({ scenario }) => scenario));
  const good = json.scenarios.filter(({ name }) => run.has(name) && !bad.has(name));
  return {
    name: `varta-sim run ${json.scenario} seed ${json.seed}`,
    timeMs: null,
    cases: [
      ...good.map(({ name }) => ({ classname: 'scenario', name, timeMs: null, failure: null })),
      ...campaignReports(json).map(failureCase),
    ],
  };
}

/** A report as a case that failed. */
export function failureCase({ signature, sentence, details, count, line }: FindingReport): JUnitCase {
  const [classname, ...rest] = signature.split('/');
  const often = count === 1 ? [] : [`${count} times`];
  const text = [sentence, ...details, ...often, ...(line === null ? [] : [line])].join('\n');
  return { classname, name: rest.join('/') === '' ? signature : rest.join('/'), timeMs: null, failure: { message: sentence, text } };
}

/** A report in the format of JUnit, as continuous integration reads it. O(size). */
export function formatJUnit(suites: readonly JUnitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="varta-sim" ${counts(all)}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ];
  return lines.join('\n');
}

function suiteLines({ name, timeMs, cases }: JUnitSuite): string[] {
  return [`  <testsuite name="${xmlText(name)}" ${counts(cases)}${time(timeMs)}>`, ...cases.flatMap(caseLines), '  </testsuite>'];
}

function caseLines({ classname, name, timeMs, failure }: JUnitCase): string[] {
  const head = `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}"${time(timeMs)}`;
  if (failure === null) return [`${head}/>`];
  return [`${head}>`, `      <failure message="${xmlText(failure.message)}">${xmlText(failure.text)}</failure>`, '    </testcase>'];
}

function counts(cases: readonly JUnitCase[]): string {
  return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== null).length}" errors="0"`;
}

function time(ms: number | null): string {
  return ms === null ? '' : ` time="${(ms / 1000).toFixed(3)}"`;
}
