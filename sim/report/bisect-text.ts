import { countOf } from '../data/count.ts';
import { paint, type Output } from '../data/command-line/output.ts';
import { printable } from '../data/quoting/printable.ts';
import type { BisectResult } from '../findings/bisect/bisect.ts';
import type { Commit } from '../findings/bisect/history.ts';
import type { JudgedRevision } from '../findings/bisect/revision-judge.ts';
import type { Verdict } from '../findings/bisect/verdict.ts';
import { EXIT, verdictLine, type ExitCode } from './exit-code.ts';

/** A bisection with all that is told of it. */
export interface BisectReport extends BisectResult {
  readonly trace: string;
  readonly older: Commit;
  readonly newer: Commit;
  /** Commits after the older end, the newer one among them. */
  readonly commits: number;
  /** By hash: those that were judged, and the candidates. */
  readonly told: ReadonlyMap<string, Commit>;
  /** What the one candidate has changed; empty where there are several. */
  readonly files: readonly string[];
}

/** Digits of a hash that are shown. */
const DIGITS = 12;
const FILES_SHOWN = 20;
const CANDIDATES_SHOWN = 10;
/** What decides what the code under test does. */
const CODE_UNDER_TEST = 'src/';

/** Found is ok; not told because of skipped revisions or an interrupt is inconclusive; two ends that agree are the caller's mistake. */
export function bisectExit({ change, candidates }: BisectReport): ExitCode {
  if (change === null) return candidates.length > 0 ? EXIT.inconclusive : EXIT.usage;
  return candidates.length === 1 ? EXIT.ok : EXIT.inconclusive;
}

/** One line for each revision that was judged, then the commit that made the change. */
export function formatBisect(report: BisectReport, out: Output): string {
  const { trace, older, newer, commits, tried, told } = report;
  const lines = [printable(`${trace} · ${countOf(commits, 'commit')} from ${digits(older.hash)} to ${digits(newer.hash)}`)];
  for (const { hash, verdict, hasOtherLock } of tried) {
    const note = hasOtherLock ? ' (its lock file differs: run with what is installed)' : '';
    lines.push(printable(`${digits(hash)}  ${dateOf(told, hash)}  ${verdictText(verdict)}${note}`));
  }
  lines.push('', ...conclusion(report, out), '');
  return lines.join('\n');
}

function conclusion(report: BisectReport, out: Output): string[] {
  const { change, candidates, tried, told, isInterrupted } = report;
  const lastLine = (sentence: string): string => verdictLine(bisectExit(report), out, sentence);
  const builds = countOf(tried.filter(({ isBuilt }) => isBuilt).length, 'build');
  if (isInterrupted) return [lastLine(`interrupted: ${countOf(candidates.length, 'commit is', 'commits are')} left · ${builds}`)];
  if (change === null) {
    const silent = tried.find(({ verdict }) => verdict.kind === 'skipped');
    const why = silent === undefined ? 'both ends judge the trace alike' : `${digits(silent.hash)}, an end, cannot judge the trace`;
    return [lastLine(printable(`${why}: there is nothing to search between them`))];
  }
  const shown = candidates.slice(0, CANDIDATES_SHOWN).map((hash) => commitLine(told.get(hash), hash));
  if (candidates.length > 1) {
    const more = candidates.length > shown.length ? [`  … and ${candidates.length - shown.length} more`] : [];
    const sentence = `${change} by one of ${countOf(candidates.length, 'commit')}, of which all but the last cannot judge the trace`;
    return [...shown.map((line) => `  ${line}`), ...more, '', lastLine(`${sentence} · ${builds}`)];
  }
  const { before, after } = neighbours(report);
  const [commit] = candidates;
  return [
    `${paint(out, change === 'broke' ? 'red' : 'green', change)} ${shown[0]}`,
    `  author's date  ${told.get(commit)?.authored ?? ''}`,
    ...(before === undefined ? [] : [printable(`  before         ${digits(before.hash)} ${verdictText(before.verdict)}`)]),
    ...(after === undefined ? [] : [printable(`  since          ${digits(after.hash)} ${verdictText(after.verdict)}`)]),
    ...fileLines(report.files),
    ...(report.files.some((path) => path.startsWith(CODE_UNDER_TEST))
      ? []
      : ['  note           it changes nothing in src: what judges it changed']),
    '',
    lastLine(`${change} by ${digits(commit)} · ${builds}`),
  ];
}

/** The last revision that judged as the older end does, and the first that does as the newer one. */
function neighbours({ tried, candidates }: BisectReport): {
  readonly before: JudgedRevision | undefined;
  readonly after: JudgedRevision | undefined;
} {
  const after = tried.find(({ hash }) => hash === candidates[0]);
  const before = tried.findLast(({ verdict }) => verdict.kind === tried[0].verdict.kind);
  return { before, after };
}

function fileLines(files: readonly string[]): string[] {
  const shown = files.slice(0, FILES_SHOWN).map((path, at) => printable(`  ${at === 0 ? 'files' : '     '}          ${path}`));
  return files.length > shown.length ? [...shown, `                 … and ${files.length - shown.length} more`] : shown;
}

function commitLine(commit: Commit | undefined, hash: string): string {
  return printable(`${digits(hash)} ${commit?.subject ?? ''}`);
}

function verdictText(verdict: Verdict): string {
  if (verdict.kind === 'holds') return 'holds';
  return verdict.kind === 'fails' ? `FAIL ${verdict.signature}` : `skipped: ${verdict.why}`;
}

function dateOf(told: ReadonlyMap<string, Commit>, hash: string): string {
  return told.get(hash)?.authored.slice(0, 10) ?? '';
}

function digits(hash: string): string {
  return hash.slice(0, DIGITS);
}

/** The same for programs. */
export function jsonBisect(report: BisectReport): object {
  const { trace, older, newer, commits, change, candidates, files, tried, told, isInterrupted } = report;
  const { before, after } = neighbours(report);
  const isFound = change !== null && candidates.length === 1;
  return {
    trace,
    older: older.hash,
    newer: newer.hash,
    commits,
    change,
    commit: isFound ? { ...told.get(candidates[0]), files } : null,
    before: isFound ? (before ?? null) : null,
    since: isFound ? (after ?? null) : null,
    candidates,
    tried,
    builds: tried.filter(({ isBuilt }) => isBuilt).length,
    isInterrupted,
    exit: bisectExit(report),
  };
}
