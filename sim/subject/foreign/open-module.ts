import { pathToFileURL } from 'node:url';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { messageOf } from '../../data/describe-thrown.ts';
import type { TrackerConnection } from './tracker-connection.ts';
import { connectModule } from './tracker-module.ts';

/** Loads a module and opens it. Rejects with a {@link UsageError} for one that is none, or that misses something. */
export async function openModule(path: string): Promise<TrackerConnection> {
  return connectModule(await load(path), path);
}

async function load(path: string): Promise<unknown> {
  let exported: { readonly tracker?: unknown; readonly production?: unknown };
  try {
    exported = (await import(pathToFileURL(path).href)) as typeof exported;
  } catch (error) {
    throw new UsageError(`${path} could not be loaded as a tracker: ${messageOf(error)}`);
  }
  if (exported.tracker === undefined && exported.production !== undefined)
    throw new UsageError(`${path} exports production and no tracker: run, replay, shrink and corpus take it`);
  return exported.tracker;
}
