import { countOf } from '../../sim/data/count.ts';
import { withCommas } from '../../sim/report/table.ts';
import { RULE_BOOK } from '../../sim/zoo/rule-book.ts';
import { ruleRows, worthOfFamilies, type Ablation, type Worth } from '../../sim/zoo/ablation.ts';
import type { Mutant } from '../../sim/zoo/mutant.ts';
import type { DetectionResult } from '../../sim/zoo/mutant-runner.ts';
import { ZOO } from '../../sim/zoo/mutants.ts';
import { tally, type Spread } from '../../sim/zoo/tally.ts';
import { seedsFrom } from '../../sim/campaign/seeds.ts';

/** What `npm run zoo -- --json` prints. */
export interface ZooJson {
  readonly campaigns: readonly { readonly seed: string; readonly seeds: number }[];
  readonly bugs: readonly { readonly name: string; readonly found: readonly DetectionResult[] }[];
}

/** What `npm run zoo -- --ablation --json` prints. */
export interface AblationJson {
  readonly ablation: readonly ({ readonly name: string } & Omit<Ablation, 'mutant'>)[];
}

/** What `npm run zoo -- --judges --json` prints. */
export interface JudgesJson {
  readonly judges: readonly {
    readonly name: string;
    readonly sentence: string;
    readonly hides: string | null;
    readonly got: string | null;
    readonly isNoticed: boolean;
  }[];
}

type Row = readonly string[];

const NAMES_SHOWN = 3;

/** Tables of docs/zoo.md by the name of their first column, each kind in the order of the page. */
export type Tables = ReadonlyMap<string, readonly (readonly Row[])[]>;

/** The tables that a run of the zoo tells of: bugs of each part, or worth of families and rules, or broken judges. */
export function zooTables(told: ZooJson | AblationJson | JudgesJson): Tables {
  if ('bugs' in told) return new Map([['bug', Object.values(ZOO).map((mutants) => mutants.map((mutant) => bugRow(told, mutant)))]]);
  if ('ablation' in told) return new Map([['judges', worthTables(told)]]);
  return new Map([['broken judge', [judgeRows(told)]]]);
}

/** Puts rows into tables of a page; heads and all other tables stay as they are. Throws unless the page has as many of each kind. */
export function withTables(page: string, tables: Tables): string {
  const numbers = new Map<string, number>();
  const filled = page.replaceAll(/(^\| ([^|]*) \|.*\n\|[-:| ]+\|\n)((?:\|.*\n)*)/gm, (table, head: string, first: string) => {
    const number = numbers.get(first) ?? 0;
    numbers.set(first, number + 1);
    const rows = tables.get(first)?.[number];
    return rows === undefined ? table : head + rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  });
  for (const [first, { length }] of tables) {
    const number = numbers.get(first) ?? 0;
    if (number !== length) throw new Error(`the page has ${countOf(number, 'table')} of ${first}, ${length} to fill`);
  }
  return filled;
}

function bugRow({ campaigns, bugs }: ZooJson, mutant: Mutant): Row {
  const { name, sentence } = mutant;
  const results = bugs.find((bug) => bug.name === name)?.found;
  if (results === undefined) throw new Error(`nothing is told of ${name}`);
  const told = tally(
    { mutant, results },
    campaigns.map(({ seed, seeds }) => seedsFrom(seed, seeds)),
  );
  const others = told.others === 0 ? '' : `, ${told.others} more`;
  return [
    `\`${name}\``,
    sentence,
    `${told.foundBy}${others}`,
    figure(told.seeds.median),
    ...both(told.steps),
    ...both(told.ms),
    figure(told.shrunkTo.median),
  ];
}

function both({ median, p95 }: Spread): Row {
  return [figure(median), figure(p95)];
}

function figure(value: number): string {
  return Number.isNaN(value) ? '-' : withCommas(Math.round(value));
}

function worthTables({ ablation }: AblationJson): readonly (readonly Row[])[] {
  const ablations = ablation.map(({ name, ...finders }): Ablation => ({
    ...finders,
    mutant: { name, sentence: '', edits: [] },
  }));
  return [
    worthOfFamilies(
      RULE_BOOK.map(({ name }) => name),
      ablations,
    ).map((worth) => [worth.name, String(worth.first), lost(worth)]),
    ruleRows(ablations, lost),
  ];
}

function lost({ lost: names }: Worth): string {
  if (names.length === 0) return '-';
  const more = names.length > NAMES_SHOWN ? `, ${names.length - NAMES_SHOWN} more` : '';
  return `${names.length}: ${names
    .slice(0, NAMES_SHOWN)
    .map((name) => `\`${name}\``)
    .join(', ')}${more}`;
}

function judgeRows({ judges }: JudgesJson): readonly Row[] {
  return judges.map(({ name, sentence, hides, got, isNoticed }) => [
    `\`${name}\``,
    sentence,
    hides === null ? 'sound code' : `\`${hides}\``,
    got ?? 'green',
    isNoticed ? 'red' : 'not noticed',
  ]);
}
