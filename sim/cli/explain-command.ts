import { countOf } from '../data/count.ts';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { parseTrace, opsOf } from '../data/trace/parse-trace.ts';
import { checkReplay, loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import type { ExplainAnswer, ExplainTasks } from '../insight/explain-worker.ts';
import type { Neighbours } from '../insight/neighbours.ts';
import type { NeighboursTasks } from '../insight/neighbours-worker.ts';
import { signatureOf } from '../oracle/finding.ts';
import { CHECK_LEVELS } from '../oracle/oracle.ts';
import { Child } from '../process/child.ts';
import { exitCodeOf, EXIT, type ExitCode } from '../report/exit-code.ts';
import { explanationJson, formatExplanation, neighboursJson } from '../report/explain-text.ts';
import { showFailure } from '../report/show-failure.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { findScenario } from '../world/run-settings.ts';
import { KNOB_OPTIONS, readKnobs } from './scenario-options.ts';
import { JSON_OPTION, RULES_OPTION, useCustom } from './options.ts';
import { formatTrace } from '../data/trace/write-trace.ts';

const HANG_MS = 10_000;

export const EXPLAIN: Command<ExitCode> = {
  name: 'explain',
  summary:
    'Says what of a failing trace matters: shrinks it, varies every part of every operation, and says what happens more often in runs that fail.',
  options: { ...KNOB_OPTIONS, rules: RULES_OPTION, json: JSON_OPTION },
  positionals: { name: 'FILE', min: 1, max: 1 },
  run: explainCommand,
};

/** `explain`: read, shrink, vary, run the neighbours, say. */
async function explainCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  await useCustom(given);
  const trace = await loadHarmlessTrace(path);
  const production = await productionUnderTest();
  const { finding } = checkReplay(path, replayAsFound(trace, { production }));
  if (finding === null) throw new UsageError(`${path}: there is nothing to explain: these operations violate no rule`);
  const task = { text: formatTrace(trace.header, trace.steps), name: path, signature: signatureOf(finding), shrinks: true };
  const explainer = new Child<ExplainTasks>(EXPLAINER);
  // A run under coverage and the variations take their time side by side.
  const observer = new Child<NeighboursTasks>(NEIGHBOURS);
  const end = async (): Promise<unknown> => Promise.all([explainer.kill(), observer.kill()]);
  const forget = context.onInterrupt(() => void end());
  try {
    const running = neighboursOf(trace.header, task.signature, given, observer);
    const explained = await explainer.ask('explain', task, { hangMs: HANG_MS });
    if (explained === null) return interrupted(context);
    if ('exit' in explained) throw new InfrastructureError(`a variation ended its process: ${explained.exit.got}`);
    if (explained.answer === null) throw new UsageError(`${path}: not reproducible: it does not fail in the same way each time`);
    const neighbours = await running;
    if (neighbours === null) return interrupted(context);
    report({ path, answer: explained.answer, neighbours }, given, context);
    return exitCodeOf(finding.judge);
  } finally {
    forget();
    await end();
  }
}

const EXPLAINER = new URL('../insight/explain-worker.js', import.meta.url);
const NEIGHBOURS = new URL('../insight/neighbours-worker.js', import.meta.url);

function interrupted({ err }: CommandContext): ExitCode {
  err.write('explain: interrupted before anything was known\n');
  return EXIT.inconclusive;
}

/** The neighbours of the run that a trace comes from; why there are none; null where the process was ended. */
async function neighboursOf(
  { scenario: name, seed }: { readonly scenario: string; readonly seed: string },
  signature: string,
  given: Arguments,
  child: Child<NeighboursTasks>,
): Promise<Neighbours | string | null> {
  if (name === '' || seed === '') return 'the trace names no scenario and seed';
  const scenario = await findScenario(name);
  if (isRefusal(scenario)) return scenario.refused;
  for (const check of CHECK_LEVELS) {
    const settings = { check, knobs: readKnobs(given), stepsMax: null, scenarios: [scenario] };
    const outcome = await child.ask('neighbours', { run: { settings, seed }, signature }, { hangMs: HANG_MS });
    if (outcome === null) return null;
    if ('exit' in outcome) return `one of them ended its process: ${outcome.exit.got}`;
    if (outcome.answer !== null) return outcome.answer;
  }
  return `scenario ${name} does not fail so under seed ${seed}: if it was run with options, they are needed here, too`;
}

interface Report {
  readonly path: string;
  readonly answer: ExplainAnswer;
  readonly neighbours: Neighbours | string;
}

function report(
  { path, answer: { lines, before, finding, explanation }, neighbours }: Report,
  given: Arguments,
  { out }: CommandContext,
): void {
  const known = typeof neighbours === 'string' ? { none: neighbours } : neighboursJson(neighbours);
  if (given.has('json')) {
    const { judge, step, reason } = finding;
    const head = { path, signature: signatureOf(finding), step, reason, operations: lines, exit: exitCodeOf(judge) };
    out.write(`${jsonText({ ...head, ...explanationJson(explanation), neighbours: known })}\n`);
    return;
  }
  const shrunk = parseTrace(lines.join('\n'), path);
  if (isRefusal(shrunk)) throw new Error(shrunk.refused);
  const ops = opsOf(shrunk);
  const place = { origin: [path], tracePath: null, again: null, shrunk: null };
  out.write(`${showFailure(finding, ops, place, out)}\n`);
  out.write(
    `${formatExplanation(explanation, neighbours, out)}\n${countOf(before, 'operation was', 'operations were')} shrunk to ${lines.length}\n`,
  );
}
