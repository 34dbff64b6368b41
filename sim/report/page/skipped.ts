import type { RunRequest } from '../../campaign/campaign-request.ts';
import type { CampaignResult } from '../../campaign/campaign.ts';
import { showMs } from '../../data/duration.ts';
import type { CampaignJson } from '../campaign-json.ts';
import type { Skipped } from './campaign-view.ts';

/** What a campaign did not run, or did not judge, and why. */
export function skippedOf(
  result: Pick<CampaignResult, 'isInterrupted' | 'fault' | 'late'>,
  { unfinished }: Pick<CampaignJson, 'unfinished'>,
  { failsFast, timeoutMs, rerunEvery, soaks, shrinks }: Pick<RunRequest, 'failsFast' | 'timeoutMs' | 'rerunEvery' | 'soaks' | 'shrinks'>,
  isOutOfTime: boolean,
): Skipped[] {
  const late = result.late.length;
  return [
    ...(unfinished > late ? [{ what: 'runs', count: unfinished - late, why: whyUnfinished() }] : []),
    ...(late > 0
      ? [
          {
            what: 'runs that were late',
            count: late,
            why: `no end after ${showMs(timeoutMs)}, which alone is no finding; --timeout gives it more`,
          },
        ]
      : []),
    ...(soaks ? [{ what: 'judging of goals', count: 1, why: 'a soak takes as many seeds as fit into its time' }] : []),
    ...(rerunEvery === 0 ? [{ what: 'second runs of seeds', count: 1, why: '--no-rerun' }] : []),
    ...(shrinks ? [] : [{ what: 'shrinking', count: 1, why: '--no-shrink' }]),
  ];

  function whyUnfinished(): string {
    if (result.fault !== null) return `the harness could not go on: ${result.fault}`;
    if (failsFast) return '--fail-fast ended it with the first finding';
    return isOutOfTime ? 'out of time; --budget gives it more' : 'it was interrupted';
  }
}
