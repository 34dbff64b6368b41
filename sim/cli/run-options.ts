import { RERUN_EVERY } from '../campaign/campaign.ts';
import type { QueueRequest, RunRequest } from '../campaign/campaign-request.ts';
import { WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import { seedsFrom } from '../campaign/seeds.ts';
import { parseShard, shardInterval, SHARDS_MAX, type Shard } from '../campaign/shard.ts';
import type { ScenarioRef } from '../world/run-settings.ts';
import { checkTrackerGoesWithQueue, PATIENCE_MS, queueAddress } from './queue-option.ts';
import { CHUNK_MAX } from '../queue/wire.ts';
import { customScenarios } from '../world/scenarios/custom-scenarios.ts';
import { SCENARIOS } from '../world/scenarios/index.ts';
import { KNOB_OPTIONS, readKnobs, readSeed, scenarioNamed, scenarioNames } from './scenario-options.ts';
import { inProject } from '../data/project-root.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { checkDistinct } from '../data/same-file.ts';
import type { Arguments, CommandSpec } from '../data/command-line/arguments.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import {
  followTrackerOrProduction,
  JSON_OPTION,
  KNOWN_OPTION,
  readWorkers,
  RULES_OPTION,
  TRACKER_OR_PRODUCTION_OPTION,
  useCustom,
  WORKERS_OPTION,
} from './options.ts';

/** Seeds for each scenario, unless told otherwise. */
const DEFAULT_SEEDS = WHOLE_SEEDS;
/** Runs that a worker makes in a second, at most. */
const RUNS_PER_SECOND = 1000;

/** The options of `run`. */
export const RUN_SPEC: CommandSpec = {
  name: 'run',
  summary: 'Runs scenarios under seeds and judges every step. Without options: all scenarios.',
  options: {
    scenario: {
      value: 'NAME',
      help: 'a scenario (see list), a scenario file, or a module of your own (./mine.mjs); may be repeated',
      repeats: true,
    },
    seed: { value: 'SEED', help: 'first seed: any text without spaces, a commit hash too; default 1' },
    seeds: { value: 'N', help: `seeds for each scenario, 1 to 1000000; default ${DEFAULT_SEEDS}, or 1 with --scenario and --seed` },
    steps: { value: 'N', help: 'operations of a run at most' },
    for: KNOB_OPTIONS.for,
    workers: WORKERS_OPTION,
    check: { value: 'LEVEL', help: 'cheap (whole tables after evictions and drains) or full (after every step); default cheap' },
    capacity: KNOB_OPTIONS.capacity,
    policy: KNOB_OPTIONS.policy,
    window: KNOB_OPTIONS.window,
    trace: { value: 'FILE', help: 'save the operations of a single run' },
    findings: { value: 'DIR', help: 'folder for the traces of findings; default findings' },
    budget: { value: 'DURATION', help: 'time to spend; what is not done by then makes the run inconclusive' },
    soak: { value: 'DURATION', help: 'as many seeds as fit into this time, at least one for each scenario; goals are not asked for' },
    timeout: {
      value: 'DURATION',
      help: 'longest time for one run; one that takes longer and then comes to its end is inconclusive; default 60s',
    },
    shard: { value: 'I/N', help: 'the seeds of shard I of N alone; goals are asked for when the shards are merged (see merge)' },
    out: { value: 'FILE', help: 'save there what --json prints' },
    junit: { value: 'FILE', help: 'save a report in the format of JUnit' },
    coverage: {
      value: null,
      help: 'count which goals each scenario reached and how often each rule had something to say: coverage in --json',
    },
    html: { value: 'FILE', help: 'save the campaign as one page of HTML; counts as --coverage does' },
    history: { value: 'FILE', help: 'add a line on the campaign to this file, and show what changed since its other lines in --html' },
    observations: { value: 'FILE', help: 'save one line of JSON for each run, as Hypothesis does: see docs/query.md' },
    rerun: { value: null, help: `run every seed twice and compare step by step; default one seed in ${RERUN_EVERY}, the first among them` },
    'no-rerun': { value: null, help: 'run no seed twice' },
    'fail-fast': { value: null, help: 'end with the first run in which something is found: the others are not made' },
    'no-shrink': { value: null, help: 'save findings as they are, without shrinking them' },
    rules: RULES_OPTION,
    tracker: TRACKER_OR_PRODUCTION_OPTION,
    known: KNOWN_OPTION,
    queue: {
      value: 'URL',
      help: 'have the runs made by machines that work at this queue (see work): redis:// or rediss://',
      without: ['workers'],
    },
    chunk: { value: 'N', help: `runs that a machine takes in one go, 1 to ${CHUNK_MAX}; default as many as fit`, needs: 'queue' },
    patience: { value: 'DURATION', help: 'how long there may be no queue before what is known is told; default 5m', needs: 'queue' },
    json: JSON_OPTION,
  },
  positionals: { name: 'SCENARIO.json', min: 0, max: Number.POSITIVE_INFINITY },
};

