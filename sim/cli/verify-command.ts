import { join } from 'node:path';
import { seedFault } from '../campaign/seeds.ts';
import type { Arguments, DurationBounds } from '../data/command-line/arguments.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import { programLine } from '../data/command-line/program-line.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { countOf } from '../data/count.ts';
import { showElapsed } from '../data/duration.ts';
import { probeReports } from '../data/probe-reports.ts';
import { isInstalled, packageRoot } from '../data/project-root.ts';
import { currentCommit } from '../findings/commit.ts';
import { formatGate, gateSuite, gateSummary, jsonGate, skippedSuites, verdictWord } from '../gate/gate-report.ts';
import { RESULTS, resultOf, runGate, type GateResult } from '../gate/gate.ts';
import type { StageOutcome } from '../gate/stage.ts';
import { EXIT, mostSevere, savedAll, type ExitCode } from '../report/exit-code.ts';
import { summaryPath, tellSummary } from '../report/github.ts';
import { formatJUnit } from '../report/junit.ts';
import { appendHistory, readHistory } from '../report/history.ts';
import { gatePage, historyOf } from '../gate/gate-page.ts';
import { PartialReports } from '../report/partial-reports.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { shellWord } from '../data/quoting/shell-word.ts';
import { followTrackerOrProduction, JSON_OPTION, outputFiles, progressOf, saving, TRACKER_OR_PRODUCTION_OPTION } from './options.ts';

const DEFAULT_BUDGET_MS = 295_000;
const BUDGET_BOUNDS: DurationBounds = { leastNs: 10e9, mostNs: Number.MAX_SAFE_INTEGER, rule: 'must be at least 10s' };

export const VERIFY: Command<ExitCode> = {
  name: 'verify',
  summary: 'Everything that a change must pass, stage by stage, then fresh seeds until the time is spent.',
  options: {
    budget: { value: 'DURATION', help: 'time for everything, at least 10s; default 295s' },
    commit: { value: 'HASH', help: 'draw the fresh seeds from this; default the commit that is checked out' },
    tracker: {
      ...TRACKER_OR_PRODUCTION_OPTION,
      help: `${TRACKER_OR_PRODUCTION_OPTION.help}. Stages that ask it nothing are skipped, and told; conformance is one more`,
    },
    'fail-fast': { value: null, help: 'begin no further stage once one has failed, and end those that run' },
    only: { value: 'STAGE', help: 'this stage alone; may be repeated', repeats: true },
    out: { value: 'FILE', help: 'save there what --json prints' },
    junit: { value: 'FILE', help: 'save a report in the format of JUnit' },
    html: { value: 'FILE', help: 'save the gate and its campaigns as one page of HTML' },
    history: { value: 'FILE', help: 'add a line on each campaign, and on the zoo, to this file' },
    json: JSON_OPTION,
  },
  run: verifyCommand,
};

/** `verify`: the stages in their order, one table, one verdict. */
async function verifyCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  if (isInstalled()) throw new UsageError('verify: it is the gate of varta-sim itself, and needs its own checkout');
  const budgetMs = given.durationMs('budget', BUDGET_BOUNDS) ?? DEFAULT_BUDGET_MS;
  const commit = given.text('commit') ?? currentCommit();
  const fault = commit === '' ? null : seedFault(commit);
  if (fault !== null) given.fail('commit', fault, commit);
  const results = join(packageRoot() ?? '.', RESULTS);
  const [outPath, junitPath, htmlPath, historyPath] = await outputFiles('verify', given, ['out', 'junit', 'html', 'history'], [results]);
  await probeReports({ files: [summaryPath()] });
  const history = historyPath === undefined ? null : readHistory('verify', historyPath);
  const connection = await followTrackerOrProduction(given);
  // Each stage opens it for itself, in the folder of the project.
  connection?.close();
  const tracker = given.text('tracker') ?? null;
  const part = tracker === null ? '' : ` --tracker ${shellWord(tracker)}`;
  const isJson = given.has('json');
  const out = isJson ? silent(context.out) : context.out;
  const progress = progressOf(given, context);
  const stop = new AbortController();
  const forget = context.onInterrupt(() => stop.abort());
  const known: StageOutcome[] = [];
  let seed = '';
  let skipped: readonly string[] = [];
  const partial = new PartialReports([
    { path: outPath ?? null, text: () => `${jsonText(jsonGate(partialResult(known, seed)))}\n` },
    { path: junitPath ?? null, text: () => formatJUnit(known.map((outcome) => gateSuite(outcome))) },
  ]);
  context.tellVerdict?.(() => {
    const { exit } = resultOf(known, seed);
    return exit === EXIT.ok ? null : exit;
  });
  try {
    const result = await runGate(
      { budgetMs, commit, only: given.texts('only'), tracker, countsCoverage: htmlPath !== undefined || historyPath !== undefined },
      {
        onBegin: (stages, { origin, seed: first }, without) => {
          seed = first;
          skipped = without;
          out.write(`${countOf(stages, 'stage')} in ${showElapsed(budgetMs)} · fresh seeds from ${origin}\n`);
          if (skipped.length > 0) out.write(`skipped, as they ask the tracker nothing: ${skipped.join(', ')}\n`);
        },
        onStart: ({ name }) => progress.note(`${name} …`),
        onEnd: (outcome) => {
          const { name, verdict, output, elapsedMs, line } = outcome;
          known.push(outcome);
          if (verdict.exit !== EXIT.ok && given.has('fail-fast')) stop.abort();
          partial.update(true);
          progress.clear();
          if (verdict.exit !== EXIT.ok && output.trim() !== '') out.write(`\n== ${name}: ${line}\n${output.trimEnd()}\n\n`);
          out.write(`${verdictWord(verdict.exit, out)} · ${name} · ${showElapsed(elapsedMs)} · ${verdict.note}\n`);
        },
        stop: stop.signal,
      },
    );
    await partial.close();
    const { outcomes, exit, passed, failed, freshSeed } = result;
    out.write(`\n${formatGate(outcomes, out)}\n\n`);
    out.write(`fresh seeds again: ${programLine('verify')} --only 'fresh seeds' --commit ${freshSeed}${part}\n`);
    out.write(`${verdictWord(exit, out)} · ${passed} passed, ${failed} failed · ${showElapsed(performance.now())}\n`);
    const json = `${jsonText({ ...jsonGate(result), ...(tracker !== null && { tracker, skipped }) })}\n`;
    if (isJson) context.out.write(json);
    const at = new Date().toISOString();
    const records = historyOf(result, at);
    const whole = history === null ? null : { ...history, records: [...history.records, ...records] };
    return await savedAll(exit, context, [
      async () => {
        const notes = skipped.map((name) => `skipped, as it asks the tracker nothing: ${name}`);
        tellSummary({ ...gateSummary(outcomes, exit, htmlPath ?? null), notes }, context.err.raw);
      },
      saving(outPath, () => json),
      saving(junitPath, () => formatJUnit([...outcomes.map((outcome) => gateSuite(outcome, htmlPath ?? null)), ...skippedSuites(skipped)])),
      async () => {
        for (const record of historyPath === undefined ? [] : records) await appendHistory(historyPath as string, record);
      },
      saving(htmlPath, () => gatePage(result, { at, from: htmlPath ?? '', history: whole })),
    ]);
  } finally {
    forget();
  }
}

/** The gate while it goes on: never good. */
function partialResult(known: readonly StageOutcome[], seed: string): GateResult {
  const result = resultOf(known, seed);
  return { ...result, exit: mostSevere([result.exit, EXIT.inconclusive]) };
}
