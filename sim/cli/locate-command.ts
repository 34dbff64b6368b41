import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { isRefusal } from '../data/ops/refusal.ts';
import { checkReplay, loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { replayAsFound } from '../findings/replay/replay-as-found.ts';
import { ClosedError, Crew } from '../insight/crew.ts';
import { infectionOf } from '../insight/infection.ts';
import { locate, wholeRun } from '../insight/locate.ts';
import { signatureOf } from '../oracle/finding.ts';
import { CHECK_LEVELS } from '../oracle/oracle.ts';
import { exitCodeOf, EXIT, type ExitCode } from '../report/exit-code.ts';
import { formatInfection, formatLocation, infectionJson, locationJson } from '../report/locate-text.ts';
import { countWithCommas } from '../report/table.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';
import { findScenario, type ScenarioRef } from '../world/run-settings.ts';
import { KNOB_OPTIONS, readKnobs, readSeed, scenarioNamed, SCENARIO_OPTIONS } from './scenario-options.ts';
import { answer, JSON_OPTION, progressOf, readWorkers, RULES_OPTION, useCustom, WORKERS_OPTION } from './options.ts';
import { opsOf } from '../data/trace/parse-trace.ts';

const HANG_MS = 10_000;

export const LOCATE: Command<ExitCode> = {
  name: 'locate',
  summary:
    'Says when a failing run went wrong: after which operation its state is not the model’s, from which one on it was bound to fail, and what was drawn there.',
  options: {
    ...SCENARIO_OPTIONS,
    check: { value: 'LEVEL', help: 'cheap or full, as the run was checked; default the one at which it fails as FILE says, or cheap' },
    ...KNOB_OPTIONS,
    steps: { value: 'N', help: 'operations of a run at most' },
    workers: WORKERS_OPTION,
    rules: RULES_OPTION,
    json: JSON_OPTION,
  },
  positionals: { name: 'FILE', min: 0, max: 1 },
  run: locateCommand,
};

/** `locate`: find the run, make its tails, say when and why. */
async function locateCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const path = given.positionals.at(0);
  if ((path === undefined) !== given.has('scenario')) throw new UsageError('locate: takes either a trace FILE or --scenario with --seed');
  await useCustom(given);
  return path === undefined ? locateNamed(given, context) : locateFile(path, given, context);
}

/** A scenario and a seed. */
async function locateNamed(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const scenario = await scenarioNamed('locate', given.text('scenario') ?? '');
  const seed = readSeed(given);
  const exit = await locateRun({ scenario, seed, path: null, signature: null }, given, context);
  if (exit === null) throw new UsageError(`locate: there is nothing to locate: scenario ${scenario.name} passes under seed ${seed}`);
  return exit;
}

/** A trace: the run of its seed, or its operations alone where no seed makes them. */
async function locateFile(path: string, given: Arguments, context: CommandContext): Promise<ExitCode> {
  const trace = await loadHarmlessTrace(path);
  const production = await productionUnderTest();
  const { finding } = checkReplay(path, replayAsFound(trace, { production }));
  const recorded = trace.header.finding ?? finding;
  if (recorded === null) throw new UsageError(`${path}: there is nothing to locate: these operations violate no rule`);
  const { scenario: name, seed } = trace.header;
  let why = 'the trace names no scenario and seed, so that there is nothing that could be drawn anew after an operation';
  if (name !== '' && seed !== '') {
    const scenario = await findScenario(name);
    if (isRefusal(scenario)) why = scenario.refused;
    else {
      const exit = await locateRun({ scenario, seed, path, signature: signatureOf(recorded) }, given, context);
      if (exit !== null) return exit;
      why = `scenario ${name} does not fail so under seed ${seed}: if it was run with options, they are needed here, too`;
    }
  }
  if (finding === null) throw new UsageError(`${path}: there is nothing to locate: these operations violate no rule, and ${why}`);
  const ops = opsOf(trace);
  const infection = infectionOf(ops, production);
  answer(given, context, infectionJson(path, finding, infection, why), () => formatInfection(path, finding, infection, why, context.out));
  return exitCodeOf(finding.judge);
}

/** A run that a seed makes. */
interface SeedRun {
  readonly scenario: ScenarioRef;
  readonly seed: string;
  readonly path: string | null;
  /** The failure that is looked for; null for any. */
  readonly signature: string | null;
}

/** Null where the run does not fail in this way. */
async function locateRun(
  { scenario, seed, path, signature }: SeedRun,
  given: Arguments,
  context: CommandContext,
): Promise<ExitCode | null> {
  const workers = readWorkers(given);
  const stepsMax = given.integer('steps', 1, 1_000_000_000) ?? null;
  const level = given.oneOf('check', CHECK_LEVELS);
  const progress = progressOf(given, context);
  const startMs = performance.now();
  for (const check of level === undefined && signature !== null ? CHECK_LEVELS : [level ?? 'cheap']) {
    const crew = new Crew(
      { settings: { check, knobs: readKnobs(given), stepsMax, scenarios: [scenario] }, seed },
      { workers, hangMs: HANG_MS },
    );
    const forget = context.onInterrupt(() => void crew.close());
    try {
      const whole = await wholeRun(crew);
      if (whole.finding === null || (signature !== null && signatureOf(whole.finding) !== signature)) continue;
      const location = await locate(crew, whole, (tails) => progress.note(countWithCommas(tails, 'tail')));
      progress.clear();
      const run = { scenario: scenario.name, seed, path };
      answer(given, context, locationJson(run, location), () => formatLocation(run, location, performance.now() - startMs, context.out));
      return exitCodeOf(whole.finding.judge);
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
      progress.clear();
      context.err.write('locate: interrupted before anything was known\n');
      return EXIT.inconclusive;
    } finally {
      forget();
      await crew.close();
    }
  }
  return null;
}
