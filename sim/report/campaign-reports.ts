import { countOf } from '../data/count.ts';
import { signatureOf } from '../oracle/finding.ts';
import { goalSentence } from '../oracle/custom-rules.ts';
import { GOALS } from '../oracle/goals.ts';
import type { CampaignJson, ReportJson } from './campaign-json.ts';
import { missedGoals, missingGoals } from './campaign-verdict.ts';
import { againLine, replayLine } from './command-lines.ts';
import { grouped } from '../data/grouped.ts';

const OTHERS_TOLD = 5;
const OPERATIONS_TOLD = 20;

/** One thing that is wrong, however often it came up: what reports to people and machines are made of. */
export interface FindingReport {
  /** What makes two findings the same: judge, rule and kind of operation, or the name of a test. */
  readonly signature: string;
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  /** More, line by line; may be empty. */
  readonly details: readonly string[];
  /** How often it came up. */
  readonly count: number;
  /** File that it is about; null where there is none. */
  readonly file: string | null;
  /** A line to paste that shows it again, on any machine; null where there is none. */
  readonly line: string | null;
  /** Scenarios that it is about; none where it is about a whole campaign, or no campaign. */
  readonly scenarios?: readonly string[];
  /** The test that it is about, under the name that it has when it passes. */
  readonly test?: { readonly classname: string; readonly name: string };
}

/** A report of one thing that came up once and is about no file, unless told otherwise. */
export function findingReport({
  signature,
  sentence,
  details = [],
  count = 1,
  file = null,
  line = null,
  ...others
}: Partial<FindingReport> & Pick<FindingReport, 'signature' | 'sentence'>): FindingReport {
  return { signature, sentence, details, count, file, line, ...others };
}

/** What is wrong with the result of a campaign: one report for each signature, each goal, each reason. Empty for a good one. */
export function campaignReports(json: CampaignJson): FindingReport[] {
  return [
    ...json.reports.map((report) => ofSignature(report, json)),
    ...ofRunsThatTestedNothing(json),
    ...ofGoals(json),
    ...ofTheUnknown(json),
  ];
}

function ofSignature({ signature, count, finding, trace, again, shrunk, others }: ReportJson, json: CampaignJson): FindingReport {
  const { scenario, seed, step } = finding;
  const { reason, expected, got, details = [] } = shrunk ?? finding;
  const more = others.slice(0, OTHERS_TOLD).join(', ') + (others.length > OTHERS_TOLD ? ', …' : '');
  return findingReport({
    signature,
    sentence: reason,
    details: [
      `${scenario} seed ${seed}, step ${step}`,
      `expected ${expected}`,
      ...(got === reason ? [] : [`got ${got}`]),
      ...details.map(([what, text]) => `${what} ${text}`.trim()),
      ...shrunkLines(shrunk),
      ...(others.length === 0 ? [] : [`also under ${more}`]),
      ...(trace === null ? [] : [`where its trace is: ${replayLine(trace)}`]),
      ...commitLines(json),
    ],
    count,
    line: again,
    scenarios: [...new Set(json.findings.filter((other) => signatureOf(other) === signature).map((other) => other.scenario))],
  });
}

/** The last operations of a shrunk run, in words. */
function shrunkLines(shrunk: ReportJson['shrunk']): string[] {
  if (shrunk === null) return [];
  const { before, operations, told } = shrunk;
  const shown = told.slice(-OPERATIONS_TOLD);
  return [
    `shrunk from ${countOf(before, 'operation')}${operations.length === 0 ? '' : ` to ${operations.length}`}:`,
    ...(told.length > shown.length ? ['  …'] : []),
    ...shown.map((sentence) => `  ${sentence}`),
  ];
}

function commitLines({ commit }: Pick<CampaignJson, 'commit'>): string[] {
  return commit === '' ? [] : [`commit ${commit}`];
}

function* ofRunsThatTestedNothing(json: CampaignJson): Generator<FindingReport> {
  for (const group of grouped(json.unmet, (unmet) => `${unmet.scenario} ${unmet.reason}`)) {
    const [{ scenario, seed, reason }] = group;
    yield findingReport({
      signature: `goals/tested-nothing/${scenario}`,
      sentence: `a run tested nothing: ${reason}`,
      details: [`${scenario} seed ${seed}`, ...commitLines(json)],
      count: group.length,
      line: againLine(scenario, seed, json),
      scenarios: [scenario],
    });
  }
}

function ofGoals(json: CampaignJson): FindingReport[] {
  if (json.unfinished > 0) return [];
  const report = (signature: string, sentence: string, scenarios: readonly string[]): FindingReport =>
    findingReport({ signature: `goals/${signature}`, sentence, details: commitLines(json), scenarios });
  return [
    ...missedGoals(json).map(({ scenario, goal }) =>
      report(
        `missed/${scenario}/${goal}`,
        scenario === 'all' ? `never reached: ${goalSentence(goal)}` : `${scenario} never reached what it is for: ${goalSentence(goal)}`,
        scenario === 'all' ? [] : [scenario],
      ),
    ),
    ...missingGoals(json).map((goal) => report(`never-reached/${goal}`, `never reached: ${GOALS[goal]}`, [])),
  ];
}

function ofTheUnknown({ unfinished, runs }: CampaignJson): FindingReport[] {
  if (unfinished === 0 && runs.length > 0) return [];
  const sentence = unfinished === 0 ? 'not one run was made' : `${countOf(unfinished, 'run was', 'runs were')} not finished`;
  return [findingReport({ signature: 'inconclusive/unfinished', sentence })];
}
