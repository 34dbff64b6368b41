import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take long, the longest first. */
export const LONGEST: readonly string[] = [
  'test/sim/cli/cli.whole.test.ts',
  'test/sim/campaign/campaign.whole.test.ts',
  'test/sim/run/faulty-answers.whole.test.ts',
  'test/sim/explore/search.whole.test.ts',
  'test/sim/world/scenarios/scenarios.whole.test.ts',
  'test/fuzz/targets/planted.whole.test.ts',
  'test/sim/cli/zoo-command.whole.test.ts',
  'test/src/memory/memory.whole.test.ts',
  'test/readme/readme.whole.test.ts',
];

/**
 * Where nothing is known of a run before, as in a fresh clone, files come by their size, and a small one that takes long comes last and is
 * waited for alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
