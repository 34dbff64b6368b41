import { isGiven } from '../../sim/data/inherited.ts';
import type { FuzzTarget } from '../targets/target.ts';

/**
 * The target with the tracker from elsewhere that this process follows, or the production code in the place of ours, if there is one: after
 * each input that is well its operations are carried out once more, uncounted. A tracker has to give the same replies; production code is
 * judged as ours is.
 */
export async function followTarget(target: FuzzTarget): Promise<FuzzTarget> {
  if (!isGiven('tracker') && !isGiven('production')) return target;
  // Only then: it comes with production code, model and rules as they are without counters.
  const { followedTarget } = await import('./followed-target.ts');
  return followedTarget(target);
}
