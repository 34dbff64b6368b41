import { countOf } from '../../data/count.ts';
import { commandLine, shown } from '../../data/page/frame.ts';
import { linePlot, type Series } from '../../data/page/plot.ts';
import { htmlTable, number, optional } from '../../data/page/table.ts';
import { exitWord, type ExitCode } from '../exit-code.ts';
import {
  campaignPoints,
  campaignsOf,
  knownFindings,
  lastZoo,
  type CampaignPoint,
  type Change,
  type KnownFinding,
} from '../history-facts.ts';
import type { History, HistoryRecord } from '../history.ts';
import { countWithCommas, withCommas } from '../table.ts';

const SHOWN_MAX = 200;
const MARKS: Readonly<Record<Change, string>> = { new: 'is-bad', known: 'is-warn', gone: 'is-ok', 'not run': 'dim' };

/** What changed over the campaigns of a history, of which the last is the one of this page. */
export function historySection({ records, brokenLines }: History, at: string): string {
  const campaigns = campaignsOf(records).slice(-SHOWN_MAX);
  const others = records.filter(({ kind }) => kind === 'campaign').length - campaignsOf(records).length;
  const points = campaignPoints(campaigns);
  const notes = [
    `${countOf(campaigns.length, 'campaign')} with these settings`,
    ...(others === 0 ? [] : [`${countOf(others, 'with others is', 'with others are')} not compared`]),
    ...(brokenLines === 0 ? [] : [`lines that are not whole, passed over: ${brokenLines}`]),
    zooAge(lastZoo(records), at),
  ];
  return `<h2 id="history">Over time</h2>
<p class="dim">${shown(`${notes.join('; ')}.`)}</p>
${findingsTable(knownFindings(campaigns))}
${points.length < 2 ? '<p class="dim">Plots begin with the second campaign.</p>' : plots(points)}`;
}

function zooAge(zoo: HistoryRecord | null, at: string): string {
  if (zoo === null) return 'no run of the zoo stands in this history: what a green run is worth is not known';
  const hours = Math.max(0, (Date.parse(at) - Date.parse(zoo.at)) / 3_600_000);
  const age = hours < 48 ? countOf(Math.round(hours), 'hour') : `${Math.floor(hours / 24)} days`;
  return `the zoo of planted bugs ran ${age} ago, with ${exitWord(zoo.exit as ExitCode)}`;
}

function findingsTable(known: readonly KnownFinding[]): string {
  if (known.length === 0) return '<p class="is-ok">No campaign of this history found anything.</p>';
  const rows = known.map(({ finding, change, firstAt, lastAt, rate, runsSince, runsNeeded }) => [
    `<code>${shown(finding.signature)}</code><details><summary>more</summary><p>${shown(finding.sentence)}</p>${commandLine(finding.line)}<p class="dim">first ${day(firstAt)}, last ${day(lastAt)}</p></details>`,
    `<span class="${MARKS[change]}">${change}</span>`,
    `${withCommas(rate.hits)} of ${withCommas(rate.runs)}`,
    withCommas(runsSince),
    withCommas(runsNeeded),
    runsSince >= runsNeeded ? '<span class="is-ok">yes</span>' : `in ${countWithCommas(runsNeeded - runsSince, 'run')}`,
  ]);
  const columns = [
    'signature',
    'now',
    number('hit, of runs'),
    optional(number('runs since')),
    optional(number('needed')),
    'a fix may be believed',
  ];
  return `<h3>Findings by signature</h3>
<p class="dim">Needed: so many runs of its scenarios without a hit, after which a finding that were still there at the lower bound of its rate (Clopper and Pearson, 95 %) would have shown itself with a chance of 95 %.</p>
${htmlTable(columns, rows)}`;
}

function day(at: string): string {
  return shown(at.slice(0, 16).replace('T', ' '));
}

function plots(points: readonly CampaignPoint[]): string {
  const labels = points.map(({ record }) => record.at.slice(5, 10));
  const line = (name: string, look: Series['look'], of: (point: CampaignPoint) => number): Series => ({
    name,
    look,
    points: points.map((point, at) => [at, of(point)]),
  });
  const x = 'campaign, by month and day';
  const rows = points
    .map((point) => [
      day(point.record.at),
      `<code>${shown(point.record.commit.slice(0, 8))}</code>`,
      shown(exitWord(point.record.exit as ExitCode)),
      String(point.new),
      String(point.known),
      String(point.gone),
      String(Object.keys(point.record.goals).length),
      String(point.goalsSoFar),
      withCommas(point.record.pairs),
      withCommas(point.stepsPerSecond),
    ])
    .reverse();
  const columns = ['at', 'commit', 'verdict', 'new', 'known', 'gone', 'goals', 'goals so far', 'pairs', 'steps a second'].map(
    (head, at) => ({
      head,
      isNumber: at > 2,
      isOptional: [1, 6, 8].includes(at),
    }),
  );
  return `<figure>${linePlot({ title: 'Findings', x, y: 'signatures', labels, series: [line('new', 2, (p) => p.new), line('known', 3, (p) => p.known), line('gone', 1, (p) => p.gone)] })}</figure>
<figure>${linePlot({ title: 'What was reached', x, y: 'goals', labels, series: [line('in this campaign', 0, (p) => Object.keys(p.record.goals).length), line('so far', 1, (p) => p.goalsSoFar)] })}<figcaption>Where neither line rises any more, more time with these scenarios finds nothing new of this kind.</figcaption></figure>
<figure>${linePlot({ title: 'Coverage', x, y: 'pairs of a scenario and a goal', labels, series: [line('reached', 0, (p) => p.record.pairs), line('by a single run', 3, (p) => p.record.once)] })}</figure>
<figure>${linePlot({ title: 'Throughput', x, y: 'judged steps a second', labels, series: [line('steps a second', 0, (p) => p.stepsPerSecond)] })}</figure>
<details><summary>as a table</summary>${htmlTable(columns, rows)}</details>`;
}
