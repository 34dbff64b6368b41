import { randomInt } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import type { QueueAddress } from '../../sim/queue/queue-link.ts';
import type { Arguments, CommandSpec } from '../../sim/data/command-line/arguments.ts';
import { checkDistinct } from '../../sim/data/same-file.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { didYouMean } from '../../sim/data/did-you-mean.ts';
import type { FuzzTarget } from '../targets/target.ts';
import { readDictionary } from './dictionary-file.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { readWorkers, TRACKER_OR_PRODUCTION_OPTION, WORKERS_OPTION } from '../../sim/cli/options.ts';
import { readSeed } from '../../sim/cli/scenario-options.ts';
import { queueAddress } from '../../sim/cli/queue-option.ts';

/** A fresh seed. The one place where fuzzing draws from outside the seed; it is always printed. */
function freshSeed(): string {
  return String(randomInt(2 ** 32));
}

/** Time for each target where nothing else is asked for and one runs after another. */
export const TIME_MS = 5000;
const TIMEOUT_MS = 10_000;
const RSS_LIMIT_MB = 2048;

/** What counts for nothing where no input is made. */
const NOTHING_NEW = ['runs', 'time', 'max-len', 'jobs', 'keep-going'] as const;

/** The options of `npm run fuzz`. */
export const FUZZ_SPEC: CommandSpec = {
  name: 'fuzz',
  summary: [
    'Fuzzes targets over their corpora; without TARGET all of them. With one TARGET and FILEs it runs those inputs alone.',
    'Inputs that reach something new are counted and forgotten, unless --grow adds them to the corpus.',
  ].join('\n'),
  options: {
    time: {
      value: 'DURATION',
      help: 'time for each target, such as 60s; default such that all take 5s times their number, or no bound with --runs',
    },
    runs: { value: 'N', help: 'inputs to make for each target; 0 replays the corpus alone' },
    seed: { value: 'SEED', help: 'any text without spaces; default a fresh one, which is printed' },
    'max-len': { value: 'N', help: 'longest input to make, 1 to 1048576 bytes; default as the target has it' },
    timeout: { value: 'DURATION', help: `time for one input; default ${TIMEOUT_MS / 1000}s` },
    'rss-limit': { value: 'MB', help: `memory of a job, 64 to 65536; default ${RSS_LIMIT_MB}` },
    jobs: { value: 'N', help: 'processes that fuzz a target at once, 1 to 64; default 1. With more than one a seed fixes nothing' },
    workers: {
      ...WORKERS_OPTION,
      help: 'processes for all targets, 1 to 64; default one for each core: so many targets run at once. With --runs no result depends on it',
    },
    corpus: { value: 'DIR', help: 'corpus of the one target; default corpus/fuzz/TARGET' },
    from: {
      value: 'DIR',
      help: 'inputs of another fuzzer to begin with: a corpus of libFuzzer, a queue or an output folder of AFL++; may be repeated',
      repeats: true,
    },
    dict: { value: 'FILE', help: 'words to put into inputs, in the syntax of AFL and libFuzzer' },
    grow: { value: null, help: 'add inputs that reach something new to the corpus' },
    queue: {
      value: 'URL',
      help: 'exchange inputs over this queue with all machines that fuzz the target: redis:// or rediss://',
      without: ['regress', 'merge', 'minimize', 'cover', 'engine'],
    },
    artifacts: { value: 'DIR', help: 'folder for findings; default findings' },
    engine: { value: 'ENGINE', help: 'default or jsfuzz: the real jsfuzz, supervised' },
    tracker: {
      ...TRACKER_OR_PRODUCTION_OPTION,
      help: `${TRACKER_OR_PRODUCTION_OPTION.help}. For targets that stand for operations`,
      without: ['engine', 'merge', 'cover'],
    },
    'keep-going': { value: null, help: 'go on after a finding; those with one signature are one' },
    regress: {
      value: null,
      help: 'replay the corpus alone, as --runs 0',
      without: ['runs', 'time', 'max-len', 'grow', 'merge', 'minimize', 'cover'],
    },
    merge: {
      value: null,
      help: 'take inputs out of the corpus that reach nothing which shorter ones do not; add those of --from that do',
      without: NOTHING_NEW,
    },
    'dry-run': { value: null, help: 'tell what --merge would take out and add, and do neither', needs: 'merge' },
    minimize: { value: 'FILE', help: 'make one failing input of the one target small', without: NOTHING_NEW },
    cover: {
      value: null,
      help: 'show which lines and branches of src the corpora reach, also as HTML in coverage/fuzz',
      without: NOTHING_NEW,
    },
    json: { value: null, help: 'print one JSON object, and nothing else' },
  },
  positionals: { name: 'TARGET|FILE', min: 0, max: Number.POSITIVE_INFINITY },
};

