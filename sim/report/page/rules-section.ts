import { shown } from '../../data/page/frame.ts';
import { htmlTable, number, optional } from '../../data/page/table.ts';
import { RULE_GROUPS, type RuleGroup } from '../../oracle/rules.ts';
import type { CampaignJson } from '../campaign-json.ts';
import { withCommas } from '../table.ts';

/** Every rule of the oracle with how often it was asked and how often it had something to say. Nothing where that was not counted. */
export function rulesSection({ coverage, findings }: CampaignJson, prefix: string): string {
  if (coverage === undefined) return '';
  const groups: readonly RuleGroup[] = Object.values(RULE_GROUPS);
  const rows = groups.flatMap(({ family, rules }) =>
    rules.map(({ name, sentence }) => {
      const { asked, held } = coverage.rules[name] ?? { asked: 0, held: 0 };
      return { family, name, sentence, asked, held, broken: findings.filter(({ rule }) => rule === name).length };
    }),
  );
  const idle = rows.filter(({ held }) => held === 0);
  const cells = [...rows]
    .sort((a, b) => a.held - b.held)
    .map(({ family, name, sentence, asked, held, broken }) => [
      `<code>${name}</code>`,
      family,
      shown(sentence),
      withCommas(asked),
      held === 0 ? `<span class="is-warn">never</span>` : withCommas(held),
      asked === 0 ? '' : percent(held / asked),
      broken === 0 ? '' : `<span class="is-bad">${broken}</span>`,
    ]);
  const sentence =
    idle.length === 0
      ? 'Every rule had something to say.'
      : `${idle.length} of ${rows.length} had nothing to say in this campaign: that they hold means nothing.`;
  const columns = [
    'rule',
    optional('family'),
    optional('what must hold'),
    number('asked'),
    number('premise held'),
    number('share'),
    number('broken'),
  ];
  return `<h2 id="${prefix}rules">Rules</h2>
<p class="dim">A rule is asked at steps of its kind, and has something to say where its premise holds. ${sentence}</p>
<details open><summary>all rules</summary>${htmlTable(columns, cells)}</details>`;
}

function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value === 0 || value >= 1 ? value.toFixed(0) : value >= 0.01 ? value.toFixed(2) : '< 0.01'} %`;
}
