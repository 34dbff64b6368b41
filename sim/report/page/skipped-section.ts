import { shown } from '../../data/page/frame.ts';
import { htmlTable, number } from '../../data/page/table.ts';
import { withCommas } from '../table.ts';
import type { CampaignView, Skipped } from './campaign-view.ts';

/** What was skipped and why, or that nothing was. */
export function skippedSection({ json, skipped }: CampaignView, prefix: string): string {
  const { unfinished, unmet, isWhole, shard, findings } = json;
  const all: Skipped[] = [
    ...(unfinished > 0 && !skipped.some(({ what }) => what === 'runs')
      ? [{ what: 'runs', count: unfinished, why: 'they were not finished' }]
      : []),
    ...skipped,
    ...notAsked(json),
    ...(json.production?.ours ?? []).map((part) => ({
      what: `testing ${part}`,
      count: 1,
      why: 'it is ours: the module does not replace it',
    })),
    ...(unmet.length > 0 ? [{ what: 'runs that tested nothing', count: unmet.length, why: unmet[0].reason }] : []),
    ...(shard === null
      ? []
      : [{ what: 'judging of goals', count: 1, why: `it is shard ${shard}: they are judged when the shards are merged` }]),
    ...(shard === null && !isWhole
      ? [
          {
            what: 'judging whether every goal is reached',
            count: 1,
            why: 'that is asked of the whole campaign alone: all scenarios as they are, twelve seeds',
          },
        ]
      : []),
    ...(isWhole && findings.length > 0
      ? [{ what: 'judging whether every goal is reached', count: 1, why: 'a finding ended a run early' }]
      : []),
  ];
  const head = `<h2 id="${prefix}skipped">Skipped</h2>`;
  if (all.length === 0) return `${head}\n<p class="is-ok">Nothing was skipped.</p>`;
  const rows = all.map(({ what, count, why }) => [shown(what), withCommas(count), shown(why)]);
  return `${head}\n${htmlTable(['what', number('how many'), 'why'], rows)}`;
}

/** What a tracker from elsewhere was not asked, or did not answer. */
function notAsked({ followed }: CampaignView['json']): Skipped[] {
  if (followed === undefined) return [];
  const { tracker, compared, lacking, skipped } = followed;
  return [
    ...(compared === 0 ? [{ what: `every reply of ${tracker}`, count: 1, why: 'it was asked nothing: nothing of it is known' }] : []),
    ...lacking.map((option) => ({ what: `the option ${option}`, count: 1, why: `${tracker} does not have it: runs are made without` })),
    ...Object.entries(skipped).map(([what, count]) => ({
      what: `replies of ${tracker}: ${what}`,
      count,
      why: 'not asked, as its hello does not have it, or answered with unsupported',
    })),
  ];
}