/** What to do. */
export type FuzzMode = 'fuzz' | 'files' | 'merge' | 'minimize' | 'cover';

/** What `npm run fuzz` was asked to do. */
export interface FuzzRequest {
  readonly mode: FuzzMode;
  readonly targets: readonly FuzzTarget[];
  /** Inputs to run alone, or the one to minimise. */
  readonly files: readonly string[];
  readonly seed: string;
  readonly runsMax: number | null;
  readonly timeMs: number | null;
  /** Null for as the target has it. */
  readonly lengthMax: number | null;
  readonly timeoutMs: number;
  readonly rssLimitMb: number;
  readonly jobs: number;
  /** Targets that run side by side, from 1. */
  readonly atOnce: number;
  /** Null for the folder that goes with the target. */
  readonly corpus: string | null;
  /** Folders of other fuzzers. */
  readonly from: readonly string[];
  /** Words beside those of the target. */
  readonly dictionary: readonly Uint8Array[];
  readonly grows: boolean;
  /** Whether `--merge` takes out nothing. */
  readonly isDryRun: boolean;
  readonly artifacts: string;
  /** Where inputs are exchanged; null for nowhere. */
  readonly queue: QueueAddress | null;
  readonly engine: 'default' | 'jsfuzz';
  readonly goesOn: boolean;
  readonly isJson: boolean;
}

/** Reads what was asked. Throws {@link UsageError}. */
export function readFuzzRequest(args: Arguments, targets: readonly FuzzTarget[]): FuzzRequest {
  const { chosen, files } = sortPositionals(args.positionals, targets);
  const mode = readMode(args, files);
  const wanted = chosen.length === 0 ? targets : chosen;
  const askable = args.has('tracker') ? wanted.filter(({ toOps }) => toOps !== undefined) : wanted;
  if (askable.length === 0 || (chosen.length > 0 && askable.length < chosen.length))
    throw new UsageError(`fuzz: --tracker goes with targets that stand for operations, and ${unaskable(wanted)}`);
  const runs = args.has('regress') ? 0 : args.integer('runs', 0, 1_000_000_000);
  const runsMax = mode === 'fuzz' ? (runs ?? null) : 0;
  const jobs = args.integer('jobs', 1, 64) ?? 1;
  const request: FuzzRequest = {
    mode,
    targets: askable,
    ...paceOf(args, askable.length, { runsMax, jobs }),
    files: mode === 'minimize' ? [args.text('minimize') ?? ''] : files,
    seed: args.has('seed') ? readSeed(args) : freshSeed(),
    runsMax,
    lengthMax: args.integer('max-len', 1, 1 << 20) ?? null,
    timeoutMs: args.durationMs('timeout') ?? TIMEOUT_MS,
    rssLimitMb: args.integer('rss-limit', 64, 65_536) ?? RSS_LIMIT_MB,
    jobs,
    corpus: args.text('corpus') ?? null,
    from: args.texts('from'),
    dictionary: args.has('dict') ? readDictionary(args.text('dict') ?? '') : [],
    grows: args.has('grow'),
    isDryRun: args.has('dry-run'),
    artifacts: args.text('artifacts') ?? 'findings',
    queue: args.has('queue') ? queueAddress('fuzz', args) : null,
    engine: args.oneOf('engine', ['default', 'jsfuzz']) ?? 'default',
    goesOn: args.has('keep-going') || runs === 0 || mode !== 'fuzz',
    isJson: args.has('json'),
  };
  checkTogether(request, chosen.length);
  return request;
}

/** The same request for these of its targets alone. */
export function withTargets(request: FuzzRequest, targets: readonly FuzzTarget[], args: Arguments): FuzzRequest {
  return { ...request, targets, ...paceOf(args, targets.length, request) };
}

