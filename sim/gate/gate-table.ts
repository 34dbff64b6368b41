import { EXIT, exitWord, type ExitCode } from '../report/exit-code.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { formatTable } from '../report/table.ts';
import type { PartOutcome } from './stage.ts';

/** The table at the end: each part with its verdict, its time, and the time that it had. */
export function formatGate(outcomes: readonly PartOutcome[], out: Output): string {
  const rows = outcomes.map(({ name, verdict, elapsedMs, budgetMs }) => [
    name,
    verdictWord(verdict.exit, out),
    seconds(elapsedMs),
    seconds(budgetMs),
    verdict.note,
  ]);
  return formatTable(['part', 'verdict', 'took', 'had', 'what'], rows);
}

/** A verdict in a word, and its code where it is not good. */
export function verdictWord(exit: ExitCode, out: Output): string {
  if (exit === EXIT.ok) return paint(out, 'green', 'ok');
  return paint(out, exit === EXIT.inconclusive ? 'yellow' : 'red', `${exitWord(exit)} (${exit})`);
}

/** Milliseconds as seconds with one digit. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
