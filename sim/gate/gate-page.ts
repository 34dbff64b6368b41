import { showElapsed } from '../data/duration.ts';
import { commandLine, htmlPage, shown } from '../data/page/frame.ts';
import { htmlTable, number, optional } from '../data/page/table.ts';
import { EXIT, exitWord } from '../report/exit-code.ts';
import { campaignRecord, zooRecord, type History, type HistoryRecord } from '../report/history.ts';
import { campaignScript, campaignSections, verdictBadge } from '../report/page/campaign-page.ts';
import { reportCard } from '../report/page/findings-section.ts';
import { historySection } from '../report/page/history-section.ts';
import { MAP_STYLE } from '../report/page/map-section.ts';
import { runPagesOf } from '../report/page/run-pages.ts';
import { reportsOf } from './gate-report.ts';
import type { GateResult } from './gate.ts';
import type { StageOutcome } from './stage.ts';

/** The name of the stage that plants bugs. */
const ZOO_STAGE = 'zoo';

/** When and where the page is made, and what came before. */
export interface GatePageOptions {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The path of the page. */
  readonly from: string;
  readonly history: History | null;
}

/** The gate as one page of HTML: its stages, what is wrong with them, and its campaigns whole. O(size). */
export function gatePage(result: GateResult, { at, from, history }: GatePageOptions): string {
  const { outcomes, exit, passed, failed } = result;
  const campaigns = outcomes.flatMap((outcome) => {
    const { campaign } = outcome.verdict;
    if (campaign === undefined) return [];
    const view = { json: campaign, elapsedMs: outcome.elapsedMs, runMs: new Map(), skipped: [], runPages: runPagesOf(campaign, from) };
    const prefix = `${idOf(outcome)}-`;
    return [{ name: outcome.name, ...campaignSections(view, prefix), prefix }];
  });
  const others = outcomes.filter(({ verdict }) => verdict.campaign === undefined).flatMap(reportsOf);
  const body = [
    '<main>',
    `<h1>${verdictBadge(exit)} npm run verify</h1>`,
    `<p class="lead">${passed} passed, ${failed} failed · ${shown(at.replace('T', ' ').slice(0, 16))} UTC · fresh seeds from <code>${shown(result.freshSeed.slice(0, 12))}</code></p>`,
    `<nav class="toc" aria-label="contents">${campaigns.map(({ name, prefix }) => `<a href="#${prefix}title">${shown(name)}</a>`).join('')}${history === null ? '' : '<a href="#history">over time</a>'}</nav>`,
    '<h2 id="stages">Stages</h2>',
    stageTable(outcomes),
    ...(others.length === 0 ? [] : ['<h2 id="wrong">What is wrong</h2>']),
    ...others.map((report) => reportCard(report, undefined, new Map(), '')),
    ...campaigns.map(
      ({ name, markup, prefix }) =>
        `<section class="campaign" aria-labelledby="${prefix}title"><h2 id="${prefix}title" class="part">${shown(name)}</h2>\n${markup}</section>`,
    ),
    history === null ? '' : historySection(history, at),
    '<h2 id="again">Once more</h2>',
    commandLine(`npm run verify -- --commit ${result.freshSeed}`),
    '</main>',
  ];
  return htmlPage({
    title: `${exitWord(exit)}: npm run verify`,
    body: body.join('\n'),
    style: `${MAP_STYLE}.campaign{border-top:2px solid var(--line);margin-top:2.5rem}.part{font-size:1.35rem}`,
    script: campaignScript(),
    data: { 'campaign-maps': campaigns.map(({ data }) => data) },
  });
}

/** What a history keeps of the gate: a line for each campaign and for the zoo, in the order of the stages. */
export function historyOf({ outcomes }: GateResult, at: string): HistoryRecord[] {
  return outcomes.flatMap((outcome): HistoryRecord[] => {
    const { campaign, exit } = outcome.verdict;
    if (campaign !== undefined) return [campaignRecord(campaign, outcome.elapsedMs, at)];
    return outcome.name === ZOO_STAGE && (exit === EXIT.ok || exit === EXIT.goals) ? [zooRecord(bugsOf(outcome), exit, at)] : [];
  });
}

/** The last line of the zoo says how many of how many bugs it found. */
function bugsOf({ verdict }: StageOutcome): number {
  return Number(/ of (\d+) planted bugs/.exec(verdict.note)?.[1] ?? 0);
}

function idOf({ name }: StageOutcome): string {
  return name.replaceAll(/[^\w-]+/g, '-');
}

function stageTable(outcomes: readonly StageOutcome[]): string {
  const rows = outcomes.map(({ name, verdict: { exit, note }, elapsedMs, budgetMs, line }) => [
    shown(name),
    `<span class="${exit === EXIT.ok ? 'is-ok' : exit === EXIT.inconclusive ? 'is-warn' : 'is-bad'}">${exit === EXIT.ok ? 'ok' : `${exitWord(exit)} (${exit})`}</span>`,
    showElapsed(elapsedMs),
    showElapsed(budgetMs),
    `${shown(note)}${exit === EXIT.ok || line === '' ? '' : commandLine(line)}`,
  ]);
  const columns = ['stage', 'verdict', number('took'), optional(number('had')), 'what'];
  return htmlTable(columns, rows);
}
