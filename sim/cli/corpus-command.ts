import { join } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import { paint, silent, type CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { countOf } from '../data/count.ts';
import { codeOf } from '../data/describe-thrown.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { printable } from '../data/quoting/printable.ts';
import { whyUnreadable } from '../data/read-input.ts';
import { readTrace } from '../data/trace/read-trace.ts';
import { filedFolder, filedNames, filedFault } from '../findings/corpus/filed-traces.ts';
import { missingTracker } from '../findings/replay/load-trace.ts';
import { keepLine } from '../report/command-lines.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { replacedProduction } from '../subject/foreign/production-module.ts';
import { followedLines, replacedLines, sumFollowed } from '../report/followed.ts';
import { followerOf, WINDOW, type FollowCounts } from '../run/follower.ts';
import { answer, followTrackerOrProduction, JSON_OPTION, RULES_OPTION, TRACKER_OR_PRODUCTION_OPTION, useCustom } from './options.ts';

export const CORPUS: Command<ExitCode> = {
  name: 'corpus',
  summary: 'Replays every filed trace: one that is fixed runs clean, one that is open fails as it was filed.',
  options: { rules: RULES_OPTION, tracker: TRACKER_OR_PRODUCTION_OPTION, json: JSON_OPTION },
  positionals: { name: 'DIR', min: 0, max: 1 },
  run: corpusCommand,
};

/** `corpus`: every filed trace, in order of name. */
async function corpusCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const out = given.has('json') ? silent(context.out) : context.out;
  await useCustom(given);
  const [folder = filedFolder()] = given.positionals;
  const names = namesIn(folder);
  if (names.length === 0) throw new UsageError(`corpus: ${folder} has no trace in it`);
  const tracker = await followTrackerOrProduction(given);
  const production = await productionUnderTest();
  const replaced = replacedProduction();
  for (const line of replacedLines(replaced)) out.write(`${line}\n`);
  const counts: FollowCounts[] = [];
  const today = new Date().toISOString().slice(0, 10);
  const traces: { readonly trace: string; readonly fault: string | null }[] = [];
  for (const name of names) {
    const trace = await readTrace(join(folder, name));
    const follower = followerOf(tracker, WINDOW);
    const missing = isRefusal(trace) ? null : missingTracker(trace.header, follower !== null);
    if (missing !== null) throw new UsageError(`${join(folder, name)}: ${missing}`);
    const fault = isRefusal(trace) ? trace.refused : filedFault(trace, today, keepLine(join(folder, name)), { follower, production });
    if (follower !== null) counts.push(follower.counts);
    traces.push({ trace: join(folder, name), fault });
    // A refusal names its file itself.
    if (fault !== null) out.write(`${paint(out, 'red', 'FAIL')}  ${printable(isRefusal(trace) ? fault : `${name}: ${fault}`)}\n`);
  }
  const followed = sumFollowed(counts);
  const unasked = counts.filter(({ compared }) => compared === 0).length;
  for (const line of followedLines(followed)) out.write(`${line}\n`);
  if (unasked > 0) out.write(`  in ${unasked} of the traces it was asked nothing\n`);
  const failed = traces.filter(({ fault }) => fault !== null).length;
  const exit = failed > 0 ? EXIT.safety : followed?.compared === 0 ? EXIT.inconclusive : EXIT.ok;
  const about = { ...(followed !== null && { followed }), ...(replaced !== null && { production: replaced }) };
  answer(
    given,
    context,
    { traces, failed, ...about, exit },
    () => `${countOf(traces.length, 'filed trace')}, ${failed} not as they were filed\n`,
  );
  return exit;
}

const NO_FOLDER: Readonly<Record<string, string>> = { ENOENT: 'there is no such folder', ENOTDIR: 'it is no folder' };

function namesIn(folder: string): string[] {
  try {
    return filedNames(folder);
  } catch (error) {
    throw new UsageError(`corpus: ${folder}: ${NO_FOLDER[codeOf(error)] ?? whyUnreadable(error, 'trace')}`);
  }
}
