import { judgeCampaign, judgeFuzzer, judgeOwn, judgeTool, lastLines } from './judge-stage.ts';
import { judgeTests } from './judge-tests.ts';
import type { Stage } from './stage.ts';

/** What the stages depend on. */
export interface GateFacts {
  /** Folder of the project. */
  readonly root: string;
  /** First of the fresh seeds. */
  readonly freshSeed: string;
  /** Time for everything, milliseconds. */
  readonly budgetMs: number;
  readonly cores: number;
  /** Whether campaigns count what they reached, for a page or a history; default not. */
  readonly countsCoverage?: boolean;
  /** A tracker from elsewhere that follows, as `--tracker` has it; default none. */
  readonly tracker?: string | null;
}

/** Time that npm and the compiler take before a command begins, and the command to end, milliseconds. */
const FRAME_MS = 2500;
/** From this time on, as at night, the zoo runs campaigns from several base seeds, and the targets are fuzzed. */
const LONG_MS = 600_000;
/** Parts of the planted bugs, and of those that are found late, of which a commit gets one of each. */
const ZOO_SHARDS = 3;
const RARE_SHARDS = 16;
/** Targets of the fuzzer, or more: its time is for each. */
const TARGETS = 8;
/** Longest time for one run of a campaign: a hundred times what any takes. */
const HANG = '20s';

/**
 * Everything that a change must pass, in order. The shares are limits, not plans: what one stage leaves, the last one takes. With a
 * tracker from elsewhere only those stages that ask it something, and one more in which it is asked every clause.
 */
export function gateStages(facts: GateFacts): readonly Stage[] {
  const { tracker = null } = facts;
  const stages = allStages(facts);
  return tracker === null ? stages : stages.flatMap((stage) => followedStage(stage, tracker));
}

/** Stages that are about the code of this package alone, or that would take a tracker from elsewhere too long. */
const OF_THIS_PACKAGE: readonly string[] = ['format', 'lint', 'unused', 'short runs', 'tests', 'zoo'];

/** The stages that a tracker from elsewhere has no part in, by name. */
export function skippedStages(facts: GateFacts): readonly string[] {
  return allStages(facts).flatMap(({ name }) => (OF_THIS_PACKAGE.includes(name) ? [name] : []));
}

function followedStage(stage: Stage, tracker: string): Stage[] {
  const { name, script } = stage;
  if (OF_THIS_PACKAGE.includes(name)) return [];
  if (name !== 'types') return [{ ...stage, script: (softMs, file) => [...script(softMs, file), '--tracker', tracker] }];
  const asked = { script: () => ['varta-sim', '--', 'conform', '--tracker', tracker], judge: judgeOwn(`${OWN} conform`, lastLine) };
  return [stage, { name: 'conformance', needs: 'types', sharePermille: 300, cores: 'one', ...asked }];
}

const OWN = 'npm run -s varta-sim --';

function lastLine(output: string): string {
  return lastLines(output, 1)[0] ?? '';
}

/** A stage that is a tool, and ends with one of `failing` where it objects. */
function tool(name: string, script: string, done: string, failing: readonly number[] = [1]): Stage {
  return { name, sharePermille: 100, cores: 'one', script: () => [script], judge: judgeTool(`npm run ${script}`, failing, done) };
}

/** A stage that is a command of this program, and says in its last line what it came to. */
function own(name: string, command: string): Stage {
  const script = ['varta-sim', '--', command];
  return { name, needs: 'types', sharePermille: 100, cores: 'one', script: () => script, judge: judgeOwn(`${OWN} ${command}`, lastLine) };
}

/** A stage that is a campaign. */
function campaign(name: string, sharePermille: number, options: (softMs: number, file: string) => readonly string[]): Stage {
  const script: Stage['script'] = (softMs, file) => ['sim', '--', ...options(softMs, file)];
  return { name, needs: 'types', sharePermille, cores: 'all', script, judge: judgeCampaign };
}

function allStages({ root, freshSeed, budgetMs, cores, countsCoverage = false }: GateFacts): readonly Stage[] {
  const isLong = budgetMs >= LONG_MS;
  const coverage = countsCoverage ? ['--coverage'] : [];
  const zooOptions = isLong
    ? []
    : ['--quick', '--shard', shardOf(freshSeed.at(-1), ZOO_SHARDS), '--rare', shardOf(freshSeed.at(-2), RARE_SHARDS)];
  return [
    { ...tool('types', 'build', 'tsc -b', [1, 2]), sharePermille: 150, cores: 'all' },
    tool('format', 'format:check', 'oxfmt'),
    tool('lint', 'lint', 'oxlint'),
    // Beside the others that need one core: at the end the other core would wait for it.
    {
      name: 'fuzz regression',
      needs: 'types',
      sharePermille: 150,
      cores: 'one',
      script: () => ['fuzz', '--', '--regress', '--workers', '1'],
      judge: judgeFuzzer('npm run fuzz -- --regress', lastLine),
    },
    tool('unused', 'unused', 'knip'),
    own('corpus', 'corpus'),
    // Its end is that of the domains, not a time: what it says is the same everywhere.
    { ...own('short runs', 'explore'), sharePermille: 250, cores: 'all' },
    {
      name: 'tests',
      needs: 'types',
      sharePermille: 820,
      cores: 'all',
      script: (_, file) => [
        'test',
        '--',
        ...['default', './test/support/failures-so-far.ts', 'json'].map(reporter),
        `--outputFile.json=${file}`,
      ],
      judge: judgeTests(root),
    },
    campaign('fixed seeds', 250, (softMs, file) => ['--timeout', HANG, '--budget', withinMs(softMs), '--out', file, ...coverage]),
    {
      name: 'zoo',
      needs: 'types',
      sharePermille: 400,
      cores: 'all',
      script: () => ['zoo', '--', ...zooOptions],
      judge: judgeOwn(['npm run zoo', ...(isLong ? [] : ['--']), ...zooOptions].join(' '), lastLine),
    },
    ...(isLong ? [fuzzing(freshSeed, cores)] : []),
    {
      ...campaign('fresh seeds', 1000, (softMs, file) =>
        ['--seed', freshSeed, '--soak', withinMs(softMs), '--timeout', HANG, '--out', file].concat(coverage),
      ),
      fills: true,
    },
  ];
}

function reporter(name: string): string {
  return `--reporter=${name}`;
}

/** Which part of the planted bugs: a letter of the commit decides, so that one change after another takes all. */
function shardOf(letter: string | undefined, of: number): string {
  return `${1 + ((letter?.codePointAt(0) ?? 0) % of)}/${of}`;
}

/** Time for a command that is to be over, with all around it, by then. */
function withinMs(softMs: number): string {
  return `${Math.max(1, Math.floor(softMs - FRAME_MS))}ms`;
}

/** Every target, for as long as its share lasts. */
function fuzzing(seed: string, cores: number): Stage {
  const workers = Math.min(TARGETS, cores);
  const timeMs = (softMs: number): number => Math.floor((softMs * 9) / 10 / Math.ceil(TARGETS / workers));
  return {
    name: 'fuzzing',
    needs: 'types',
    sharePermille: 300,
    cores: 'all',
    script: (softMs) => ['fuzz', '--', '--time', `${timeMs(softMs)}ms`, '--workers', String(workers), '--seed', seed],
    judge: judgeFuzzer(`npm run fuzz -- --seed ${seed}`, lastLine),
  };
}
