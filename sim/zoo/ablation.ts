import { WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import { seedsFrom } from '../campaign/seeds.ts';
import { MODEL_RULES } from '../oracle/difference.ts';
import { familyOf, RULE_BOOK } from './rule-book.ts';
import type { Detect, MutantRunner } from './mutant-runner.ts';
import type { Mutant } from './mutant.ts';

/** Who finds a bug while others are switched off: names of rules, null for nobody. */
export interface Ablation {
  readonly mutant: Mutant;
  /** With everybody there. */
  readonly finder: string | null;
  /** Without the family of the finder. */
  readonly withoutFamily: string | null;
  /** Without the finder alone. */
  readonly withoutRule: string | null;
  /** Without the model. */
  readonly withoutModel: string | null;
  /** Without the model and the rule that found it without the model. */
  readonly withoutModelAndRule: string | null;
}

/** The whole comparison with the model, and each of its rules. */
const MODEL: readonly string[] = ['model', ...Object.keys(MODEL_RULES)];

/** Switches judges off, for each bug those on whom its finding depends. In the order of the bugs; null if not finished. */
export async function ablate(
  runner: MutantRunner,
  mutants: readonly Mutant[],
  seeds: readonly string[],
  onDone: (mutant: Mutant) => void = () => {},
): Promise<(Ablation | null)[]> {
  return runner.each(mutants, async (mutant, detect) => {
    const ablation = await ablateOne(mutant, detect, seeds);
    onDone(mutant);
    return ablation;
  });
}

/** Thrown where a campaign was stopped. */
class Stopped extends Error {}

async function ablateOne(mutant: Mutant, detect: Detect, seeds: readonly string[]): Promise<Ablation | null> {
  const known: { readonly without: readonly string[]; readonly finder: string | null }[] = [];
  const finderWithout = async (without: readonly string[]): Promise<string | null> => {
    // The runs stay the same, so that what came first with fewer rules left out comes first still, but by a rule left out now.
    const before = known.find((each) => each.without.every((rule) => without.includes(rule)) && !without.includes(each.finder ?? ''));
    if (before !== undefined) return before.finder;
    // Generators are judged over whole campaigns.
    const result = await detect({ seeds: mutant.order === undefined ? seeds : wholeSeeds(seeds), without });
    if (result === null) throw new Stopped();
    const finder = result.detection?.rule ?? null;
    known.push({ without, finder });
    return finder;
  };
  try {
    const finder = await finderWithout([]);
    if (finder === null) return { mutant, finder, withoutFamily: null, withoutRule: null, withoutModel: null, withoutModelAndRule: null };
    const withoutRule = await finderWithout([finder]);
    const { name, rules } = familyOf(finder);
    const withoutFamily = await finderWithout(name === 'model' ? MODEL : rules.map((rule) => rule.name));
    const withoutModel = await finderWithout(MODEL);
    const withoutModelAndRule = withoutModel === null ? null : await finderWithout([...MODEL, withoutModel]);
    return { mutant, finder, withoutFamily, withoutRule, withoutModel, withoutModelAndRule };
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

/** At least as many seeds as a campaign needs to be judged as a whole. */
function wholeSeeds(seeds: readonly string[]): readonly string[] {
  return seeds.length >= WHOLE_SEEDS ? seeds : seedsFrom(seeds[0], WHOLE_SEEDS);
}

/** What a judge, a family of judges or a rule is worth. */
export interface Worth {
  readonly name: string;
  /** Bugs that it is the first to find. */
  readonly first: number;
  /** Those that nobody finds without it. */
  readonly lost: readonly string[];
}

/** What each family is worth while all others are there. */
export function worthOfFamilies(families: readonly string[], ablations: readonly Ablation[]): Worth[] {
  return worths(families, ablations, ({ finder }) => finder && familyOf(finder).name, 'withoutFamily');
}

/** What each rule is worth while all others are there. */
export function worthOfRules(rules: readonly string[], ablations: readonly Ablation[]): Worth[] {
  return worths(rules, ablations, ({ finder }) => finder, 'withoutRule');
}

/** What each rule is worth where there is no model. */
export function worthWithoutModel(rules: readonly string[], ablations: readonly Ablation[]): Worth[] {
  return worths(rules, ablations, ({ withoutModel }) => withoutModel, 'withoutModelAndRule');
}

/** A row for each rule: its family, its name, and what it is worth with the model and without; `shown` tells what is lost. */
export function ruleRows(ablations: readonly Ablation[], shown: (worth: Worth) => string): string[][] {
  const rules = RULE_BOOK.flatMap((family) => family.rules.map(({ name }) => name));
  const alone = worthWithoutModel(rules, ablations);
  return worthOfRules(rules, ablations).map((worth, at) => [
    familyOf(worth.name).name,
    worth.name,
    String(worth.first),
    shown(worth),
    String(alone[at].first),
    shown(alone[at]),
  ]);
}

function worths(
  names: readonly string[],
  ablations: readonly Ablation[],
  finderOf: (ablation: Ablation) => string | null,
  without: keyof Omit<Ablation, 'mutant'>,
): Worth[] {
  return names.map((name) => {
    const found = ablations.filter((ablation) => finderOf(ablation) === name);
    return { name, first: found.length, lost: found.filter((each) => each[without] === null).map(({ mutant }) => mutant.name) };
  });
}
