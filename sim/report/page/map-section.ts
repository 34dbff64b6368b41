import { seedsFrom } from '../../campaign/seeds.ts';
import { parseShard, shardInterval } from '../../campaign/shard.ts';
import { roundedDuration, showElapsed } from '../../data/duration.ts';
import { shown } from '../../data/page/frame.ts';
import { htmlTable, number, optional } from '../../data/page/table.ts';
import { signatureOf } from '../../oracle/finding.ts';
import type { CampaignJson } from '../campaign-json.ts';
import { runKey, type FindingJson, type RunJson } from '../campaign-verdict.ts';
import { againLine, findingLine } from '../command-lines.ts';
import { withCommas } from '../table.ts';
import { anchorOf } from './anchor.ts';
import type { CampaignView } from './campaign-view.ts';
import type { Cell, CellVerdict, MapData } from './client/map-data.ts';

/** Cells of a row, at most: where there are more seeds, a cell stands for several. */
const CELLS_MAX = 120;

const SHAPES: Readonly<Record<CellVerdict, string>> = { ok: 'o', found: 'f', untested: 'u', unknown: 'n' };
const WORDS: Readonly<Record<CellVerdict, string>> = {
  ok: 'nothing found',
  found: 'a finding',
  untested: 'tested nothing',
  unknown: 'not known',
};

/** The style of the map. */
export const MAP_STYLE = `
.map{table-layout:fixed;width:auto;min-width:min(100%,30rem);font-size:.86rem}
.map th[scope=row]{width:11.5rem;padding:.1rem .7rem .1rem 0;vertical-align:bottom;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;position:sticky;left:0;background:var(--bg);border:0;font-size:.84rem}
.map td{padding:0 1px;border:0;height:1.5rem;vertical-align:bottom;padding-bottom:2px!important;cursor:pointer}
.map thead th{border:0;font-weight:500;padding:0 0 .2rem;white-space:nowrap}
.map td i{display:block;height:calc(.3rem + .95rem*var(--h,.32));border-radius:2px;background:var(--ok-soft)}
.map td.f i{background:var(--bad);height:calc(.3rem + .95rem*var(--h,1));position:relative}
.map td.f i::after,.key .f::after{content:"✕";position:absolute;inset:0;display:grid;place-items:center;color:var(--bg);font:700 .62rem/1 system-ui;overflow:hidden}
.map td.u i{background:transparent;border:2px solid var(--warn)}
.map td.n i{background:repeating-linear-gradient(135deg,var(--line) 0 2px,transparent 2px 4px)}
.map td:hover i,.map td[aria-selected=true] i{outline:2px solid var(--accent);outline-offset:1px}
.map td:focus-visible{outline:none}.map td:focus-visible i{outline:3px solid var(--accent);outline-offset:1px}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;align-items:center;font-size:.86rem;color:var(--dim);margin:.3rem 0 .6rem}
.key i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.35rem;vertical-align:-.08rem;position:relative}
.key .o{background:var(--ok-soft);height:.4rem;vertical-align:0}.key .f{background:var(--bad)}.key .u{border:2px solid var(--warn)}.key .n{background:repeating-linear-gradient(135deg,var(--line) 0 2px,transparent 2px 4px)}
.key fieldset{border:0;padding:0;margin:0;display:flex;gap:.7rem}.key label{cursor:pointer}
.beside{display:flex;flex-wrap:wrap;gap:.6rem 2rem;align-items:flex-start}.beside>.wide{flex:0 1 auto}.told{flex:1 1 22rem;min-width:min(100%,18rem);min-height:9rem;position:sticky;top:.5rem;margin:.2rem 0}.told h3{margin:0 0 .2rem}.told p{margin:.15rem 0}
@media (max-width:36rem){.map th[scope=row]{width:7.5rem}}
@media print{.told,.key fieldset{display:none}}
`;

