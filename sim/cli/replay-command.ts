import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { resolve } from 'node:path';
import type { ReplayReport } from '../findings/recording/recorder.ts';
import type { DeterminismRule } from '../oracle/determinism-rules.ts';
import { signatureOf, type Finding } from '../oracle/finding.ts';
import { isReplayable, GENERATOR_ONLY } from '../oracle/replayable.ts';
import type { CheckLevel } from '../oracle/oracle.ts';
import { dumpState } from '../findings/replay/dump.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import type { Trace } from '../data/trace/trace.ts';
import { exitCodeOf, EXIT, type ExitCode } from '../report/exit-code.ts';
import { loadTrace } from '../findings/replay/load-trace.ts';
import { paint, type Output, type CommandContext } from '../data/command-line/output.ts';
import { withCommas } from '../report/table.ts';
import { showFailure } from '../report/show-failure.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

export const REPLAY: Command<ExitCode> = {
  name: 'replay',
  line: 'npm run replay --',
  summary: 'Replays a trace from its operations alone, judging every step. FILE is NDJSON, plain or gzipped.',
  options: {
    until: { value: 'STEP', help: 'stop after this operation, counted from 0' },
    dump: { value: null, help: 'show the table, the index, the queues and the last operations where the replay ends' },
    step: { value: null, help: 'walk the trace forward and back in the terminal, from --until on; docs/step.md tells the keys' },
    check: { value: 'LEVEL', help: 'cheap or full; default full, or cheap where that alone shows what the header names' },
    rerun: { value: null, help: 'replay in two processes and compare step by step; a trace of two runs that differed is always' },
    timeout: {
      value: 'DURATION',
      help: 'time without an end after which an operation hangs, where the trace is of such a run; default 10s',
    },
    json: { value: null, help: 'print one JSON object, and nothing else' },
  },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: replayCommand,
};

const REMEMBERED = 16;
const OPERATION_NS = 10e9;

/** `replay`: read the trace, run it, compare with what its header says. */
async function replayCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  if (given.has('step')) {
    const { stepCommand } = await import('./step-command.ts');
    return stepCommand(path, given, context);
  }
  const until = given.integer('until', 0, Number.MAX_SAFE_INTEGER - 1);
  const check = given.oneOf('check', ['cheap', 'full']);
  const trace = await loadTrace(path);
  if (until !== undefined && until >= trace.steps.length) {
    throw new UsageError(`replay: --until must be a step from 0 to ${trace.steps.length - 1}, got ${until}`);
  }
  const hangMs = (given.durationNs('timeout') ?? OPERATION_NS) / 1e6;
  const alone = await replayFile(path, trace, check, until, hangMs);
  const isSuspect = given.has('rerun') || trace.header.finding?.rule === ('same-seed-same-run' satisfies DeterminismRule);
  const result = isSuspect && until === undefined ? await rerun(alone, path, check ?? 'full', hangMs) : alone;
  if (result.misplaced !== null) throw new UsageError(`${path} line ${result.misplaced.line}: ${result.misplaced.reason}`);
  const exit = exitOf(trace, result, until !== undefined);
  if (given.has('json')) context.out.write(`${JSON.stringify(jsonResult(path, trace, result, exit))}\n`);
  else context.out.write(formatReplay(path, trace, result, until !== undefined, given.has('dump'), context.out));
  return exit;
}

/** A clean replay says nothing of what a replay does not judge. */
function exitOf({ header }: Trace, { finding }: ReplayReport, isPartial: boolean): ExitCode {
  if (finding !== null) return exitCodeOf(finding.judge);
  return header.finding === null || isPartial || isReplayable(header.finding) ? EXIT.ok : EXIT.inconclusive;
}

/** Replays in this process, or in one of its own what threw once: it may do worse now. */
async function replayFile(
  path: string,
  trace: Trace,
  check: CheckLevel | undefined,
  until: number | undefined,
  hangMs: number,
): Promise<ReplayReport> {
  if (trace.header.finding?.judge !== 'no-throw') return replayHere(trace, check, until);
  const { replayWatched } = await import('../findings/recording/record-run.ts');
  const end = until === undefined ? null : until + 1;
  return replayWatched({ path, check: check ?? 'full', until: end, remember: REMEMBERED }, hangMs);
}

