import { stripVTControlCharacters } from 'node:util';
import { paint, type Output } from '../../sim/data/command-line/output.ts';
import { showElapsed } from '../../sim/data/duration.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';
import type { SessionResult } from '../engine/session.ts';
import { FUZZ_EXIT, type FuzzExit } from './exit.ts';
import type { SavedCrash } from './save-crash.ts';

/** What came of one target. */
export interface TargetResult {
  readonly target: string;
  /** Inputs in its corpus before. */
  readonly seeds: number;
  /** Name of the corpus as it is with what was found. */
  readonly corpusName: string;
  readonly result: SessionResult;
  readonly saved: readonly SavedCrash[];
  readonly exit: FuzzExit;
}

const HEAD = ['target', 'execs', 'execs/s', 'corpus', 'new', 'coverage', 'features', 'last new', 'verdict'];

/** What is left out where a terminal is too narrow, the first of them first. */
const LEFT_OUT = ['last new', 'features', 'corpus', 'execs/s', 'coverage', 'new'];

/** The table of targets. */
export function formatResults(results: readonly TargetResult[], out: Output): string {
  const rows = results.map(({ target, seeds, result: { stats }, exit }) => [
    target,
    withCommas(stats.executions),
    withCommas((1000 * stats.executions) / Math.max(1, stats.elapsedMs)),
    withCommas(seeds),
    withCommas(stats.found),
    // jsfuzz does not print how many counters there are.
    stats.counters === 0 ? withCommas(stats.covered) : `${withCommas(stats.covered)}/${withCommas(stats.counters)}`,
    withCommas(stats.features),
    stats.sinceNewMs === null ? '-' : showElapsed(stats.sinceNewMs),
    verdict(exit, out),
  ]);
  const without = (left: readonly string[]): string => {
    const shown = (row: readonly string[]): string[] => row.filter((_, at) => !left.includes(HEAD[at]));
    return formatTable(shown(HEAD), rows.map(shown), out.columns);
  };
  const fits = (table: string): boolean => table.split('\n').every((line) => stripVTControlCharacters(line).length <= out.columns);
  const tables = LEFT_OUT.map((_, at) => without(LEFT_OUT.slice(0, at)));
  return (out.isTerminal ? tables.find(fits) : tables[0]) ?? without(LEFT_OUT);
}

/** A target's exit code in a word. */
function verdict(exit: FuzzExit, out: Output): string {
  switch (exit) {
    case FUZZ_EXIT.ok:
      return paint(out, 'green', 'ok');
    case FUZZ_EXIT.hang:
      return paint(out, 'red', 'HANG');
    case FUZZ_EXIT.outOfMemory:
      return paint(out, 'red', 'OUT OF MEMORY');
    case FUZZ_EXIT.interrupted:
      return paint(out, 'yellow', 'interrupted');
    case FUZZ_EXIT.finding:
      return paint(out, 'red', 'FOUND');
    case FUZZ_EXIT.internal:
    case FUZZ_EXIT.usage:
      return paint(out, 'red', 'BROKEN');
  }
}

/** The results for programs, without times of this machine. */
export function jsonResults(seed: string, results: readonly TargetResult[], exit: FuzzExit): object {
  return {
    seed,
    targets: results.map(({ target, seeds, corpusName, result: { stats, broken }, saved, exit: code }) => ({
      target,
      executions: stats.executions,
      seeds,
      found: stats.found,
      corpus: corpusName,
      covered: stats.covered,
      counters: stats.counters,
      features: stats.features,
      broken,
      findings: saved.map(({ signature, count, inputPath, tracePath }) => ({ signature, count, input: inputPath, trace: tracePath })),
      exit: code,
    })),
    exit,
  };
}
