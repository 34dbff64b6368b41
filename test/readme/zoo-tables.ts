import { withCommas } from '../../sim/report/table.ts';
import { RULE_BOOK } from '../../sim/zoo/rule-book.ts';
import { ruleRows, worthOfFamilies, type Ablation, type Worth } from '../../sim/zoo/ablation.ts';
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

/** The rows of every table of docs/zoo.md, in the order of the page: the bugs of each part, families, rules, broken judges. */
export function zooTables(zoo: ZooJson, ablation: AblationJson, judges: JudgesJson): readonly (readonly Row[])[] {
  return [
    ...Object.values(ZOO).map((mutants) => mutants.map(({ name, sentence }) => bugRow(zoo, name, sentence))),
    ...worthTables(ablation),
    judgeRows(judges),
  ];
}

/** Puts rows into the tables of a page, in order; heads stay as they are. Throws unless there is a table for each. */
export function withTables(page: string, tables: readonly (readonly Row[])[]): string {
  let number = 0;
  const filled = page.replaceAll(/(^\|.*\n\|[-:| ]+\|\n)((?:\|.*\n)*)/gm, (_table, head: string) => {
    const rows = tables[number++] ?? [];
    return head + rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  });
  if (number !== tables.length) throw new Error(`the page has ${number} tables, ${tables.length} are needed`);
  return filled;
}

function bugRow({ campaigns, bugs }: ZooJson, name: string, sentence: string): Row {
  const results = bugs.find((bug) => bug.name === name)?.found;
  if (results === undefined) throw new Error(`nothing is told of ${name}`);
  const mutant = Object.values(ZOO)
    .flat()
    .find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`there is no bug ${name}`);
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
