import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { readText } from '../data/read-input.ts';
import { checkDistinct } from '../data/same-file.ts';
import type { CampaignJson } from '../report/campaign-json.ts';
import { campaignPage } from '../report/page/campaign-page.ts';
import { runPagesOf } from '../report/page/run-pages.ts';
import { parseCampaignJson } from '../report/campaign-json-form.ts';
import { exitWord, savedAll, type ExitCode } from '../report/exit-code.ts';
import { reportToGitHub } from '../report/github.ts';
import { campaignSuite, formatJUnit } from '../report/junit.ts';
import { mergeShards, type ShardResult } from '../report/merge.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { saving } from './options.ts';

export const MERGE: Command<ExitCode> = {
  name: 'merge',
  summary: 'Puts the results of all shards of a campaign together, in any order, and judges the whole: what run --json prints of it.',
  options: {
    out: { value: 'FILE', help: 'save the result there, and print one line' },
    junit: { value: 'FILE', help: 'save a report in the format of JUnit' },
    html: { value: 'FILE', help: 'save the campaign as one page of HTML' },
  },
  positionals: { name: 'FILE', min: 1, max: Number.POSITIVE_INFINITY },
  run: mergeCommand,
};

/** `merge`: read the results, refuse those of different campaigns, print or save the whole. */
async function mergeCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const { out, err } = context;
  const [outPath, junitPath, htmlPath] = ['out', 'junit', 'html'].map((option) => given.text(option));
  const inputs = given.positionals.map((path) => ({ as: '', path }));
  checkDistinct('merge', [...inputs, { as: '--out', path: outPath }, { as: '--junit', path: junitPath }, { as: '--html', path: htmlPath }]);
  const merged = mergeShards(given.positionals.map(readResult));
  if (typeof merged === 'string') throw new UsageError(`merge: ${merged}`);
  const text = `${jsonText(merged)}\n`;
  out.write(
    outPath === undefined
      ? text
      : `${exitWord(merged.exit)} (${merged.exit}) · ${countOf(merged.runs.length, 'run')} · ${countOf(merged.steps, 'step')} · ${countOf(merged.reports.length, 'report')}\n`,
  );
  return savedAll(merged.exit, context, [
    saving(outPath, () => text),
    saving(junitPath, () => formatJUnit([campaignSuite(merged, htmlPath ?? null)])),
    saving(htmlPath, () => pageOf(merged, htmlPath ?? '')),
    async () => reportToGitHub(merged, err.raw, htmlPath ?? null),
  ]);
}

function pageOf(json: CampaignJson, from: string): string {
  return campaignPage({
    json,
    elapsedMs: null,
    runMs: new Map(),
    skipped: [],
    runPages: runPagesOf(json, from),
    history: null,
    at: new Date().toISOString(),
  });
}

/** Largest result of a shard that is read. */
const RESULT_BYTES_MAX = 268_435_456;

function readResult(path: string): ShardResult {
  const json = parseCampaignJson(readText('merge: ', path, RESULT_BYTES_MAX, 'result'));
  if (typeof json === 'string') throw new UsageError(`merge: ${path}: ${json}`);
  return { name: path, json };
}
