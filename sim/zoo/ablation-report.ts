import { countOf } from '../data/count.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { showElapsed } from '../data/duration.ts';
import { EXIT, verdictLine, type ExitCode } from '../report/exit-code.ts';
import { formatTable } from '../report/table.ts';
import { ruleRows, worthOfFamilies, type Ablation, type Worth } from './ablation.ts';
import { RULE_BOOK } from './rule-book.ts';

const NAMES_SHOWN = 2;

/** A family of judges that no bug of the whole zoo needs is one whose failing nobody would notice. */
export function ablationExit(ablations: readonly Ablation[], isUnfinished: boolean, isWhole: boolean): ExitCode {
  if (ablations.some(({ finder }) => finder === null)) return EXIT.goals;
  if (isUnfinished) return EXIT.inconclusive;
  return isWhole && idleFamilies(ablations).length > 0 ? EXIT.goals : EXIT.ok;
}

/** Families without which every bug is found all the same. */
function idleFamilies(ablations: readonly Ablation[]): string[] {
  return families(ablations)
    .filter(({ lost }) => lost.length === 0)
    .map(({ name }) => name);
}

function families(ablations: readonly Ablation[]): Worth[] {
  return worthOfFamilies(
    RULE_BOOK.map(({ name }) => name),
    ablations,
  );
}

/** Both tables: what is lost without each family, and what without each rule, with the model and where there is none. */
export function formatAblation(ablations: readonly Ablation[], exit: ExitCode, elapsedMs: number, output: Output): string {
  const idle = idleFamilies(ablations);
  const lines = idle.map((name) => `${paint(output, 'red', 'not needed')}  ${name}: without it every bug is found all the same`);
  for (const { finder, mutant } of ablations) {
    if (finder === null) lines.push(`${paint(output, 'red', 'not found')}  ${mutant.name}: ${mutant.sentence}`);
  }
  return [
    formatTable(
      ['judges', 'first to find', 'lost without them'],
      families(ablations).map((worth) => [worth.name, String(worth.first), shown(worth, 4)]),
    ),
    '',
    formatTable(
      ['judges', 'rule', 'first', 'lost without it', 'first, no model', 'lost without it and the model'],
      ruleRows(ablations, shown),
    ),
    '',
    ...lines,
    verdictLine(exit, output, `${countOf(ablations.length, 'planted bug')}, judges switched off for each, in ${showElapsed(elapsedMs)}`),
  ].join('\n');
}

function shown({ lost }: Worth, most = NAMES_SHOWN): string {
  if (lost.length === 0) return '-';
  const rest = lost.length > most ? `, ${lost.length - most} more` : '';
  return `${lost.length}: ${lost.slice(0, most).join(', ')}${rest}`;
}

/** The ablation for programs. */
export function jsonAblation(ablations: readonly Ablation[], exit: ExitCode): object {
  return { ablation: ablations.map(({ mutant, ...finders }) => ({ name: mutant.name, ...finders })), exit };
}
