import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments, OptionSpec } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { loadCheckpoint, saveCheckpoint } from '../explore/checkpoint.ts';
import { Crew } from '../explore/crew.ts';
import { DEPTH_MAX, type Domain } from '../explore/domain.ts';
import { DOMAIN_FORMS, domainOf } from '../explore/domains/index.ts';
import type { QueueCrew } from '../queue/queue-crew.ts';
import { explore, type DomainResult } from '../explore/exploration.ts';
import { namedDomain } from '../explore/read-domain.ts';
import type { CutBy, SearchState } from '../explore/search.ts';
import { StateSet } from '../explore/state-set.ts';
import { violationTrace } from '../explore/violation-trace.ts';
import { saveTraceText } from '../findings/finding-file.ts';
import { replacedProduction } from '../subject/foreign/production-module.ts';
import { notOfferedLines, replacedLines } from '../report/followed.ts';
import type { Hello } from '../subject/foreign/hello.ts';
import { checkTrackerGoesWithQueue, openQueueCrew } from './queue-option.ts';
import { formatQueueEnd } from '../report/queue-text.ts';
import { EXIT, mostSevere, savedAll, type ExitCode } from '../report/exit-code.ts';
import { exploreExit, explorationJson, exploreProgress, formatExploration } from '../report/explore-text.ts';
import type { Progress } from '../report/progress.ts';
import { showFailure } from '../report/show-failure.ts';
import { terminalLines } from '../data/wrap-words.ts';
import { formatTable } from '../report/table.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { jsonText } from '../data/quoting/printable.ts';
import {
  followTrackerOrProduction,
  JSON_OPTION,
  outputFiles,
  readWorkers,
  saving,
  TRACKER_OR_PRODUCTION_OPTION,
  WORKERS_OPTION,
  progressOf,
} from './options.ts';

const HANG_MS = 10_000;
const MEMORY_MB = 1024;
const CHECKPOINT_EVERY_MS = 20_000;
const MEGABYTE = 2 ** 20;

const SEARCH_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  domain: { value: 'NAME', help: 'a domain, or a .json file with one; may be given more than once; default all', repeats: true },
  depth: { value: 'N', help: `operations of the longest sequences, 1 to ${DEPTH_MAX}; default that of each domain` },
  budget: { value: 'DURATION', help: 'time at most; default none' },
  memory: { value: 'MB', help: `memory for states, 16 to 65536; default ${MEMORY_MB}` },
  workers: WORKERS_OPTION,
  states: { value: 'HOW', help: 'what counts as the same state: reduced (names of pids and namespaces aside) or whole; default reduced' },
  checkpoint: { value: 'FILE', help: 'keep there where the search is, and go on from there if it is there' },
  tracker: {
    ...TRACKER_OR_PRODUCTION_OPTION,
    help: `${TRACKER_OR_PRODUCTION_OPTION.help}. A tracker is asked every sequence from its beginning, whatever state ours is in`,
    without: ['checkpoint'],
  },
  queue: {
    value: 'URL',
    help: 'have the states expanded by machines that work at this queue (see work): redis:// or rediss://',
    without: ['workers'],
  },
  patience: { value: 'DURATION', help: 'how long there may be no queue before what is known is told; default 5m', needs: 'queue' },
  findings: { value: 'DIR', help: 'where traces of violations go; default findings' },
  out: { value: 'FILE', help: 'write the result there, as JSON' },
};

export const EXPLORE: Command<ExitCode> = {
  name: 'explore',
  summary: 'Tries every sequence of operations over a small domain, breadth first: what breaks a rule is among the shortest that do.',
  options: {
    ...SEARCH_OPTIONS,
    list: { value: null, help: 'list the domains, and search nothing', without: [...Object.keys(SEARCH_OPTIONS), 'json'] },
    json: JSON_OPTION,
  },
  run: exploreCommand,
};

