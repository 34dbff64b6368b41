import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { relative } from 'node:path';
import coverage, { type CoverageMap, type CoverageMapData, type FileCoverageData } from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import sourceMaps, { type MapStore } from 'istanbul-lib-source-maps';
import reports from 'istanbul-reports';
import { formatTable } from '../../sim/report/table.ts';
import { Child, START_MS, type Outcome } from '../../sim/process/child.ts';
import type { CoverTasks } from '../engine/cover-process.ts';
import { EXIT_SIGNATURES, exitKindOf } from '../engine/crash.ts';
import type { CrashGroup } from '../engine/session.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { exitOf, type FuzzExit } from './exit.ts';
import { exitOfAll, formatNames, jsonLeft } from './targets-done.ts';
import type { Workbench } from './workbench.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HTML = 'coverage/fuzz';
const LINES_SHOWN = 12;

/** `--cover`: which lines and branches of the production code the corpora reach, in the terms of its source. */
export async function coverCorpora(bench: Workbench): Promise<{ readonly json: object; readonly exit: FuzzExit }> {
  const compiled = coverage.createCoverageMap({});
  const exits: FuzzExit[] = [];
  const broken: string[] = [];
  const done = await bench.eachTarget(async (target) => {
    const covered = await coverTarget(target, bench);
    const faults = [...covered.crashes.map(({ signature, detail }) => `${signature}: ${detail}`), covered.broken ?? []].flat();
    // At once: another target may take long, or not be there.
    for (const fault of faults) bench.context.err.write(`fuzz ${target.name}: ${fault}\n`);
    return { target: target.name, covered, faults: faults.map((fault) => `${target.name}: ${fault}`) };
  });
  for (const { covered, faults } of done.results) {
    exits.push(exitOf({ ...covered, stats: covered, isInterrupted: bench.whyEnding !== null }));
    broken.push(...faults);
    compiled.merge(covered.coverage);
  }
  const map = await toSource(compiled);
  const notWhole = done.results.flatMap(({ target, covered }) => (covered.isWhole ? [] : [target]));
  const { out } = bench.context;
  out.write(`${formatCoverage(map)}\n`);
  out.write(`${formatNames('not run whole', notWhole, out)}${formatNames('not begun', done.notBegun, out)}\n`);
  reports.create('html').execute(report.createContext({ dir: HTML, coverageMap: map }));
  out.write(`${HTML}/index.html\n`);
  const exit = exitOfAll(exits, done);
  return { json: { files: jsonCoverage(map), html: `${HTML}/index.html`, broken, notWhole, ...jsonLeft(done), exit }, exit };
}

/** The table for programs: each file with its lines and branches, and the lines that are not reached whole. */
function jsonCoverage(map: CoverageMap): object[] {
  return map
    .files()
    .sort((a, b) => (a < b ? -1 : 1))
    .map((file) => {
      const { lines, branches } = map.fileCoverageFor(file).toSummary();
      const counts = ({ covered, total }: { readonly covered: number; readonly total: number }): object => ({ covered, total });
      return {
        file: relative(ROOT, file),
        lines: counts(lines),
        branches: counts(branches),
        missed: missedLines(map.fileCoverageFor(file).data),
      };
    });
}

/** What one target's corpus reaches, and what it did that it must not. */
interface Covered {
  readonly coverage: CoverageMapData;
  readonly crashes: CrashGroup[];
  readonly executions: number;
  /** Whether what all of its corpus reaches is in it. */
  readonly isWhole: boolean;
  /** Why nothing is known of what it reaches; null if that is known. */
  readonly broken: string | null;
}

/** Runs the corpus of a target in a process of its own, which an input may hang or end. */
async function coverTarget({ name: target }: FuzzTarget, bench: Workbench): Promise<Covered> {
  const { timeoutMs, rssLimitMb } = bench.request;
  const child = new Child<CoverTasks>(new URL('../engine/cover-process.js', import.meta.url), { heapMb: rssLimitMb });
  const crashes: CrashGroup[] = [];
  let executions = 0;
  try {
    const loaded = await child.ask('load', { build: bench.place.build, target }, { deadlineMs: START_MS });
    if (!hasAnswered(loaded))
      return { coverage: {}, crashes, executions, isWhole: false, broken: `the target cannot be loaded: ${loaded?.exit.got}` };
    const inputs = bench.corpusOf({ name: target });
    for (const input of inputs) {
      if (bench.whyEnding !== null) break;
      const outcome = await child.ask('run', input, { deadlineMs: timeoutMs });
      executions++;
      if (hasAnswered(outcome)) {
        if (outcome.answer !== null) crashes.push({ ...outcome.answer, kind: 'throw', input, count: 1 });
        continue;
      }
      const kind = outcome === null ? 'exit' : exitKindOf(outcome.exit);
      crashes.push({ signature: EXIT_SIGNATURES[kind], detail: outcome?.exit.got ?? '', kind, input, count: 1 });
      return { coverage: {}, crashes, executions, isWhole: false, broken: null };
    }
    const outcome = await child.ask('coverage', null, { deadlineMs: START_MS });
    if (!hasAnswered(outcome)) return { coverage: {}, crashes, executions, isWhole: false, broken: `no coverage: ${outcome?.exit.got}` };
    return { coverage: outcome.answer, crashes, executions, isWhole: executions === inputs.length, broken: null };
  } finally {
    await child.kill();
  }
}

function hasAnswered<Answer>(outcome: Outcome<Answer>): outcome is { readonly answer: Answer } {
  return outcome !== null && 'answer' in outcome;
}

/** The coverage of compiled code as that of the source that it comes from. */
async function toSource(compiled: CoverageMap): Promise<CoverageMap> {
  const store: MapStore = sourceMaps.createSourceMapStore({});
  for (const file of compiled.files())
    store.registerMap(file, JSON.parse(readFileSync(`${file}.map`, 'utf8')) as Parameters<MapStore['registerMap']>[1]);
  return coverage.createCoverageMap(await store.transformCoverage(compiled));
}

function formatCoverage(map: CoverageMap): string {
  const files = map
    .files()
    .map((file) => ({ file, summary: map.fileCoverageFor(file).toSummary(), missed: missedLines(map.fileCoverageFor(file).data) }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const rows = files.map(({ file, summary, missed }) => [
    relative(ROOT, file),
    `${summary.lines.covered}/${summary.lines.total}`,
    `${summary.branches.covered}/${summary.branches.total}`,
    missed.length > LINES_SHOWN ? `${missed.slice(0, LINES_SHOWN).join(' ')} …` : missed.join(' '),
  ]);
  const all = map.getCoverageSummary();
  rows.push(['all', `${all.lines.covered}/${all.lines.total}`, `${all.branches.covered}/${all.branches.total}`, '']);
  return formatTable(['file', 'lines', 'branches', 'lines not reached, or with a branch that is not'], rows);
}

/** Lines with a statement or a branch that was not reached. */
function missedLines({ s, statementMap, b, branchMap }: FileCoverageData): readonly number[] {
  const lines = new Set<number>();
  for (const [id, hits] of Object.entries(s)) if (hits === 0) lines.add(statementMap[id].start.line);
  for (const [id, hits] of Object.entries(b)) {
    for (const [arm, times] of hits.entries())
      if (times === 0) lines.add(branchMap[id].locations[arm]?.start.line ?? branchMap[id].loc.start.line);
  }
  return [...lines].sort((a, b2) => a - b2);
}
