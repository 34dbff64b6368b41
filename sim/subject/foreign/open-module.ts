import { importModule } from '../../data/import-module.ts';
import { PRODUCTION } from '../production.ts';
import { OwnTracker } from './own-tracker.ts';
import { checkedProduction } from './production-module.ts';
import type { TrackerConnection } from './tracker-connection.ts';
import { connectModule } from './tracker-module.ts';

/**
 * Loads a module and opens its `tracker`, or else the tracker and the codec of its `production`. Rejects with a UsageError for one
 * that has neither, or that misses something.
 */
export async function openModule(path: string): Promise<TrackerConnection> {
  const exported: { readonly tracker?: unknown; readonly production?: unknown } = await importModule(path);
  if (exported.tracker !== undefined || exported.production === undefined) return connectModule(exported.tracker, path);
  const production = checkedProduction(exported.production, path);
  const { name, version = 'unknown' } = production;
  return new OwnTracker({ ...PRODUCTION, ...production }, { name, version, language: 'JavaScript' });
}
