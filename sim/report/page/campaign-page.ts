import { fileURLToPath } from 'node:url';
import { countOf } from '../../data/count.ts';
import { readInput } from '../../data/read-input.ts';
import { commandLine, htmlPage, shown } from '../../data/page/frame.ts';
import { showElapsed } from '../../data/duration.ts';
import { GOAL_NAMES } from '../../oracle/goals.ts';
import type { CampaignJson } from '../campaign-json.ts';
import { campaignLine } from '../command-lines.ts';
import { EXIT, exitWord, type ExitCode } from '../exit-code.ts';
import type { History } from '../history.ts';
import { withCommas } from '../table.ts';
import type { CampaignView } from './campaign-view.ts';
import { findingsSection } from './findings-section.ts';
import { goalsSection } from './goals-section.ts';
import { historySection } from './history-section.ts';
import { MAP_STYLE, mapSection } from './map-section.ts';
import type { MapData } from './client/map-data.ts';
import { rulesSection } from './rules-section.ts';
import { skippedSection } from './skipped-section.ts';
import { throughputSection } from './throughput-section.ts';

const SCRIPT_BYTES_MAX = 1_000_000;

/** Compiled beside what this file was compiled to. */
const SCRIPT = new URL(
  'client/campaign-client.js',
  import.meta.url.endsWith('.ts') ? new URL('../../../dist/sim/report/page/', import.meta.url) : new URL('./', import.meta.url),
);

/** A campaign, its place among earlier ones, and when the page was made. */
export interface CampaignPage extends CampaignView {
  readonly history: History | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The result of a campaign as one page of HTML that needs no network. O(size). */
export function campaignPage(page: CampaignPage): string {
  const { json, history, at } = page;
  const { exit, commit, seed, seeds, scenarios } = json;
  const what = scenarios.length === 1 ? scenarios[0].name : `${scenarios.length} scenarios`;
  const title = `${what} × ${countOf(seeds, 'seed')}`;
  const { markup, data } = campaignSections(page, '');
  const body = [
    '<main>',
    `<h1>${verdictBadge(exit)} ${shown(title)}</h1>`,
    `<p class="lead">from seed ${shown(seed)}${commit === '' ? '' : ` · commit <code>${shown(commit.slice(0, 12))}</code>`} · ${shown(at.replace('T', ' ').slice(0, 16))} UTC</p>`,
    contents(history !== null),
    markup,
    history === null ? '' : historySection(history, at),
    '<h2 id="again">Once more</h2>',
    commandLine(campaignLine(json)),
    '</main>',
  ];
  return htmlPage({
    title: `${exitWord(exit)}: ${title}`,
    body: body.join('\n'),
    style: MAP_STYLE,
    script: campaignScript(),
    data: { 'campaign-maps': [data] },
  });
}

function contents(hasHistory: boolean): string {
  const names = ['map', 'findings', 'goals', 'rules', 'throughput', 'skipped', ...(hasHistory ? ['history'] : []), 'again'];
  const words: Readonly<Record<string, string>> = { map: 'scenario × seed', history: 'over time', again: 'once more' };
  return `<nav class="toc" aria-label="contents">${names.map((name) => `<a href="#${name}">${words[name] ?? name}</a>`).join('')}</nav>`;
}

/** The verdict in a word, with its code where it is not good. */
export function verdictBadge(exit: ExitCode): string {
  if (exit === EXIT.ok) return '<span class="verdict is-ok">ok</span>';
  return `<span class="verdict ${exit === EXIT.inconclusive ? 'is-warn' : 'is-bad'}">${exitWord(exit)} (${exit})</span>`;
}

/** Everything about one campaign but its title. `prefix` keeps ids apart where a page has several. */
export function campaignSections(view: CampaignView, prefix: string): { readonly markup: string; readonly data: MapData } {
  const { json, elapsedMs } = view;
  const map = mapSection(view, prefix);
  const parts = [
    figures(json, elapsedMs),
    map.markup,
    findingsSection(view, prefix),
    goalsSection(json, prefix),
    rulesSection(json, prefix),
    throughputSection(view, prefix),
    skippedSection(view, prefix),
  ];
  return { markup: parts.filter((part) => part !== '').join('\n'), data: map.data };
}

function figures({ runs, steps, simulatedNs, findings, reports, goals, proven }: CampaignJson, elapsedMs: number | null): string {
  const reached = GOAL_NAMES.filter((goal) => (goals[goal] ?? 0) > 0).length;
  const rows: [string, string][] = [
    ['runs', withCommas(runs.length)],
    ['judged steps', withCommas(steps)],
    ['virtual time', longTime(simulatedNs)],
    ...(elapsedMs === null || elapsedMs <= 0
      ? []
      : ([
          ['took', showElapsed(elapsedMs)],
          ['steps a second', withCommas((steps * 1000) / elapsedMs)],
        ] satisfies [string, string][])),
    [
      'findings',
      `${withCommas(findings.length)}${findings.length > 0 ? ` <small class="dim">${countOf(reports.length, 'kind')}</small>` : ''}`,
    ],
    ['goals reached', `${reached} <small class="dim">of ${GOAL_NAMES.length}</small>`],
    ['re-run, identical', withCommas(proven)],
  ];
  return `<dl class="figures">${rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

/** Nanoseconds in the largest unit that fits: `9.4 h`. */
function longTime(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** The module that makes cells tell what they are. */
export function campaignScript(): string {
  return readInput(fileURLToPath(SCRIPT), SCRIPT_BYTES_MAX)
    .toString('utf8')
    .replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
}
