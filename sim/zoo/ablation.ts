import { WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import { seedsFrom } from '../campaign/seeds.ts';
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
  const finderWithout = async (without: readonly string[]): Promise<string | null> => {
    // Generators are judged over whole campaigns.
    const result = await detect({ seeds: mutant.order === undefined ? seeds : wholeSeeds(seeds), without });
    if (result === null) throw new Stopped();
    return result.detection?.rule ?? null;
  };
  try {
    const finder = await finderWithout([]);
    if (finder === null) return { mutant, finder, withoutFamily: null, withoutRule: null, withoutModel: null, withoutModelAndRule: null };
    const family = familyOf(finder);
    const isOfModel = family.name === 'model';
    const withoutFamily = await finderWithout(isOfModel ? ['model'] : family.rules.map(({ name }) => name));
    // A family of one rule, and one without which nobody finds it, need no second look.
    const withoutRule = family.rules.length === 1 ? withoutFamily : await finderWithout([finder]);
    const withoutModel = isOfModel ? withoutFamily : finder;
    const withoutModelAndRule = withoutModel === null ? null : await finderWithout(['model', withoutModel]);
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
  return worths(
    families,
    ablations,
    ({ finder }) => (finder === null ? null : familyOf(finder).name),
    ({ withoutFamily }) => withoutFamily,
  );
}

/** What each rule is worth while all others are there. */
export function worthOfRules(rules: readonly string[], ablations: readonly Ablation[]): Worth[] {
  return worths(
    rules,
    ablations,
    ({ finder }) => finder,
    ({ withoutRule }) => withoutRule,
  );
}

/** What each rule is worth where there is no model. */
export function worthWithoutModel(rules: readonly string[], ablations: readonly Ablation[]): Worth[] {
  return worths(
    rules,
    ablations,
    ({ withoutModel }) => withoutModel,
    ({ withoutModelAndRule }) => withoutModelAndRule,
  );
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
  withoutIt: (ablation: Ablation) => string | null,
): Worth[] {
  return names.map((name) => {
    const found = ablations.filter((ablation) => finderOf(ablation) === name);
    return { name, first: found.length, lost: found.filter((each) => withoutIt(each) === null).map(({ mutant }) => mutant.name) };
  });
}
