import type { Progress } from '../../sim/report/progress.ts';
import type { Output } from '../../sim/data/command-line/output.ts';
import { withCommas } from '../../sim/report/table.ts';
import type { SessionStats } from '../engine/session.ts';

const TERMINAL_MS = 200;
const PLAIN_MS = 2000;

/** Statistics of a running session on one line. */
function formatStats(target: string, stats: SessionStats): string {
  const { executions, elapsedMs, corpus, found, covered, counters, features, sinceNewMs } = stats;
  return [
    target,
    `${withCommas(executions)} execs`,
    `${withCommas((1000 * executions) / Math.max(1, elapsedMs))}/s`,
    `corpus ${withCommas(corpus)} (+${withCommas(found)})`,
    `coverage ${withCommas(covered)}${counters === 0 ? '' : `/${withCommas(counters)}`}`,
    `features ${withCommas(features)}`,
    `new ${(sinceNewMs / 1000).toFixed(1)} s ago`,
  ].join(' · ');
}

/** Shows where a session stands, again and again: one line drawn anew on a terminal, one every few seconds elsewhere. */
export function showLive(target: string, session: { readonly stats: SessionStats }, err: Output, progress: Progress): () => void {
  const show = (): void => {
    const line = formatStats(target, session.stats);
    if (err.isTerminal) progress.note(line);
    else err.write(`${line}\n`);
  };
  const timer = setInterval(show, err.isTerminal ? TERMINAL_MS : PLAIN_MS);
  return () => {
    clearInterval(timer);
    progress.clear();
  };
}