/** Reads what `run` was asked to do, scenario files too. Throws {@link UsageError}. */
export async function readRunRequest(args: Arguments): Promise<RunRequest> {
  await useCustom(args);
  if (args.has('queue')) checkTrackerGoesWithQueue('run', args);
  await followTrackerOrProduction(args);
  const names = [...args.texts('scenario'), ...args.positionals];
  const chosen = names.length === 0 ? [...SCENARIOS, ...customScenarios()].map(({ name }) => name) : await scenarioNames(names);
  const scenarios = await Promise.all(chosen.map(async (name) => scenarioNamed('run', name)));
  checkFiles(args, scenarios);
  const knobs = readKnobs(args);
  const stepsMax = args.integer('steps', 1, 1_000_000_000) ?? null;
  const seed = readSeed(args);
  const seedsGiven = args.integer('seeds', 1, 1_000_000);
  const isSingle = names.length > 0 && args.has('seed') && seedsGiven === undefined;
  const workers = readWorkers(args);
  const soakMs = args.durationMs('soak') ?? null;
  if (soakMs !== null && (seedsGiven !== undefined || args.has('budget')))
    throw new UsageError('run: --soak goes with neither --seeds nor --budget: it takes as many seeds as fit into its time');
  const count = soakMs === null ? (seedsGiven ?? (isSingle ? 1 : DEFAULT_SEEDS)) : soakSeeds(soakMs, workers, scenarios.length);
  const allSeeds = seedsFrom(seed, count);
  const shard = readShard(args, allSeeds.length);
  const seeds = shard === null ? allSeeds : seedsOf(allSeeds, shard);
  const tracePath = args.text('trace') ?? null;
  if (tracePath !== null && scenarios.length * seeds.length !== 1) {
    throw new UsageError('run: --trace saves a single run: name one scenario with --scenario and one seed with --seed');
  }
  return {
    settings: {
      check: args.oneOf('check', ['cheap', 'full']) ?? 'cheap',
      knobs,
      stepsMax,
      scenarios,
      ...(countsCoverage(args) ? { countsPremises: true } : {}),
    },
    seeds,
    allSeeds,
    shard,
    workers,
    tracePath,
    findingsFolder: args.text('findings') ?? inProject('findings'),
    budgetMs: soakMs ?? args.durationMs('budget') ?? null,
    timeoutMs: args.durationMs('timeout') ?? 60_000,
    isJson: args.has('json'),
    outPath: args.text('out') ?? null,
    junitPath: args.text('junit') ?? null,
    htmlPath: args.text('html') ?? null,
    historyPath: args.text('history') ?? null,
    observationsPath: args.text('observations') ?? null,
    soaks: soakMs !== null,
    rerunEvery: readRerunEvery(args),
    failsFast: args.has('fail-fast'),
    shrinks: !args.has('no-shrink'),
    isWhole:
      !args.has('tracker') &&
      names.length === 0 &&
      Object.keys(knobs).length === 0 &&
      stepsMax === null &&
      soakMs === null &&
      allSeeds.length >= DEFAULT_SEEDS,
    queue: readQueue(args),
  };
}

function readQueue(args: Arguments): QueueRequest | null {
  const address = args.text('queue');
  if (address === undefined) return null;
  queueAddress('run', args);
  return {
    address,
    chunkSize: args.integer('chunk', 1, CHUNK_MAX) ?? null,
    patienceMs: args.durationMs('patience') ?? PATIENCE_MS,
  };
}

/** Throws a {@link UsageError} if a scenario is named twice, or a file for two things. */
function checkFiles(args: Arguments, scenarios: readonly ScenarioRef[]): void {
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new UsageError(`run: the scenario ${jsonText(twice)} is named twice`);
  const files = scenarios.filter(({ fileText }) => fileText !== null);
  checkDistinct('run', [
    ...files.map(({ name }) => ({ as: '', path: name })),
    ...['out', 'junit', 'observations', 'trace', 'html', 'history'].map((option) => ({ as: `--${option}`, path: args.text(option) })),
  ]);
}

/** A page and a history tell it too. */
function countsCoverage(args: Arguments): boolean {
  return args.has('coverage') || args.has('html') || args.has('history');
}

function readShard(args: Arguments, seeds: number): Shard | null {
  const text = args.text('shard');
  if (text === undefined) return null;
  const shard = parseShard(text);
  if (shard === null) args.fail('shard', `must be a shard and their number, such as 2/4, of ${SHARDS_MAX} at most`, text);
  if (args.has('soak')) throw new UsageError('run: --shard needs a number of seeds to share, which --soak does not know');
  if (shard.of > seeds) args.fail('shard', `must leave each shard a seed, and there are ${seeds}`, text);
  return shard;
}

function seedsOf(allSeeds: readonly string[], shard: Shard): readonly string[] {
  const { from, to } = shardInterval(shard, allSeeds.length);
  return allSeeds.slice(from, to);
}

/** More seeds than can be got through in this time. */
function soakSeeds(soakMs: number, workers: number, scenarios: number): number {
  return Math.min(1_000_000, Math.ceil((soakMs / 1000) * workers * (RUNS_PER_SECOND / scenarios)));
}

function readRerunEvery(args: Arguments): number {
  if (args.has('rerun') && args.has('no-rerun')) throw new UsageError('run: --rerun and --no-rerun exclude each other');
  if (args.has('no-rerun')) return 0;
  return args.has('rerun') ? 1 : RERUN_EVERY;
}