/** `explore`: read the domains, search, save what was found, say what is known. */
async function exploreCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  if (given.has('list')) return listDomains(context);
  if (given.has('queue')) checkTrackerGoesWithQueue('explore', given);
  const tracker = await followTrackerOrProduction(given);
  const names = given.texts('domain');
  const named = (names.length === 0 ? DOMAIN_FORMS.map(({ domain }) => domain) : names).map(namedDomain);
  const domains = named.map(({ domain }) => domain);
  const twice = domains.find(({ name }, at) => domains.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw new UsageError(`explore: --domain must name different domains, got ${twice.name} twice`);
  const isReduced = given.oneOf('states', ['reduced', 'whole']) !== 'whole';
  const budgetMs = given.durationMs('budget') ?? Number.POSITIVE_INFINITY;
  const statesMax = Math.floor(((given.integer('memory', 16, 65_536) ?? MEMORY_MB) * MEGABYTE) / StateSet.BYTES_A_STATE);
  const depth = given.integer('depth', 1, DEPTH_MAX);
  const workers = readWorkers(given);
  const checkpoint = given.text('checkpoint');
  await outputFiles('explore', given, ['checkpoint', 'out'], [findingsFolder(given)]);
  const key = { domains, isReduced };
  const from = checkpoint !== undefined && existsSync(checkpoint) ? loadCheckpoint(checkpoint, key) : [];

  const settings = { domains, isReduced, hangMs: HANG_MS };
  const overQueue = given.has('queue')
    ? await openQueueCrew(
        { ...settings, forms: named.map(({ form }) => form), given, depth, budgetMs },
        { note: (sentence) => context.err.write(`varta-sim: ${sentence}\n`), givenUp: () => interrupt() },
      )
    : null;
  const crew = overQueue ?? new Crew({ ...settings, workers });
  const progress = progressOf(given, context);
  const watch = watchOf(progress, context.err.isTerminal);
  const startMs = performance.now();
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    overQueue?.stop();
  };
  const forget = context.onInterrupt(interrupt);
  const shouldStop = (): CutBy | null => {
    if (isInterrupted) return 'interrupt';
    return performance.now() - startMs >= budgetMs ? 'time' : null;
  };
  let savedMs = startMs;
  let states: readonly (SearchState | null)[] = from;
  const save = async (): Promise<void> => (checkpoint === undefined ? undefined : saveCheckpoint(checkpoint, key, states));
  const onBatch = async ({ name }: Domain, now: readonly (SearchState | null)[]): Promise<void> => {
    states = now;
    watch(name, now);
    if (performance.now() - savedMs < CHECKPOINT_EVERY_MS) return;
    await save();
    savedMs = performance.now();
  };
  try {
    const results = await explore(domains, (domain) => crew.for(domain), { depth, statesMax, shouldStop, onBatch }, from);
    progress.clear();
    await save();
    return await report(results, performance.now() - startMs, given, context, tracker?.hello ?? null, overQueue);
  } finally {
    forget();
    await crew.close();
  }
}

/** Saves the traces of what was found, and says what is known. */
async function report(
  results: readonly DomainResult[],
  elapsedMs: number,
  given: Arguments,
  context: CommandContext,
  hello: Hello | null,
  overQueue: QueueCrew | null,
): Promise<ExitCode> {
  const production = await productionUnderTest();
  const replaced = replacedProduction();
  const folder = findingsFolder(given);
  const paths: string[] = [];
  const reports: string[] = [];
  for (const { domain, violations } of results) {
    for (const violation of violations) {
      const { name, text, ops, finding } = violationTrace(domain, violation, production);
      const tracePath = join(folder, `${name}.ndjson`);
      await saveTraceText(tracePath, text, true);
      paths.push(tracePath);
      const origin = [`explore · domain ${domain.name}`];
      reports.push(showFailure(finding, ops, { origin, tracePath, again: null, shrunk: null }, context.out));
    }
  }
  const ours = exploreExit(results);
  const exit = overQueue?.hasDifference === true ? mostSevere([ours, EXIT.nondeterminism]) : ours;
  const json = `${jsonText({ ...explorationJson(results, paths, elapsedMs, hello !== null), exit, ...(hello !== null && { tracker: hello }), ...(replaced !== null && { production: replaced }) })}\n`;
  const about = [...(hello === null ? [] : notOfferedLines(hello)), ...replacedLines(replaced)];
  if (about.length > 0 && !given.has('json')) context.out.write(`${about.join('\n')}\n`);
  context.out.write(given.has('json') ? json : formatExploration(results, reports, elapsedMs, context.out, hello !== null));
  if (overQueue !== null && !given.has('json')) context.out.write(formatQueueEnd(overQueue.state));
  if (overQueue?.hasDifference === true)
    context.err.write('varta-sim: nondeterminism: of the same states two machines told different things\n');
  return savedAll(exit, context, [saving(given.text('out'), () => json)]);
}

function findingsFolder(given: Arguments): string {
  return given.text('findings') ?? 'findings';
}

function listDomains({ out }: CommandContext): ExitCode {
  const domains = DOMAIN_FORMS.map(domainOf);
  const rows = domains.map(({ name, depth, starts, ops }) => [name, String(depth), String(starts.length), String(ops.length)]);
  const lines = formatTable(['domain', 'depth', 'starts', 'operations'], rows).split('\n');
  const texts = ['about', ...domains.map(({ about }) => about)];
  for (const [at, line] of lines.entries()) out.write(`${line}  ${terminalLines(texts[at], out, line.length + 2)}\n`);
  return EXIT.ok;
}

/** Shows how far a search is: on one line that is drawn anew on a terminal, a line every ten seconds elsewhere. */
function watchOf(progress: Progress, isTerminal: boolean): (name: string, states: readonly (SearchState | null)[]) => void {
  const everyMs = isTerminal ? 200 : 10_000;
  let [shownMs, size] = [performance.now(), 0];
  return (name, states) => {
    const ms = performance.now() - shownMs;
    if (ms < everyMs) return;
    const before = size;
    size = states.reduce((sum, state) => sum + (state?.states.size ?? 0), 0);
    shownMs += ms;
    progress.tell(exploreProgress(name, states, { states: size - before, ms }));
  };
}
