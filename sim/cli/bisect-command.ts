import { resolve } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { countOf } from '../data/count.ts';
import { bisect, type BisectResult } from '../findings/bisect/bisect.ts';
import { BuildCache, defaultCache } from '../findings/bisect/build-cache.ts';
import { History, short, type Commit } from '../findings/bisect/history.ts';
import { RevisionJudge } from '../findings/bisect/revision-judge.ts';
import { loadTrace } from '../findings/replay/load-trace.ts';
import { isReplayable } from '../oracle/replayable.ts';
import { bisectExit, formatBisect, jsonBisect } from '../report/bisect-text.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { rulesInForce } from '../world/custom-modules.ts';
import { answer, JSON_OPTION, progressOf, RULES_OPTION, useCustom } from './options.ts';

const TIMEOUT_MS = 60_000;

export const BISECT: Command<ExitCode> = {
  name: 'bisect',
  summary: 'Finds the commit that broke a trace, or mended it: builds revisions elsewhere, and has each replay it.',
  options: {
    good: { value: 'REV', help: 'a revision in which it holds; one of the two must be an ancestor of the other' },
    bad: { value: 'REV', help: 'a revision in which it fails; default HEAD. If it is --good that fails, what mended it is found' },
    cache: { value: 'DIR', help: 'where builds are kept; default varta-sim/builds in XDG_CACHE_HOME or ~/.cache' },
    timeout: { value: 'DURATION', help: 'longest time for one replay; a revision that takes longer is skipped; default 60s' },
    rules: RULES_OPTION,
    json: JSON_OPTION,
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: bisectCommand,
};

/** `bisect`: read the trace, name the ends, halve what is between them, say what made the change. */
async function bisectCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  const good = given.text('good');
  if (good === undefined) throw new UsageError('bisect: --good REV must be given: a revision in which the trace holds');
  const timeoutMs = given.durationMs('timeout') ?? TIMEOUT_MS;
  await useCustom(given);
  const { header } = await loadTrace(path);
  if (header.finding !== null && !isReplayable(header.finding))
    throw new UsageError(`bisect: ${path}: a replay does not judge what it was found for, ${header.finding.rule}`);
  const history = await History.around(process.cwd());
  const { older, newer } = await history.interval(
    await history.commit(good, 'good'),
    await history.commit(given.text('bad') ?? 'HEAD', 'bad'),
  );
  const commits = (await history.between([older.hash], newer.hash)).length;

  const cache = new BuildCache(resolve(given.text('cache') ?? defaultCache()));
  const stop = new AbortController();
  const forget = context.onInterrupt(() => stop.abort());
  const progress = progressOf(given, context);
  const judge = new RevisionJudge({ history, cache, trace: resolve(path), rules: rulesInForce(), timeoutMs, stop: stop.signal });
  let result: BisectResult;
  try {
    result = await bisect(
      { older, newer },
      {
        between: async (known, last) => history.between(known, last),
        judge: async (hash) => judge.judge(hash),
        onTry: (hash, left) => progress.note(`${short({ hash })} · ${countOf(left, 'commit is', 'commits are')} left`),
        shouldStop: () => stop.signal.aborted,
      },
    );
  } finally {
    progress.clear();
    cache.close();
    forget();
  }
  const told = await commitsOf(history, result);
  const [found] = result.candidates;
  const files = result.change === null || result.candidates.length > 1 ? [] : await history.files(told.get(found) as Commit);
  const report = { ...result, trace: path, older, newer, commits, told, files };
  answer(given, context, jsonBisect(report), () => formatBisect(report, context.out));
  return bisectExit(report);
}

/** Commits that are told of one by one, at most: of others the hash is enough. */
const TOLD_MAX = 64;

async function commitsOf(history: History, { tried, candidates }: BisectResult): Promise<ReadonlyMap<string, Commit>> {
  const hashes = [...new Set([...tried.map(({ hash }) => hash), ...candidates.slice(0, TOLD_MAX)])];
  const commits = await Promise.all(hashes.map(async (hash) => history.commit(hash, 'bad')));
  return new Map(commits.map((commit) => [commit.hash, commit]));
}
