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
  return [`  <testsuite name="${escapeXml(name)}" ${counts(cases)}${time(timeMs)}>`, ...cases.flatMap(caseLines), '  </testsuite>'];
}

function caseLines({ classname, name, timeMs, failure }: JUnitCase): string[] {
  const head = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}"${time(timeMs)}`;
  if (failure === null) return [`${head}/>`];
  return [`${head}>`, `      <failure message="${escapeXml(failure.message)}">${escapeXml(failure.text)}</failure>`, '    </testcase>'];
}

function counts(cases: readonly JUnitCase[]): string {
  return `tests="${cases.length}" failures="${cases.filter(({ failure }) => failure !== null).length}" errors="0"`;
}

function time(ms: number | null): string {
  return ms === null ? '' : ` time="${(ms / 1000).toFixed(3)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// What XML 1.0 has no way to say: most control characters, halves of pairs, two that are none.
// oxlint-disable-next-line no-control-regex
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text as it may stand in XML, in an attribute too. What XML cannot say at all becomes U+FFFD. O(length). */
export function escapeXml(text: string): string {
  return text.replaceAll(UNSPEAKABLE, '\ufffd').replaceAll(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character]);
}
