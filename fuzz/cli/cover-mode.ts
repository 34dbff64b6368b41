import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative } from 'node:path';
import coverage, { type CoverageMap, type CoverageMapData, type FileCoverageData } from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import sourceMaps, { type MapStore } from 'istanbul-lib-source-maps';
import reports from 'istanbul-reports';
import { formatTable } from '../../sim/report/table.ts';
import type { Build } from '../engine/build.ts';
import { exitOf, FUZZ_EXIT, mostSevere, type FuzzExit } from './exit.ts';
import { REPLAY, type Workbench } from './workbench.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HTML = 'coverage/fuzz';
const LINES_SHOWN = 12;

/** `--cover`: which lines and branches of the production code the corpora reach, in the terms of its source. */
export async function coverCorpora(bench: Workbench): Promise<FuzzExit> {
  const compiled = coverage.createCoverageMap({});
  const exits: FuzzExit[] = [];
  for (const target of bench.request.targets) {
    if (bench.isInterrupted) break;
    const result = await bench.fuzz(target, bench.corpusOf(target), REPLAY);
    exits.push(exitOf(result));
    if (result.broken !== null) bench.context.err.write(`fuzz ${target.name}: ${result.broken}\n`);
    compiled.merge(ofProduction(result.coverage, bench.place.build));
  }
  const map = await toSource(compiled);
  bench.context.out.write(`${formatCoverage(map)}\n\n`);
  reports.create('html').execute(report.createContext({ dir: HTML, coverageMap: map }));
  bench.context.out.write(`${HTML}/index.html\n`);
  return mostSevere(bench.isInterrupted ? [...exits, FUZZ_EXIT.interrupted] : exits);
}

/** What concerns the production code: for some targets more than that is counted. */
function ofProduction(whole: CoverageMapData, { folder, instrumented }: Build): CoverageMapData {
  const parts = instrumented.map((part) => join(folder, part));
  return Object.fromEntries(Object.entries(whole).filter(([file]) => parts.some((part) => file.startsWith(part))));
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
