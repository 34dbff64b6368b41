import { xmlText } from '../data/quoting/xml.ts';
import type { CampaignJson } from './campaign-json.ts';
import { campaignReports, type FindingReport } from './campaign-reports.ts';
import { countWithCommas } from './table.ts';

/** One test, as JUnit has it. */
export interface JUnitCase {
  readonly classname: string;
  readonly name: string;
  /** Null where nobody measured it. */
  readonly timeMs: number | null;
  /** What is wrong; null for a good one. */
  readonly failure: { readonly message: string; readonly text: string } | null;
  /** Why it was not carried out; left out where it was. */
  readonly skipped?: string;
}

/** Tests that belong together. */
export interface JUnitSuite {
  readonly name: string;
  readonly timeMs: number | null;
  readonly cases: readonly JUnitCase[];
  /** The page that shows it, as a path; default none. */
  readonly pagePath?: string | null;
}

/**
 * The result of a campaign as a suite. Suite and cases have the same names however it went: a case for each scenario, and one
 * for what concerns them all. `pagePath` is the file of its page, if it has one.
 */
export function campaignSuite(json: CampaignJson, pagePath: string | null = null): JUnitSuite {
  return { name: 'varta-sim run', timeMs: null, cases: campaignCases(json), pagePath };
}

/** The cases of {@link campaignSuite}. */
export function campaignCases(json: CampaignJson): JUnitCase[] {
  const reports = campaignReports(json);
  const known = new Set<string>();
  for (const runs of [json.runs, json.findings]) for (const { scenario } of runs) known.add(scenario);
  const of = (name: string): FindingReport[] => reports.filter(({ scenarios = [] }) => scenarios.includes(name));
  const ofNone = reports.filter(({ scenarios = [] }) => scenarios.length === 0);
  return [
    ...json.scenarios.filter(({ name }) => known.has(name)).map(({ name }) => caseOf('scenario', name, of(name))),
    caseOf('campaign', 'every run is finished, every goal is reached', ofNone),
    ...followedCases(json),
    ...(json.production?.ours ?? []).map((part) => skippedCase('production', part, 'it is ours: the module does not replace it')),
  ];
}

function skippedCase(classname: string, name: string, why: string): JUnitCase {
  return { classname, name, timeMs: null, failure: null, skipped: why };
}

/** What a tracker from elsewhere was not asked, as tests that were skipped. */
function followedCases({ followed }: CampaignJson): JUnitCase[] {
  if (followed === undefined) return [];
  const skipped = (name: string, why: string): JUnitCase => skippedCase('tracker', name, why);
  const { tracker, compared, lacking } = followed;
  return [
    compared === 0
      ? skipped('replies compared', `${tracker} was asked nothing`)
      : { classname: 'tracker', name: 'replies compared', timeMs: null, failure: null },
    ...lacking.map((option) => skipped(`option ${option}`, `${tracker} does not have it: runs are made without`)),
    ...Object.entries(followed.skipped).map(([what, count]) =>
      skipped(what, `${countWithCommas(count, 'time')} not asked or not answered`),
    ),
  ];
}

/** A case that failed if there is a report of it: the first one is its message, all of them its text. */
export function caseOf(classname: string, name: string, reports: readonly FindingReport[], timeMs: number | null = null): JUnitCase {
  if (reports.length === 0) return { classname, name, timeMs, failure: null };
  const [{ sentence }] = reports;
  return { classname, name, timeMs, failure: { message: sentence, text: reports.map(textOf).join('\n\n') } };
}

function textOf({ signature, sentence, details, count, line }: FindingReport): string {
  const often = count === 1 ? [] : [`${count} times`];
  return [`${signature}: ${sentence}`, ...details, ...often, ...(line === null ? [] : [line])].join('\n');
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

function suiteLines({ name, timeMs, cases, pagePath = null }: JUnitSuite): string[] {
  const page = pagePath === null ? [] : [`    <properties><property name="report" value="${xmlText(pagePath)}"/></properties>`];
  return [`  <testsuite name="${xmlText(name)}" ${counts(cases)}${time(timeMs)}>`, ...page, ...cases.flatMap(caseLines), '  </testsuite>'];
}

function caseLines({ classname, name, timeMs, failure, skipped }: JUnitCase): string[] {
  const head = `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}"${time(timeMs)}`;
  if (skipped !== undefined) return [`${head}>`, `      <skipped message="${xmlText(skipped)}"/>`, '    </testcase>'];
  if (failure === null) return [`${head}/>`];
  return [`${head}>`, `      <failure message="${xmlText(failure.message)}">${xmlText(failure.text)}</failure>`, '    </testcase>'];
}

function counts(cases: readonly JUnitCase[]): string {
  const skipped = cases.filter((each) => each.skipped !== undefined).length;
  const tail = skipped === 0 ? '' : ` skipped="${skipped}"`;
  return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== null).length}" errors="0"${tail}`;
}

function time(ms: number | null): string {
  return ms === null ? '' : ` time="${(ms / 1000).toFixed(3)}"`;
}
