import { judgeFuzzer, judgeOwn, judgeTool, lastLines } from './judge-stage.ts';
import { judgeCampaign } from './judge-stage.ts';
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
  /** Whether campaigns count what they reached, for a page or a history; default not. */
  readonly countsCoverage?: boolean;
  /** A tracker from elsewhere that follows, as `--tracker` has it; default none. */
  readonly tracker?: string | null;
}

/** Time that npm and the compiler take before a command begins, milliseconds. */
const FRAME_MS = 1000;
/** From this time on, as at night, the zoo runs campaigns from several base seeds, and the targets are fuzzed. */
const LONG_MS = 600_000;
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
  if (name === 'types') return [stage, conformance(tracker)];
  return [{ ...stage, script: (softMs, file) => [...script(softMs, file), '--tracker', tracker] }];
}

function conformance(tracker: string): Stage {
  return {
    name: 'conformance',
    needs: 'types',
    sharePermille: 300,
    cores: 'one',
    fills: false,
    script: () => ['varta-sim', '--', 'conform', '--tracker', tracker],
    judge: judgeOwn('npm run -s varta-sim -- conform', (output) => lastLines(output, 1)[0] ?? ''),
  };
}

function allStages({ root, freshSeed, budgetMs, countsCoverage = false }: GateFacts): readonly Stage[] {
  const isLong = budgetMs >= LONG_MS;
  const coverage = countsCoverage ? ['--coverage'] : [];
  const summary = (output: string): string => lastLines(output, 1)[0] ?? '';
  return [
    {
      name: 'types',
      sharePermille: 150,
      cores: 'all',
      fills: false,
      script: () => ['build'],
      judge: judgeTool('npm run build', [1, 2], 'tsc -b'),
    },
    {
      name: 'format',
      sharePermille: 100,
      cores: 'one',
      fills: false,
      script: () => ['format:check'],
      judge: judgeTool('npm run format:check', [1], 'oxfmt'),
    },
    {
      name: 'lint',
      sharePermille: 100,
      cores: 'one',
      fills: false,
      script: () => ['lint'],
      judge: judgeTool('npm run lint', [1], 'oxlint'),
    },
    {
      name: 'unused',
      sharePermille: 100,
      cores: 'one',
      fills: false,
      script: () => ['unused'],
      judge: judgeTool('npm run unused', [1], 'knip'),
    },
    {
      name: 'corpus',
      needs: 'types',
      sharePermille: 100,
      cores: 'one',
      fills: false,
      script: () => ['varta-sim', '--', 'corpus'],
      judge: judgeOwn('npm run -s varta-sim -- corpus', summary),
    },
    {
      // Its end is that of the domains, not a time: what it says is the same everywhere.
      name: 'short runs',
      needs: 'types',
      sharePermille: 250,
      cores: 'all',
      fills: false,
      script: () => ['varta-sim', '--', 'explore'],
      judge: judgeOwn('npm run -s varta-sim -- explore', summary),
    },
    {
      name: 'tests',
      needs: 'types',
      sharePermille: 820,
      cores: 'all',
      fills: false,
      script: (_, file) => [
        'test:gate',
        '--',
        '--reporter=default',
        '--reporter=./test/support/failures-so-far.ts',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ],
      judge: judgeTests(root),
    },
    {
      name: 'fixed seeds',
      needs: 'types',
      sharePermille: 250,
      cores: 'all',
      fills: false,
      script: (softMs, file) => ['sim', '--', '--timeout', HANG, '--budget', withinMs(softMs), '--out', file, ...coverage],
      judge: judgeCampaign,
    },
    {
      name: 'zoo',
      needs: 'types',
      sharePermille: 400,
      cores: 'all',
      fills: false,
      script: () => ['zoo', '--', ...(isLong ? [] : ['--quick', '--shard', zooShard(freshSeed)])],
      judge: judgeOwn(isLong ? 'npm run zoo' : `npm run zoo -- --quick --shard ${zooShard(freshSeed)}`, summary),
    },
    {
      name: 'fuzz regression',
      needs: 'types',
      sharePermille: 150,
      cores: 'one',
      fills: false,
      script: () => ['fuzz', '--', '--regress'],
      judge: judgeFuzzer('npm run fuzz -- --regress', summary),
    },
    ...(isLong ? [fuzzing(freshSeed, summary)] : []),
    {
      name: 'fresh seeds',
      needs: 'types',
      sharePermille: 1000,
      cores: 'all',
      fills: true,
      script: (softMs, file) => [
        'sim',
        '--',
        '--seed',
        freshSeed,
        '--soak',
        withinMs(softMs),
        '--timeout',
        HANG,
        '--out',
        file,
        ...coverage,
      ],
      judge: judgeCampaign,
    },
  ];
}

/** Half of the planted bugs: which half the commit decides, so that one change after another takes both. */
function zooShard(freshSeed: string): string {
  return `${1 + ((freshSeed.codePointAt(freshSeed.length - 1) ?? 0) % 2)}/2`;
}

/** Time for a command that is to be over, with all around it, by then. */
function withinMs(softMs: number): string {
  return `${Math.max(1, Math.floor(softMs - FRAME_MS))}ms`;
}

/** Every target, for as long as its share lasts. */
function fuzzing(seed: string, summary: (output: string) => string): Stage {
  const timeMs = (softMs: number): number => Math.floor((softMs * 9) / 10 / TARGETS);
  return {
    name: 'fuzzing',
    needs: 'types',
    sharePermille: 300,
    cores: 'all',
    fills: false,
    script: (softMs) => ['fuzz', '--', '--time', `${timeMs(softMs)}ms`, '--seed', seed],
    judge: judgeFuzzer(`npm run fuzz -- --seed ${seed}`, summary),
  };
}
