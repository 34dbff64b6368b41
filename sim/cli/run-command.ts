import { Campaign } from '../campaign/campaign.ts';
import { TimeLimit } from '../campaign/time-limit.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { probeReports } from '../data/probe-reports.ts';
import { partialJson, resultJson } from '../report/campaign-json.ts';
import { formatPlan, formatResult } from '../report/campaign-text.ts';
import { runKey } from '../report/campaign-verdict.ts';
import { savedAll, type ExitCode } from '../report/exit-code.ts';
import { FindingKeeper } from '../report/keep-findings.ts';
import { appendHistory, campaignRecord, readHistory } from '../report/history.ts';
import { campaignPage } from '../report/page/campaign-page.ts';
import { runPagesOf } from '../report/page/run-pages.ts';
import { skippedOf } from '../report/page/skipped.ts';
import { reportToGitHub, summaryPath } from '../report/github.ts';
import { campaignSuite, formatJUnit } from '../report/junit.ts';
import { observationLines } from '../report/observations.ts';
import { PartialReports } from '../report/partial-reports.ts';
import { saveFindings, saveRun } from '../report/save-findings.ts';
import { formatQueueEnd, queueText } from '../report/queue-text.ts';
import { openQueuePool } from './queue-option.ts';
import { saveRunPages } from './trace-page.ts';
import { readRunRequest, RUN_SPEC } from './run-options.ts';
import { jsonPieces } from '../data/quoting/json-pieces.ts';
import { progressOf, saving } from './options.ts';

export const RUN: Command<ExitCode> = { ...RUN_SPEC, run: runCommand };

/** `run`: parse, print what will be run, run, judge, report. */
async function runCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const request = await readRunRequest(given);
  await probeReports({
    files: [request.outPath, request.junitPath, request.htmlPath, request.historyPath, request.observationsPath, summaryPath()],
    newFiles: [request.tracePath],
    folders: [request.findingsFolder],
  });
  const history = request.historyPath === null ? null : readHistory('run', request.historyPath);
  const out = request.isJson ? silent(context.out) : context.out;
  out.write(`${await formatPlan(request, out)}\n`);
  const progress = progressOf(given, context);
  const runMs = new Map<string, number>();
  const times = { startedS: Date.now() / 1000, elapsedMs: runMs };
  const overQueue = await openQueuePool(request, {
    note: (sentence) => context.err.write(`varta-sim: ${sentence}\n`),
    givenUp: () => campaign.interrupt(),
  });
  const campaign: Campaign = new Campaign({
    ...(overQueue === null ? {} : { pool: overQueue }),
    settings: request.settings,
    seeds: request.seeds,
    workers: request.workers,
    jobTimeoutMs: request.timeoutMs,
    rerunEvery: request.rerunEvery,
    firstSeedIndex: request.allSeeds.indexOf(request.seeds[0]),
    goesBySeed: request.soaks,
    failsFast: request.failsFast,
    onProgress: (state) => {
      if (request.htmlPath !== null || request.observationsPath !== null) runMs.set(runKey(state), state.elapsedMs);
      progress.show(state, overQueue === null ? '' : queueText(overQueue.state));
      partial.update();
    },
    onFound: (found) => {
      keeper.note(found);
      partial.update(true);
    },
    onLoss: (loss) => {
      keeper.noteLoss(loss);
      partial.update(true);
    },
  });
  const keeper = new FindingKeeper(campaign, request.findingsFolder, {
    saved: () => partial.update(true),
    fault: (sentence) => context.err.write(`varta-sim: ${sentence}\n`),
  });
  const partial = new PartialReports([
    { path: request.outPath, text: () => jsonPieces(partialJson(campaign.known(), request, keeper)) },
    { path: request.junitPath, text: () => formatJUnit([campaignSuite(partialJson(campaign.known(), request, keeper))]) },
    { path: request.observationsPath, text: () => observationLines(campaign.known(), request, times) },
  ]);
  const startMs = performance.now();
  const limit = new TimeLimit(request.budgetMs);
  const forget = context.onInterrupt(() => campaign.interrupt());
  context.tellVerdict?.(() => (campaign.hasFound ? partialJson(campaign.known(), request, keeper).exit : null));
  try {
    const found = await limit.run(campaign);
    await Promise.all([keeper.close(), partial.close()]);
    progress.clear();
    const elapsedMs = performance.now() - startMs;
    const saved = await saveFindings(campaign, found, request, {
      out,
      onInterrupt: context.onInterrupt,
      onStage: (text) => progress.note(text),
      leftMs: () => limit.leftFor(found),
      keeper,
    });
    progress.clear();
    const result = { ...found, findings: saved.findings };
    const json = resultJson(result, request, saved.traces, saved.shrunk);
    const { exit } = json;
    if (found.fault !== null) context.err.write(`varta-sim: the harness could not go on: ${found.fault}\n`);
    out.write(formatResult(result, json, saved.reports, request, elapsedMs, limit.isOver, out));
    if (overQueue !== null) out.write(formatQueueEnd(overQueue.state));
    if (request.isJson) for (const piece of jsonPieces(json)) context.out.write(piece);
    const at = new Date().toISOString();
    const record = campaignRecord(json, elapsedMs, at);
    const page = (): string =>
      campaignPage({
        json,
        elapsedMs,
        runMs,
        skipped: skippedOf(result, json, request, limit.isOver),
        runPages: runPagesOf(json, request.htmlPath ?? ''),
        history: history === null ? null : { ...history, records: [...history.records, record] },
        at,
      });
    return await savedAll(exit, context, [
      async () => reportToGitHub(json, context.err.raw, request.htmlPath),
      saving(request.outPath, () => jsonPieces(json)),
      saving(request.junitPath, () => formatJUnit([campaignSuite(json, request.htmlPath)])),
      async () => (request.historyPath === null ? undefined : appendHistory(request.historyPath, record)),
      async () => (request.htmlPath === null ? undefined : saveRunPages(json)),
      saving(request.htmlPath, page),
      saving(request.observationsPath, () => observationLines(result, request, times)),
      async () => (request.tracePath === null || result.isInterrupted ? undefined : saveRun(campaign, request, request.tracePath)),
    ]);
  } catch (error) {
    context.keepVerdict?.();
    throw error;
  } finally {
    forget();
    await campaign.close();
  }
}
