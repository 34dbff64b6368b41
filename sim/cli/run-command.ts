import { Campaign } from '../campaign/campaign.ts';
import { TimeLimit } from '../campaign/time-limit.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { saveText } from '../data/write-whole.ts';
import { resultJson } from '../report/campaign-json.ts';
import { formatPlan, formatResult } from '../report/campaign-text.ts';
import { savedAll, type ExitCode } from '../report/exit-code.ts';
import { reportToGitHub } from '../report/github.ts';
import { campaignSuite, formatJUnit } from '../report/junit.ts';
import { Progress } from '../report/progress.ts';
import { saveFindings, saveRun } from '../report/save-findings.ts';
import { readRunRequest, RUN_SPEC } from './run-options.ts';
import { jsonText } from '../data/quoting/printable.ts';

export const RUN: Command<ExitCode> = { ...RUN_SPEC, run: runCommand };

/** `run`: parse, print what will be run, run, judge, report. */
async function runCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const request = await readRunRequest(given);
  const out = request.isJson ? silent(context.out) : context.out;
  out.write(`${formatPlan(request)}\n`);
  const progress = new Progress(request.isJson ? silent(context.err) : context.err);
  const campaign = new Campaign({
    settings: request.settings,
    seeds: request.seeds,
    workers: request.workers,
    jobTimeoutMs: request.timeoutMs,
    rerunEvery: request.rerunEvery,
    firstSeedIndex: request.allSeeds.indexOf(request.seeds[0]),
    goesBySeed: request.soaks,
    onProgress: (state) => progress.show(state),
  });
  const startMs = performance.now();
  const limit = new TimeLimit(request.budgetMs);
  const forget = context.onInterrupt(() => campaign.interrupt());
  try {
    const found = await limit.run(campaign);
    progress.clear();
    const elapsedMs = performance.now() - startMs;
    const saved = await saveFindings(campaign, found, request, {
      out,
      onInterrupt: context.onInterrupt,
      onStage: (text) => progress.note(text),
      leftMs: () => limit.leftFor(found),
    });
    progress.clear();
    const result = { ...found, findings: saved.findings };
    const json = resultJson(result, request, saved.traces, saved.shrunk);
    const { exit } = json;
    out.write(formatResult(result, json, saved.reports, request, elapsedMs, limit.isOver, out));
    const text = `${jsonText(json)}\n`;
    if (request.isJson) context.out.write(text);
    return await savedAll(exit, context, [
      async () => reportToGitHub(json, context.err.raw),
      async () => (request.outPath === null ? undefined : saveText(request.outPath, text)),
      async () => (request.junitPath === null ? undefined : saveText(request.junitPath, formatJUnit([campaignSuite(json)]))),
      async () => (request.tracePath === null || result.isInterrupted ? undefined : saveRun(campaign, request, request.tracePath)),
    ]);
  } finally {
    forget();
    await campaign.close();
  }
}
