import { pathToFileURL } from 'node:url';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { messageOf } from '../../data/describe-thrown.ts';
import { PRODUCTION } from '../production.ts';
import { OwnTracker } from './own-tracker.ts';
import { checkedProduction } from './production-module.ts';
import type { TrackerConnection } from './tracker-connection.ts';
import { connectModule } from './tracker-module.ts';

/**
 * Loads a module and opens its `tracker`, or else the tracker and the codec of its `production`. Rejects with a {@link UsageError} for one
 * that has neither, or that misses something.
 */
export async function openModule(path: string): Promise<TrackerConnection> {
  let exported: { readonly tracker?: unknown; readonly production?: unknown };
  try {
    exported = (await import(pathToFileURL(path).href)) as typeof exported;
  } catch (error) {
    throw new UsageError(`${path} could not be loaded as a tracker: ${messageOf(error)}`);
  }
  if (exported.tracker !== undefined || exported.production === undefined) return connectModule(exported.tracker, path);
  const production = checkedProduction(exported.production, path);
  const { name, version = 'unknown' } = production;
  return new OwnTracker({ ...PRODUCTION, ...production }, { name, version, language: 'JavaScript' });
}
