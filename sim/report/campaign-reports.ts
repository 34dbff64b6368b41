import { GOALS } from '../oracle/goals.ts';
import { againLine } from './again-line.ts';
import { missedGoals, missingGoals, type CampaignJson, type ReportJson } from './campaign-json.ts';
import type { FindingReport } from './finding-report.ts';
import type { JUnitSuite } from './junit.ts';

const OTHERS_TOLD = 5;

/** What is wrong with the result of a campaign: one report for each signature, each goal, each reason. Empty for a good one. */
export function campaignReports(json: CampaignJson): FindingReport[] {
  return [
    ...json.reports.map((report) => ofSignature(report, json)),
    ...ofRunsThatTestedNothing(json),
    ...ofGoals(json),
    ...ofTheUnknown(json),
  ];
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
export function failureCase({ signature, sentence, details, count, line }: FindingReport) {
  const [classname, ...rest] = signature.split('/');
  const often = count === 1 ? [] : [`${count} times`];
  const text = [sentence, ...details, ...often, ...(line === null ? [] : [line])].join('\n');
  return { classname, name: rest.join('/') === '' ? signature : rest.join('/'), timeMs: null, failure: { message: sentence, text } };
}

function ofSignature({ signature, count, finding, trace, others }: ReportJson, json: CampaignJson): FindingReport {
  const { scenario, seed, step, reason, expected, got } = finding;
  const more = others.slice(0, OTHERS_TOLD).join(', ') + (others.length > OTHERS_TOLD ? ', …' : '');
  return {
    signature,
    sentence: reason,
    details: [
      `${scenario} seed ${seed}, step ${step}`,
      `expected ${expected}`,
      `got ${got}`,
      ...(others.length === 0 ? [] : [`also under ${more}`]),
    ],
    count,
    file: null,
    line: trace === null ? againLine(scenario, seed, json) : `npm run replay -- ${trace}`,
  };
}

function* ofRunsThatTestedNothing(json: CampaignJson): Generator<FindingReport> {
  const first = new Map<string, { readonly scenario: string; readonly seed: string; readonly reason: string; count: number }>();
  for (const unmet of json.unmet) {
    const key = `${unmet.scenario} ${unmet.reason}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, { ...unmet, count: 1 });
    else known.count++;
  }
  for (const { scenario, seed, reason, count } of first.values()) {
    const line = againLine(scenario, seed, json);
    yield {
      signature: `goals/tested-nothing/${scenario}`,
      sentence: `a run tested nothing: ${reason}`,
      details: [`${scenario} seed ${seed}`],
      count,
      file: null,
      line,
    };
  }
}

function ofGoals(json: CampaignJson): FindingReport[] {
  if (json.unfinished > 0) return [];
  const report = (signature: string, sentence: string): FindingReport => ({
    signature: `goals/${signature}`,
    sentence,
    details: [],
    count: 1,
    file: null,
    line: null,
  });
  return [
    ...missedGoals(json).map(({ scenario, goal }) =>
      report(`missed/${scenario}/${goal}`, `${scenario} never reached what it is for: ${GOALS[goal]}`),
    ),
    ...missingGoals(json, json.shard, json.goals).map((goal) => report(`never-reached/${goal}`, `never reached: ${GOALS[goal]}`)),
  ];
}

function ofTheUnknown({ unfinished, runs }: CampaignJson): FindingReport[] {
  if (unfinished === 0 && runs.length > 0) return [];
  const sentence = unfinished === 0 ? 'not one run was made' : `${unfinished} runs were not finished`;
  return [{ signature: 'inconclusive/unfinished', sentence, details: [], count: 1, file: null, line: null }];
}
