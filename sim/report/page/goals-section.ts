import { shown } from '../../data/page/frame.ts';
import { htmlTable, number, optional } from '../../data/page/table.ts';
import { goalSentence } from '../../oracle/custom-rules.ts';
import { GOAL_NAMES, GOALS } from '../../oracle/goals.ts';
import type { CampaignJson } from '../campaign-json.ts';
import { missedGoals, missingGoals } from '../campaign-verdict.ts';
import { goalRuns, pairsOf } from '../coverage.ts';
import { countWithCommas, withCommas } from '../table.ts';

/** Every goal with how often it was reached and how rare that is, the rarest first. */
export function goalsSection(json: CampaignJson, prefix: string): string {
  const { goals, steps, runs, coverage } = json;
  const byRuns = coverage === undefined ? null : goalRuns(coverage);
  const required = new Set(missingGoals(json));
  const rows = GOAL_NAMES.map((goal) => ({ goal, count: goals[goal] ?? 0, runs: byRuns?.get(goal) ?? 0 }))
    .sort((a, b) => a.runs - b.runs || a.count - b.count)
    .map(({ goal, count, runs: reached }) => [
      `<code>${goal}</code>`,
      shown(GOALS[goal]),
      withCommas(count),
      byRuns === null ? '' : withCommas(reached),
      byRuns === null || runs.length === 0 ? '' : `${((reached / runs.length) * 100).toFixed(reached * 10 < runs.length ? 1 : 0)} %`,
      count === 0 ? `<span class="${required.has(goal) ? 'is-bad' : 'is-warn'}">never</span>` : rarity(steps / count),
    ]);
  const reached = rows.length - GOAL_NAMES.filter((goal) => (goals[goal] ?? 0) === 0).length;
  return `<h2 id="${prefix}goals">Goals</h2>
<p class="dim">States that runs must have been in. ${reached} of ${GOAL_NAMES.length} ${reached === 1 ? 'was' : 'were'} reached; the rarest come first.${pairsSentence(json)}</p>
${missedLines(json)}
<details open><summary>all goals</summary>${htmlTable(['goal', optional('what it means'), number('times'), number('runs'), optional(number('of all')), number('one in … steps')], rows)}</details>`;
}

function rarity(steps: number): string {
  return steps < 10 ? steps.toFixed(1) : withCommas(steps);
}

/** Whether more runs would still reach something new: the share of runs that were the only ones to (Good and Turing). */
function pairsSentence({ coverage, runs }: CampaignJson): string {
  if (coverage === undefined || runs.length === 0) return '';
  const { pairs, once } = pairsOf(coverage);
  const chance = once / runs.length;
  return ` ${countWithCommas(pairs, 'pair of a scenario and a goal was', 'pairs of a scenario and a goal were')} reached, ${once} of them by a single run: by the estimate of Good and Turing one more run reaches a new pair with a chance of about ${chance >= 1 ? '1' : chance.toFixed(3)}.`;
}

function missedLines(json: CampaignJson): string {
  return missedGoals(json)
    .map(
      ({ scenario, goal }) =>
        `<p class="is-bad">${shown(scenario)} is for <code>${goal}</code> and never got there: ${shown(goalSentence(goal))}</p>`,
    )
    .join('\n');
}
