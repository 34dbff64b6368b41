import { shown } from '../../data/page/frame.ts';
import { htmlTable, number } from '../../data/page/table.ts';
import { barPlot } from '../../data/page/bars.ts';
import { runKey } from '../campaign-verdict.ts';
import { withCommas } from '../table.ts';
import type { CampaignView } from './campaign-view.ts';

/** Judged steps a second of each scenario in a worker, the slowest first. Nothing where no run was timed. */
export function throughputSection({ json, runMs }: CampaignView, prefix: string): string {
  if (runMs.size === 0) return '';
  const all = [...json.runs];
  const rows = json.scenarios
    .map(({ name }) => {
      const timed = all.filter((run) => run.scenario === name && runMs.has(runKey(run)));
      const ms = timed.reduce((sum, run) => sum + (runMs.get(runKey(run)) ?? 0), 0);
      const steps = timed.reduce((sum, run) => sum + run.steps, 0);
      return { name, ms, steps, rate: ms === 0 ? 0 : (steps * 1000) / ms };
    })
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => a.rate - b.rate);
  if (rows.length === 0) return '';
  const plot = barPlot({
    title: 'Steps a second by scenario, in one worker',
    x: 'judged steps a second',
    bars: rows.map(({ name, rate }) => ({ name, value: rate })),
  });
  const cells = rows.map(({ name, ms, steps, rate }) => [shown(name), withCommas(steps), (ms / 1000).toFixed(2), withCommas(rate)]);
  const columns = ['scenario', number('steps'), number('seconds'), number('steps a second')];
  return `<h2 id="${prefix}throughput">Throughput</h2>
<figure>${plot}</figure>
<details><summary>as a table</summary>${htmlTable(columns, cells)}</details>`;
}
