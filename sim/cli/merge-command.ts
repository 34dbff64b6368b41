import { readFileSync } from 'node:fs';
import { mergeShards, type ShardResult } from '../report/merge.ts';
import { campaignSuite } from '../report/campaign-reports.ts';
import { parseCampaignJson } from '../report/campaign-json-form.ts';
import { formatJUnit } from '../report/junit.ts';
import { formatHelp, readArguments, type CommandSpec } from '../data/command-line/arguments.ts';
import { EXIT, exitWord, type ExitCode } from '../report/exit-code.ts';
import { reportToGitHub } from '../report/github.ts';
import type { CommandContext } from '../report/output.ts';
import { saveText } from '../report/save-text.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

export const MERGE_SPEC: CommandSpec = {
  name: 'merge',
  usage: 'npm run -s varta-sim -- merge [OPTIONS] FILE …',
  summary: 'Puts the results of all shards of a campaign together, in any order, and judges the whole: what run --json prints of it.',
  options: {
    out: { value: 'FILE', help: 'save the result there, and print one line' },
    junit: { value: 'FILE', help: 'save a report in the format of JUnit' },
  },
};

/** `merge`: read, refuse what does not belong together, put together, judge. */
export async function mergeCommand(args: readonly string[], { out, err }: CommandContext): Promise<ExitCode> {
  const given = readArguments(MERGE_SPEC, args);
  if (given.has('help')) {
    out.write(formatHelp(MERGE_SPEC));
    return EXIT.ok;
  }
  if (given.positionals.length === 0) throw new UsageError('merge: name the results of the shards, got none');
  const merged = mergeShards(given.positionals.map(readResult));
  if (typeof merged === 'string') throw new UsageError(`merge: ${merged}`);
  const text = `${JSON.stringify(merged)}\n`;
  const [outPath, junitPath] = [given.text('out'), given.text('junit')];
  if (junitPath !== undefined) await saveText(junitPath, formatJUnit([campaignSuite(merged)]));
  if (outPath === undefined) out.write(text);
  else {
    await saveText(outPath, text);
    out.write(
      `${exitWord(merged.exit)} (${merged.exit}) · ${merged.runs.length} runs · ${merged.steps} steps · ${merged.reports.length} reports\n`,
    );
  }
  reportToGitHub(merged, err.write);
  return merged.exit;
}

function readResult(path: string): ShardResult {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`merge: ${path}: ${code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`}`);
  }
  const json = parseCampaignJson(text);
  if (typeof json === 'string') throw new UsageError(`merge: ${path}: ${json}`);
  return { name: path, json };
}
