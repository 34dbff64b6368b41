import type { Op } from '../../sim/data/ops/op.ts';
import { Follower, WINDOW } from '../../sim/run/follower.ts';
import { PRODUCTION } from '../../sim/subject/production.ts';
import { productionUnderTest } from '../../sim/subject/production-under-test.ts';
import { Run, type RunOptions } from '../../sim/run/run.ts';
import { withoutExtras, type Hello } from '../../sim/subject/foreign/hello.ts';
import { trackerUnderTest } from '../../sim/subject/foreign/open-tracker.ts';
import { raise, type FuzzTarget } from '../targets/target.ts';

/** The operations of an input as a tracker can follow them: options that it lacks are taken back. */
export function operationsFor(ops: readonly Op[], { hello }: { readonly hello: Hello }): readonly Op[] {
  return ops.map((op) => withoutExtras(op, hello));
}

/** The target with what this process was given in the place of ours; the target itself where that is nothing, or its inputs are no operations. */
export async function followedTarget(target: FuzzTarget): Promise<FuzzTarget> {
  const tracker = await trackerUnderTest();
  const { toOps } = target;
  const production = await productionUnderTest();
  if ((tracker === null && production === PRODUCTION) || toOps === undefined) return target;
  return {
    ...target,
    fuzz(bytes) {
      target.fuzz(bytes);
      const ops = toOps(bytes);
      if (tracker === null) carryOut(ops, { production });
      else carryOut(operationsFor(ops, tracker), { follower: new Follower(tracker, WINDOW) });
    },
  };
}

function carryOut(ops: readonly Op[], who: Pick<RunOptions, 'follower' | 'production'>): void {
  const run = new Run({ folds: false, ...who });
  for (const op of ops) raise(run.step(op));
  raise(run.finish());
}