/** Scenario × seed as a map, what a cell tells, and the same by scenario as a table. */
export function mapSection(view: CampaignView, prefix: string): { readonly markup: string; readonly data: MapData } {
  const { json } = view;
  const seeds = seedsOf(json);
  const perCell = Math.ceil(seeds.length / CELLS_MAX);
  const facts = factsByRun(view);
  const rows = json.scenarios.map(({ name }) => ({
    scenario: name,
    cells: Array.from({ length: Math.ceil(seeds.length / perCell) }, (_, at) =>
      cellOf(name, seeds.slice(at * perCell, (at + 1) * perCell), view, facts, prefix),
    ),
  }));
  const width = `${Math.max(7, Math.min(30, 860 / rows[0].cells.length)).toFixed(1)}px`;
  const columns = rows[0].cells.map(() => `<col style="width:${width}">`).join('');
  const line = (row: (typeof rows)[number]): string =>
    `<tr><th scope="row" title="${shown(row.scenario)}">${shown(row.scenario)}</th>${row.cells.map((cell) => `<td class="${SHAPES[cell.verdict]}" tabindex="-1"><i></i></td>`).join('')}</tr>`;
  const shapes = new Set(rows.flatMap(({ cells }) => cells.map(({ verdict }) => verdict)));
  const key = (Object.keys(SHAPES) as CellVerdict[])
    .filter((verdict) => shapes.has(verdict))
    .map((verdict) => `<span><i class="${SHAPES[verdict]}"></i>${WORDS[verdict]}</span>`);
  const ofWhat = perCell === 1 ? 'a run' : `${perCell} seeds, shown by the worst of them`;
  const heights = ['verdict', 'steps', ...(view.runMs.size > 0 ? ['time'] : [])].map(
    (what, at) => `<label><input type="radio" name="${prefix}height" value="${what}"${at === 0 ? ' checked' : ''}> ${what}</label>`,
  );
  const markup = `<h2 id="${prefix}map">Scenario × seed</h2>
<p class="dim">Each cell is ${ofWhat}, seeds from left to right. A click, or arrow keys and Enter, tells what it is and gives the line to paste.</p>
<div class="key">${key.join('')}<fieldset hidden><legend class="dim" style="float:left;margin-right:.5rem">height:</legend>${heights.join('')}</fieldset></div>
<div class="beside"><div class="wide"><table class="map" id="${prefix}cells" role="grid" aria-label="scenarios by seeds"><colgroup><col style="width:11.5rem">${columns}</colgroup>
<thead><tr><th scope="col">scenario</th><th scope="colgroup" colspan="${rows[0].cells.length}">seed ${shown(seeds[0])}${seeds.length > 1 ? ` to ${shown(seeds[seeds.length - 1])}` : ''}</th></tr></thead>
<tbody>${rows.map(line).join('\n')}</tbody></table></div>
<div class="card told" id="${prefix}told" aria-live="polite"><p class="dim">Nothing is chosen yet.</p></div></div>
<details><summary>The same by scenario, as a table</summary>${scenarioTable(view)}</details>`;
  return { markup, data: { prefix, rows } };
}

/** The seeds of a result: those of its shard, where it is one. */
function seedsOf({ seed, seeds, shard }: CampaignJson): readonly string[] {
  const all = seedsFrom(seed, seeds);
  const part = shard === null ? null : parseShard(shard);
  if (part === null) return all;
  const { from, to } = shardInterval(part, all.length);
  return all.slice(from, to);
}

interface RunFacts {
  readonly run: RunJson | null;
  readonly finding: FindingJson | null;
  readonly unmet: string | null;
}

function factsByRun({ json }: CampaignView): ReadonlyMap<string, RunFacts> {
  const facts = new Map<string, RunFacts>();
  const none: RunFacts = { run: null, finding: null, unmet: null };
  for (const run of json.runs) facts.set(runKey(run), { ...none, run });
  for (const unmet of json.unmet) facts.set(runKey(unmet), { ...(facts.get(runKey(unmet)) ?? none), unmet: unmet.reason });
  for (const finding of json.findings) facts.set(runKey(finding), { ...(facts.get(runKey(finding)) ?? none), finding });
  return facts;
}

function cellOf(
  scenario: string,
  seeds: readonly string[],
  { json, runMs, runPages }: CampaignView,
  facts: ReadonlyMap<string, RunFacts>,
  prefix: string,
): Cell {
  const all = seeds.map((seed) => ({ seed, ...(facts.get(runKey({ scenario, seed })) ?? { run: null, finding: null, unmet: null }) }));
  const worst = all.find(({ finding }) => finding !== null) ?? all.find(({ unmet }) => unmet !== null) ?? all[0];
  const runs = all.flatMap(({ run }) => run ?? []);
  const { finding, unmet } = worst;
  const simulatedNs = runs.reduce((sum, run) => sum + run.simulatedNs, 0);
  const verdict = finding !== null ? 'found' : unmet !== null ? 'untested' : runs.length === 0 ? 'unknown' : 'ok';
  const times = seeds.flatMap((seed) => runMs.get(runKey({ scenario, seed })) ?? []);
  const signature = finding === null ? null : signatureOf(finding);
  return {
    verdict,
    from: seeds[0],
    to: seeds[seeds.length - 1],
    runs: runs.length,
    steps: runs.reduce((sum, run) => sum + run.steps, 0),
    simulated: simulatedNs === 0 ? '' : roundedDuration(simulatedNs),
    ms: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0),
    note: finding !== null ? `${signature}, step ${finding.step}: ${finding.reason}` : (unmet ?? WORDS[verdict]),
    line: finding !== null ? findingLine(finding, json) : againLine(scenario, worst.seed, json),
    finding: signature === null ? null : `#${prefix}${anchorOf(signature)}`,
    page: signature === null ? null : (runPages.get(signature) ?? null),
  };
}

function scenarioTable({ json, runMs }: CampaignView): string {
  const all = [...json.runs];
  const rows = json.scenarios.map(({ name }) => {
    const runs = all.filter(({ scenario }) => scenario === name);
    const found = json.findings.filter(({ scenario }) => scenario === name).length;
    const ms = runs.reduce((sum, run) => sum + (runMs.get(runKey(run)) ?? 0), 0);
    return [
      shown(name),
      String(runs.length),
      withCommas(runs.reduce((sum, { steps }) => sum + steps, 0)),
      roundedDuration(runs.reduce((sum, { simulatedNs }) => sum + simulatedNs, 0)),
      runMs.size === 0 ? '' : showElapsed(ms),
      found === 0 ? '0' : `<span class="is-bad">${found}</span>`,
    ];
  });
  return htmlTable(
    ['scenario', number('runs'), number('steps'), optional(number('virtual time')), optional(number('took')), number('findings')],
    rows,
  );
}
