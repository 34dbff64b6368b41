import { countOf } from '../data/count.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { showElapsed } from '../data/duration.ts';
import { EXIT, verdictLine, type ExitCode } from '../report/exit-code.ts';
import { formatTable, withCommas } from '../report/table.ts';
import type { ExploredMutant } from './explore-mutants.ts';

/** That exploring misses a bug is no fault: those that need long runs are for campaigns. */
export function exploredExit(isUnfinished: boolean): ExitCode {
  return isUnfinished ? EXIT.inconclusive : EXIT.ok;
}

/** After how much time so many bugs are found is told. */
const COUNTS = [50, 95, 150];

/** The table of what was found. */
export function formatExplored(explored: readonly ExploredMutant[], exit: ExitCode, elapsedMs: number, output: Output): string {
  const rows = explored.map(({ mutant, exploration: { found, states, transitions, cpuMs } }) => [
    mutant.name,
    found?.signature ?? paint(output, 'dim', 'not found'),
    found?.domain ?? '-',
    String(found?.operations ?? '-'),
    withCommas(states),
    withCommas(transitions),
    withCommas(cpuMs),
  ]);
  const after = explored
    .filter(({ exploration }) => exploration.found !== null)
    .map(({ doneAfterMs }) => doneAfterMs)
    .sort((a, b) => a - b);
  const counts = [...COUNTS.filter((count) => count < after.length), after.length];
  const soon = counts.map((count) => `${count} after ${showElapsed(after[count - 1] ?? 0)}`).join(', ');
  return [
    formatTable(['bug', 'breaks', 'domain', 'operations', 'states', 'transitions', 'ms'], rows),
    '',
    verdictLine(
      exit,
      output,
      `${after.length} of ${countOf(explored.length, 'bug')} found by exploring alone in ${showElapsed(elapsedMs)}`,
    ),
    `processor time of all processes together: ${soon}`,
  ].join('\n');
}

/** The same for programs. */
export function jsonExplored(explored: readonly ExploredMutant[], exit: ExitCode): object {
  return { explored: explored.map(({ mutant: { name }, exploration, doneAfterMs }) => ({ name, ...exploration, doneAfterMs })), exit };
}
