import { url as inspectorUrl } from 'node:inspector';
import { createContext, Script, type Context } from 'node:vm';
import { showMs } from '../data/duration.ts';
import { InfrastructureError } from '../data/infrastructure-error.ts';
import { GUARD } from '../subject/guard/guard.ts';

const CALL = new Script('work()');
/** Of the time, at least so much is spent by work that has no end, on a crowded machine too. */
const BUSY_SHARE = 0.02;
/** Made once: that takes a millisecond. */
let scope: Context | null = null;

/**
 * Carries out work in this thread, for `ms` milliseconds at most: then the engine ends it wherever it is, in an endless loop too, and
 * no `catch` or `finally` of it runs. Null if it was ended so. What the work throws goes on to the caller. Throws an
 * {@link InfrastructureError} where this process stood still meanwhile: then the work is not to blame. Under a debugger there is no
 * limit.
 */
export function withinTime<T>(work: () => T, ms: number): { readonly value: T } | null {
  if (inspectorUrl() !== undefined) return { value: work() };
  scope ??= createContext({});
  scope['work'] = work;
  const before = process.cpuUsage();
  try {
    return { value: CALL.runInContext(scope, { timeout: ms }) as T };
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    // What was ended could not lower it.
    GUARD.isUp = false;
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 < ms * BUSY_SHARE)
      throw new InfrastructureError(`this process stood still for most of ${showMs(ms)}, in the midst of an operation`);
    return null;
  }
}
