import { WHOLE_SEEDS } from '../world/scenarios/missed-goals.ts';
import { seedsFrom } from '../campaign/seeds.ts';
import type { MutantRunner } from './mutant-runner.ts';
import { JUDGE_MUTANTS, withHidden, type JudgeMutant } from './oracle-mutants.ts';
import { ZOO } from './mutants.ts';

/** What a campaign says of a broken judge. */
export interface JudgeTrial {
  readonly judge: JudgeMutant;
  /** Whether something turned red: sound code violates the broken rule, or a planted bug is not found any more. */
  readonly isNoticed: boolean;
  /** judge/rule of what came up; null for nothing. */
  readonly got: string | null;
}

/** Seeds under which every hidden bug is found as long as nobody hides it. */
const SEEDS = 2;

/** Runs each broken judge: alone where sound code violates it, together with the bug that it hides elsewhere. */
export async function tryJudges(
  runner: MutantRunner,
  firstSeed: string,
  onDone: (judge: JudgeMutant) => void = () => {},
): Promise<(JudgeTrial | null)[]> {
  const bugs = Object.values(ZOO).flat();
  const planted = JUDGE_MUTANTS.map((judge) => {
    const bug = bugs.find(({ name }) => name === judge.hides);
    return bug === undefined ? judge : withHidden(judge, bug);
  });
  return runner.each(planted, async (mutant, detect) => {
    const judge = JUDGE_MUTANTS[planted.indexOf(mutant)];
    const result = await detect({ seeds: seedsFrom(firstSeed, mutant.order === undefined ? SEEDS : WHOLE_SEEDS) });
    if (result === null) return null;
    onDone(judge);
    const got = result.detection === null ? null : `${result.detection.judge}/${result.detection.rule}`;
    return { judge, isNoticed: (got === null) === (judge.hides !== null), got };
  });
}
