import type { Op } from '../../sim/data/ops/op.ts';
import { Follower, WINDOW } from '../../sim/run/follower.ts';
import { Run } from '../../sim/run/run.ts';
import { withoutExtras, type Hello } from '../../sim/subject/foreign/hello.ts';
import { trackerUnderTest } from '../../sim/subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../../sim/subject/foreign/tracker-connection.ts';
import { raise, type FuzzTarget } from '../targets/target.ts';

/** The operations of an input as a tracker can follow them: options that it lacks are taken back. */
export function operationsFor(ops: readonly Op[], { hello }: { readonly hello: Hello }): readonly Op[] {
  return ops.map((op) => withoutExtras(op, hello));
}

/**
 * The target with the tracker from elsewhere that this process follows, if there is one: after each input that is well its operations
 * are carried out once more, uncounted, and the tracker has to give the same replies.
 */
export async function followTarget(target: FuzzTarget): Promise<FuzzTarget> {
  const tracker = await trackerUnderTest();
  const { toOps } = target;
  if (tracker === null || toOps === undefined) return target;
  return {
    ...target,
    fuzz(bytes) {
      target.fuzz(bytes);
      followOps(operationsFor(toOps(bytes), tracker), tracker);
    },
  };
}

function followOps(ops: readonly Op[], tracker: TrackerConnection): void {
  const run = new Run({ folds: false, follower: new Follower(tracker, WINDOW) });
  for (const op of ops) raise(run.step(op));
  raise(run.finish());
}