/** A replay that is made twice more, side by side: what differs is the finding, unless there is one. */
async function rerun(report: ReplayReport, path: string, check: CheckLevel, hangMs: number): Promise<ReplayReport> {
  if (report.finding !== null || report.misplaced !== null) return report;
  const { compareInPair } = await import('../findings/determinism/pair.ts');
  const { differenceFinding } = await import('../findings/determinism/comparison.ts');
  const difference = await compareInPair({ kind: 'replay', path: resolve(path), check }, { hangMs });
  return difference === null ? report : { ...report, finding: differenceFinding(difference) };
}

function replayHere(trace: Trace, check: CheckLevel | undefined, until: number | undefined): ReplayReport {
  const { run, finding, misplaced, lastOps } = replayAsFound(trace, {
    ...(check === undefined ? {} : { check }),
    remember: REMEMBERED,
    ...(until === undefined ? {} : { until: until + 1 }),
  });
  return { steps: run.steps, digest: run.digest, finding, misplaced, lastOps, dump: dumpState(run) };
}

function formatReplay(path: string, trace: Trace, result: ReplayReport, isPartial: boolean, dumps: boolean, out: Output): string {
  const { header } = trace;
  const { steps, digest, finding, dump } = result;
  const lines = [
    `${path} · ${withCommas(trace.steps.length)} operations${header.scenario === '' ? '' : ` · scenario ${header.scenario} · seed ${header.seed}`}`,
  ];
  if (header.why !== '') lines.push(`why       ${header.why}`);
  if (finding !== null)
    lines.push(
      '',
      showFailure(
        finding,
        trace.steps.map(({ op }) => op),
        { origin: [], tracePath: path, again: null, shrunk: null },
        out,
      ).trimEnd(),
    );
  if (dumps) lines.push('', dump.trimEnd());
  if (dumps) {
    lines.push('', 'last operations');
    for (const { step, op, reply } of result.lastOps)
      lines.push(`${String(step).padStart(8)}  ${op}`, paint(out, 'dim', `          → ${reply}`));
  }
  lines.push(
    '',
    `${withCommas(steps)} steps · digest ${digest}${isPartial ? '' : digestNote(header.digest, digest)}`,
    comparison(trace, finding, isPartial, out),
    '',
  );
  return lines.join('\n');
}

function digestNote(recorded: string, now: string): string {
  if (recorded === '') return '';
  return recorded === now ? ' · as recorded' : ` · recorded was ${recorded}: the code behaves differently now`;
}

/** Says how the replay compares with the finding that the header names. */
function comparison({ header }: Trace, finding: Finding | null, isPartial: boolean, out: Output): string {
  if (header.finding === null) return finding === null ? paint(out, 'green', 'ok: no judge objects') : 'the header names no finding';
  const recorded = signatureOf(header.finding);
  if (finding === null && !isPartial && !isReplayable(header.finding))
    return `not judged here: ${recorded}: ${GENERATOR_ONLY}: npm run sim -- --scenario ${header.scenario} --seed ${header.seed}`;
  if (finding === null) {
    return isPartial
      ? `not reached yet: ${recorded} at step ${header.finding.step}`
      : paint(out, 'green', `ok: ${recorded} did not come up; it came up when this was recorded`);
  }
  return signatureOf(finding) === recorded ? `reproduced: ${recorded}` : `another finding than recorded, which was ${recorded}`;
}

function jsonResult(path: string, { header }: Trace, { steps, digest, finding }: ReplayReport, exit: ExitCode): object {
  return {
    trace: path,
    steps,
    digest,
    recordedDigest: header.digest,
    finding: finding === null ? null : { ...finding, nowNs: finding.nowNs.toString() },
    recordedFinding: header.finding,
    exit,
  };
}
