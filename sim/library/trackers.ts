import { show } from '../data/ops/refusal.ts';
import { openTracker as open } from '../subject/foreign/open-tracker.ts';
import { connectModule, type TrackerModule } from '../subject/foreign/tracker-module.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';

/**
 * Opens a tracker of your own, to follow runs: an object that a module for `--tracker` would export, or what stands after `--tracker`: the
 * path of a module, or `cmd:` and a command, carried out in the working folder. Rejects with an Error in one sentence where that is none.
 * What was opened by its path or command is to be closed.
 */
export async function openTracker(tracker: TrackerModule | string): Promise<TrackerConnection> {
  return typeof tracker === 'string'
    ? open(tracker)
    : connectModule(tracker, `the tracker ${show((tracker as Partial<TrackerModule> | null)?.name)}`);
}