/** How many of so many targets run side by side, and how long each: without `--time` all take as long as one after another. */
function paceOf(
  args: Arguments,
  targets: number,
  { runsMax, jobs }: Pick<FuzzRequest, 'runsMax' | 'jobs'>,
): Pick<FuzzRequest, 'atOnce' | 'timeMs'> {
  const atOnce = Math.min(targets, Math.max(1, Math.floor(readWorkers(args) / jobs)));
  const eachMs = Math.floor((TIME_MS * targets) / Math.ceil(targets / atOnce));
  return { atOnce, timeMs: args.durationMs('time') ?? (runsMax === null ? eachMs : null) };
}

function unaskable(targets: readonly FuzzTarget[]): string {
  const names = targets.flatMap(({ name, toOps }) => (toOps === undefined ? [name] : []));
  return `${names.join(', ')} ${names.length === 1 ? 'does' : 'do'} not`;
}

function readMode(args: Arguments, files: readonly string[]): FuzzMode {
  const modes = (['merge', 'minimize', 'cover'] as const).filter((mode) => args.has(mode));
  if (modes.length > 1) throw new UsageError(`fuzz: --${modes[0]} and --${modes[1]} do not go together`);
  if (modes.length === 1 && files.length > 0) throw new UsageError(`fuzz: --${modes[0]} takes no further files, got ${files.join(', ')}`);
  return modes[0] ?? (files.length > 0 ? 'files' : 'fuzz');
}

function sortPositionals(
  positionals: readonly string[],
  targets: readonly FuzzTarget[],
): { readonly chosen: readonly FuzzTarget[]; readonly files: readonly string[] } {
  const chosen: FuzzTarget[] = [];
  const files: string[] = [];
  for (const text of positionals) {
    const target = targets.find(({ name }) => name === text);
    if (target !== undefined && chosen.includes(target)) throw new UsageError(`fuzz: the target ${target.name} is named twice`);
    if (target !== undefined && files.length === 0) chosen.push(target);
    else if (existsSync(text) && statSync(text).isFile()) files.push(text);
    else if (target !== undefined)
      throw new UsageError(`fuzz: a target stands before its files, and ${text} comes after ${jsonText(files[0])}`);
    else
      throw new UsageError(
        chosen.length === 0 ? unknownTarget(text, targets) : `fuzz: there is neither a target nor a file ${jsonText(text)}`,
      );
  }
  return { chosen, files };
}

function unknownTarget(text: string, targets: readonly FuzzTarget[]): string {
  const names = targets.map(({ name }) => name);
  return `fuzz: there is no target ${jsonText(text)}; there are ${names.join(', ')}${didYouMean(text, names)}`;
}

function checkTogether({ mode, corpus, engine, jobs, files, from, dictionary, grows, runsMax }: FuzzRequest, chosen: number): void {
  const one = (what: string): void => {
    if (chosen !== 1) throw new UsageError(`fuzz: ${what} needs one target, got ${chosen}`);
  };
  if (corpus !== null) {
    one('--corpus');
    if (!existsSync(corpus) || !statSync(corpus).isDirectory())
      throw new UsageError(`fuzz: --corpus must name a folder, got ${jsonText(corpus)}`);
  }
  if (from.length > 0) one('--from');
  for (const folder of from) {
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      throw new UsageError(`fuzz: --from must name a folder, got ${jsonText(folder)}`);
  }
  if (from.length > 0 && mode !== 'fuzz' && mode !== 'merge') throw new UsageError('fuzz: --from goes with fuzzing and --merge alone');
  if (dictionary.length > 0 && mode !== 'fuzz') throw new UsageError('fuzz: --dict goes with fuzzing alone');
  if (dictionary.length > 0 && engine === 'jsfuzz') throw new UsageError('fuzz: jsfuzz takes no dictionary; leave --engine out');
  checkDistinct(
    'fuzz',
    files.map((path) => ({ as: '', path })),
  );
  if (mode === 'files' || mode === 'minimize') one(mode === 'files' ? 'a file' : '--minimize');
  for (const file of files) {
    if (!existsSync(file) || !statSync(file).isFile()) throw new UsageError(`fuzz: there is no file ${jsonText(file)}`);
  }
  if (engine === 'jsfuzz' && mode !== 'fuzz') throw new UsageError(`fuzz: --engine jsfuzz only fuzzes`);
  if (engine === 'jsfuzz' && runsMax === 0) throw new UsageError('fuzz: jsfuzz has no way to replay a corpus alone; leave --engine out');
  if (engine === 'jsfuzz' && jobs > 1) throw new UsageError('fuzz: --engine jsfuzz has one job');
  if (grows && mode !== 'fuzz') throw new UsageError('fuzz: --grow goes with fuzzing alone');
}
