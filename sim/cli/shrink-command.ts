import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { showElapsed } from '../data/duration.ts';
import { probeReports } from '../data/probe-reports.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { parseTrace, opsOf } from '../data/trace/parse-trace.ts';
import { saveTraceText, traceText } from '../findings/finding-file.ts';
import { checkReplay, loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { headerFinding, signatureOf } from '../oracle/finding.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import { ShrinkJob } from '../findings/shrink/shrink-job.ts';
import { SHRINK_RUNS } from '../findings/shrink/shrink.ts';
import { explainInChild } from '../insight/explain-in-child.ts';
import { followerOf } from '../run/follower.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { trackerUnderTest } from '../subject/foreign/open-tracker.ts';
import { exitCodeOf, type ExitCode } from '../report/exit-code.ts';
import { formatParts } from '../report/explain-text.ts';
import { showFailure } from '../report/show-failure.ts';
import { checkDistinct } from '../data/same-file.ts';
import { jsonText } from '../data/quoting/printable.ts';
import {
  followTrackerOrProduction,
  JSON_OPTION,
  KNOWN_OPTION,
  progressOf,
  RULES_OPTION,
  TRACKER_OR_PRODUCTION_OPTION,
  useCustom,
} from './options.ts';
import { formatTrace } from '../data/trace/write-trace.ts';

export const SHRINK: Command<ExitCode> = {
  name: 'shrink',
  summary: 'Makes a failing trace small: the same judge, rule and kind of operation with as little else as possible.',
  options: {
    out: { value: 'FILE', help: 'where to save the result; default FILE with .min before its ending. Never over a file that is there' },
    'dry-run': { value: null, help: 'save nothing: tell what would be left', without: ['out'] },
    runs: { value: 'N', help: `runs at most, 1 to 1000000; default ${SHRINK_RUNS}` },
    time: { value: 'DURATION', help: 'time at most; default 60s' },
    rules: RULES_OPTION,
    tracker: TRACKER_OR_PRODUCTION_OPTION,
    known: { ...KNOWN_OPTION, without: [] },
    json: JSON_OPTION,
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: shrinkCommand,
};

/** `shrink`: read, find out what fails, search, save, show. */
async function shrinkCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  await useCustom(given);
  await followTrackerOrProduction(given);
  const runsMax = given.integer('runs', 1, 1_000_000) ?? SHRINK_RUNS;
  const timeMs = given.durationMs('time') ?? 60_000;
  const outPath = given.text('out') ?? path.replace(/(\.ndjson)?(\.gz)?$/, '.min.ndjson');
  checkDistinct('shrink', [
    { as: '', path },
    { as: given.has('out') ? '--out' : 'its result', path: outPath },
  ]);
  const isDry = given.has('dry-run');
  if (!isDry) await probeReports({ newFiles: [outPath] });
  const trace = await loadHarmlessTrace(path);
  const under = { follower: followerOf(await trackerUnderTest()), production: await productionUnderTest() };
  const first = checkReplay(path, replayAsFound(trace, under));
  if (first.finding === null) throw new UsageError(`${path}: there is nothing to shrink: these operations violate no rule`);
  const text = formatTrace(trace.header, trace.steps);
  const job = new ShrinkJob({ text, name: path, runsMax, timeMs, signature: signatureOf(first.finding) });
  const progress = progressOf(given, context);
  const forget = context.onInterrupt(() => job.interrupt());
  const startMs = performance.now();
  const answer = await job
    .run(({ name, operations, runs }) => progress.note(`${countOf(operations, 'operation')} after ${countOf(runs, 'run')} (${name})`))
    .finally(forget);
  progress.clear();
  if (answer.lines === null || answer.finding === null) throw new UsageError(`${path}: not reproducible: ${answer.reason}`);
  const header = { ...trace.header, finding: headerFinding(answer.finding), digest: answer.digest };
  const shrunkText = traceText(header, answer.lines);
  if (!isDry) await saveTraceText(outPath, shrunkText, false);
  const shrunk = parseTrace(shrunkText, path);
  if (isRefusal(shrunk)) throw new Error(shrunk.refused);
  const exit = exitCodeOf(answer.finding.judge);
  if (given.has('json')) {
    context.out.write(
      `${jsonText({ trace: isDry ? null : outPath, before: answer.before, after: answer.lines.length, runs: answer.runs, signature: signatureOf(answer.finding), cutShort: answer.isCutShort, exit })}\n`,
    );
    return exit;
  }
  const place = { origin: [], tracePath: isDry ? null : outPath, again: null, shrunk: { before: answer.before, runs: answer.runs } };
  context.out.write(showFailure(answer.finding, opsOf(shrunk), place, context.out));
  const small = { text: shrunkText, name: outPath, signature: signatureOf(answer.finding), operationsMax: EXPLAINED_MAX };
  // What a tracker from elsewhere does wrong is not varied.
  const explanation = given.has('tracker') ? null : await explainInChild(small);
  if (explanation !== null) context.out.write(`\n${formatParts(explanation, context.out)}\n`);
  const note = answer.isCutShort ? ' · cut short, the best so far is kept' : '';
  context.out.write(
    `\n${countOf(answer.before, 'operation')} to ${answer.lines.length} in ${countOf(answer.runs, 'run')}, ${showElapsed(performance.now() - startMs)}${note}\n`,
  );
  return exit;
}

/** Operations of the longest run of which the report says what matters. */
const EXPLAINED_MAX = 16;
