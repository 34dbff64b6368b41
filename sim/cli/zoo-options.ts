import { seedsFrom } from '../campaign/seeds.ts';
import { parseShard, SHARDS_MAX, type Shard } from '../campaign/shard.ts';
import type { Mutant } from '../zoo/mutant.ts';
import { MUTANTS_BY_GROUP, ZOO } from '../zoo/mutants.ts';
import { RARE_BUGS } from '../zoo/rare-bugs.ts';
import type { MutantGroup, ZooRequest } from '../zoo/zoo-request.ts';
import type { Arguments, CommandSpec } from '../data/command-line/arguments.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { readSeed } from './scenario-options.ts';
import { JSON_OPTION, readWorkers } from './options.ts';

const DEFAULT_SEEDS = 12;
/** A bug that stays undetected takes all seeds: here that is what most campaigns are for. */
const ABLATION_SEEDS = 4;
const DEFAULT_CAMPAIGNS = 3;
const SHRINK_RUNS = 1000;

/** The options of `zoo`. */
export const ZOO_SPEC: CommandSpec = {
  name: 'zoo',
  summary: 'Runs the ordinary campaign against planted bugs, to show what a green run is worth.',
  options: {
    only: { value: 'NAME', help: 'a bug, or all of a group (see --list); may be repeated', repeats: true },
    seed: { value: 'SEED', help: 'first seed: any text without spaces, a commit hash too; default 1' },
    seeds: { value: 'N', help: `seeds of a campaign at most, 1 to 1000; default ${DEFAULT_SEEDS}, or ${ABLATION_SEEDS} with --ablation` },
    'base-seeds': {
      value: 'N',
      help: `campaigns against each bug, each with seeds of its own, 1 to 100; default ${DEFAULT_CAMPAIGNS}, or 1 with --quick or --ablation`,
    },
    ablation: {
      value: null,
      help: 'switch judges off one by one, and tell what is lost without each',
      without: ['judges', 'base-seeds', 'no-shrink'],
    },
    judges: {
      value: null,
      help: 'break the judges one by one, and tell whether anything turns red',
      without: ['only', 'quick', 'base-seeds', 'no-shrink'],
    },
    explore: {
      value: null,
      help: 'explore all domains with each bug of the production code, in place of campaigns',
      without: ['ablation', 'judges', 'quick', 'seed', 'seeds', 'base-seeds', 'no-shrink'],
    },
    states: {
      value: 'HOW',
      help: 'with --explore: which states are the same, reduced or whole; default reduced',
      needs: 'explore',
    },
    tracker: {
      value: 'SPEC',
      help: 'refused: bugs are planted in the code of this package. What a tracker from elsewhere does wrong is found by conform, run and fuzz',
    },
    quick: { value: null, help: 'one campaign against each bug of the production code, and no shrinking' },
    shard: { value: 'I/N', help: 'every Nth bug alone, from the Ith on' },
    rare: { value: 'I/N', help: 'of the bugs that are found late every Nth alone, from the Ith on; and all others' },
    'no-shrink': { value: null, help: 'do not shrink what was found' },
    workers: { value: 'N', help: 'bugs side by side, 1 to 64; default one for each core' },
    budget: { value: 'DURATION', help: 'time to spend; what is not found by then makes the zoo inconclusive' },
    history: { value: 'FILE', help: 'add a line on this run to the history of campaigns, see run --history' },
    json: JSON_OPTION,
    list: {
      value: null,
      help: 'list the bugs, and run nothing',
      without: ['json', 'history', 'ablation', 'judges', 'seed', 'seeds', 'base-seeds', 'budget', 'workers'],
    },
  },
};

/** Reads what `zoo` was asked to do. Throws {@link UsageError}. */
export function readZooRequest(args: Arguments): ZooRequest {
  if (args.has('tracker'))
    throw new UsageError(
      'zoo: --tracker makes no sense here: bugs are planted in the code of this package, and a tracker from elsewhere would be the same with each; ask it with conform, run or fuzz',
    );
  const seed = readSeed(args);
  const seedsEach = args.integer('seeds', 1, 1000) ?? (args.has('ablation') ? ABLATION_SEEDS : DEFAULT_SEEDS);
  const isOnce = args.has('quick') || args.has('ablation');
  const campaigns = args.integer('base-seeds', 1, 100) ?? (isOnce ? 1 : DEFAULT_CAMPAIGNS);
  const seeds = seedsFrom(seed, campaigns * seedsEach);
  const [shard, rare] = [readShard(args, 'shard'), readShard(args, 'rare')];
  const states = args.oneOf('states', ['reduced', 'whole']);
  return {
    groups: inShard(inShard(findGroups(args.texts('only'), args.has('quick')), shard), rare, ({ name }) => RARE_BUGS.has(name)),
    campaigns: Array.from({ length: campaigns }, (_, at) => seeds.slice(at * seedsEach, (at + 1) * seedsEach)),
    shrinkRunsMax: args.has('quick') || args.has('no-shrink') ? 0 : SHRINK_RUNS,
    workers: readWorkers(args),
    budgetMs: args.durationMs('budget') ?? null,
    isJson: args.has('json'),
    isList: args.has('list'),
    isAblation: args.has('ablation'),
    isOfJudges: args.has('judges'),
    explores: args.has('explore') ? (states ?? 'reduced') : null,
    isWhole: args.texts('only').length === 0 && !args.has('quick') && shard === null && rare === null,
  };
}

function readShard(args: Arguments, option: 'shard' | 'rare'): Shard | null {
  const text = args.text(option);
  const shard = text === undefined ? null : parseShard(text);
  if (text !== undefined && shard === null)
    args.fail(option, `must be a shard and their number, such as 1/2, of ${SHARDS_MAX} at most`, text);
  return shard;
}

/** Every nth of the bugs that are dealt out, whatever their group, and all others. */
function inShard(
  groups: readonly MutantGroup[],
  shard: Shard | null,
  isDealt: (mutant: Mutant) => boolean = () => true,
): readonly MutantGroup[] {
  if (shard === null) return groups;
  let at = 0;
  return groups
    .map(({ group, mutants }) => ({ group, mutants: mutants.filter((mutant) => !isDealt(mutant) || at++ % shard.of === shard.index - 1) }))
    .filter(({ mutants }) => mutants.length > 0);
}

function findGroups(names: readonly string[], isQuick: boolean): MutantGroup[] {
  const groups = Object.entries(ZOO).map(([group, mutants]): MutantGroup => ({ group, mutants }));
  if (names.length === 0) return isQuick ? groups.filter(({ group }) => group in MUTANTS_BY_GROUP) : groups;
  for (const name of names) {
    if (!groups.some(({ group, mutants }) => group === name || mutants.some((mutant) => mutant.name === name)))
      throw new UsageError(`zoo: there is no bug ${jsonText(name)}, nor a group of that name; see --list`);
  }
  return groups
    .map(({ group, mutants }) => ({ group, mutants: mutants.filter(({ name }) => names.includes(group) || names.includes(name)) }))
    .filter(({ mutants }) => mutants.length > 0);
}
