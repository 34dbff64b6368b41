import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { countOf } from '../data/count.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { jsonText, printable } from '../data/quoting/printable.ts';
import { whyUnreadable } from '../data/read-input.ts';
import { readTrace } from '../data/trace/read-trace.ts';
import { parseQuery, type Query } from '../findings/query/query.ts';
import { queryTrace } from '../findings/query/query-trace.ts';
import { crashesProcess } from '../process/abnormal-exit.ts';
import { formatQuery, jsonQuery, queryExit, type QueriedRun, type QueryReport } from '../report/query-text.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import type { Production } from '../subject/production.ts';
import { answer, JSON_OPTION, progressOf, RULES_OPTION, useCustom } from './options.ts';

export const QUERY: Command<ExitCode> = {
  name: 'query',
  summary:
    'Says which steps of saved traces match: each FILE one, or a folder of them, and QUERY the question, such as "refused preceded-by evict within 5s".',
  options: { rules: RULES_OPTION, json: JSON_OPTION },
  positionals: { name: 'FILE … QUERY', min: 2, max: Number.POSITIVE_INFINITY },
  run: queryCommand,
};

/** `query`: read the question, carry out each trace, say which steps match. */
async function queryCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const text = given.positionals.at(-1) as string;
  await useCustom(given);
  const query = parseQuery(text);
  if ('fault' in query) {
    if (existsSync(text)) throw new UsageError(`query: ${text} is a file or a folder: the question comes last`);
    throw new UsageError(`query: character ${query.at} of ${jsonText(text)}: ${query.fault}`);
  }
  const paths = given.positionals.slice(0, -1).flatMap(tracesIn);
  const progress = progressOf(given, context);
  let isInterrupted = false;
  const forget = context.onInterrupt(() => (isInterrupted = true));
  const production = await productionUnderTest();
  const runs: QueriedRun[] = [];
  const left: QueryReport['left'][number][] = [];
  let traces = 0;
  for (const [at, path] of paths.entries()) {
    if (isInterrupted) {
      left.push({ sentence: `interrupted: it looked at ${at} of ${countOf(paths.length, 'trace')}`, isFaulty: false });
      break;
    }
    if (at % 16 === 0) progress.note(`${at}/${countOf(paths.length, 'trace')}`);
    const { run, fault } = await queryOne(path, query, production);
    if (fault !== null) left.push(fault);
    if (run === null) continue;
    traces++;
    if (run.matches.length > 0) runs.push(run);
  }
  forget();
  progress.clear();
  const report = { query: text, traces, runs, left };
  for (const { sentence } of left) context.err.write(`varta-sim: query: ${printable(sentence)}\n`);
  answer(given, context, jsonQuery(report), () => formatQuery(report, context.out));
  return queryExit(report);
}

interface Queried {
  readonly run: QueriedRun | null;
  readonly fault: QueryReport['left'][number] | null;
}

async function queryOne(path: string, query: Query, production: Production): Promise<Queried> {
  const trace = await readTrace(path);
  if (isRefusal(trace)) return { run: null, fault: { sentence: trace.refused, isFaulty: true } };
  const { finding, scenario, seed } = trace.header;
  if (finding !== null && crashesProcess(finding))
    return {
      run: null,
      fault: { sentence: `${path}: its operations end their process (${finding.rule}): it is not carried out`, isFaulty: false },
    };
  const { matches, steps, misplaced } = queryTrace(trace, query, production);
  const run = { trace: path, scenario, seed, steps, matches, opOf: (step: number) => trace.steps[step].op };
  return { run, fault: misplaced === null ? null : { sentence: `${path} line ${misplaced.line}: ${misplaced.reason}`, isFaulty: true } };
}

/** A trace, or all traces in a folder and below it, in the order of their names. Throws {@link UsageError}. */
function tracesIn(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ndjson(\.gz)?$/.test(name));
    if (names.length === 0) throw new UsageError(`query: ${path} has no trace in it: files that end in .ndjson or .ndjson.gz`);
    return names.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`query: ${path}: ${whyUnreadable(error, 'trace')}`);
  }
}
