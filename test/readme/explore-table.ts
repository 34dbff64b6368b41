import { withCommas } from '../../sim/report/table.ts';
import { MUTANTS } from '../../sim/zoo/mutants.ts';

/** What `npm run zoo -- --explore --json` prints. */
export interface ExploredJson {
  readonly explored: readonly {
    readonly name: string;
    readonly found: { readonly signature: string; readonly domain: string | null; readonly operations: number | null } | null;
    readonly states: number;
  }[];
}

/**
 * The rows of the table of docs/explore.md: by bug what breaks, in which domain, by how many operations, after how many states, and
 * to how many operations a campaign's finding was shrunk, as `zooPage` has it; bold where that is more.
 */
export function exploreRows({ explored }: ExploredJson, zooPage: string): readonly (readonly string[])[] {
  const unknown = explored.find(({ name }) => !MUTANTS.some((mutant) => mutant.name === name));
  if (unknown !== undefined) throw new Error(`there is no bug ${unknown.name}`);
  return explored.map(({ name, found, states }) => {
    const shrunkTo = shrunk(zooPage, name);
    if (found === null) return [`\`${name}\``, 'not found', '-', '-', withCommas(states), shrunkTo ?? '-'];
    const { signature, domain, operations } = found;
    const isShorter = operations !== null && shrunkTo !== null && operations < Number(shrunkTo);
    const cells = [signature, domain ?? '-', isShorter ? `**${operations}**` : String(operations ?? '-')];
    return [`\`${name}\``, ...cells, domain === null ? '-' : withCommas(states), shrunkTo ?? '-'];
  });
}

/** The last column of a bug's row in docs/zoo.md; null where nothing was shrunk. */
function shrunk(zooPage: string, name: string): string | null {
  const row = zooPage.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  const cell = row?.split('|').at(-2)?.trim().replaceAll(',', '') ?? '';
  return /^\d+$/.test(cell) ? cell : null;
}

/** How many were found, and how many of these by fewer operations than shrinking leaves: the sentence above the table. */
export function exploreSentence(rows: readonly (readonly string[])[]): string {
  const found = rows.filter(([, breaks]) => breaks !== 'not found').length;
  const shorter = rows.filter(([, , , operations]) => operations.startsWith('**')).length;
  return `Exploring alone finds ${found} of the ${rows.length} bugs, ${shorter} of them by fewer operations than shrinking has left of a campaign's finding.`;
}
