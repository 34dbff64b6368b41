import type { Arguments, OptionSpec } from '../data/command-line/arguments.ts';
import { useTracker, useTrackerOrProduction } from '../subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';

/** The option by which a command is given a tracker from elsewhere. */
export const TRACKER_OPTION: OptionSpec = {
  value: 'SPEC',
  help: 'a tracker from elsewhere that follows: a module (./mine.mjs), or cmd: and a command that speaks the tracker protocol',
};

/** The same for a command that also takes a module with production code of its own. */
export const TRACKER_OR_PRODUCTION_OPTION: OptionSpec = {
  ...TRACKER_OPTION,
  help: `${TRACKER_OPTION.help}. A module that exports production is put in the place of ours`,
};

/** Opens what a command was given as {@link TRACKER_OR_PRODUCTION_OPTION}; null if nobody follows. Throws a UsageError. */
export async function followTrackerOrProduction(args: Arguments): Promise<TrackerConnection | null> {
  const spec = args.text('tracker');
  return spec === undefined ? null : useTrackerOrProduction(spec);
}

/** Opens the tracker that a command was given, for this process and those that it starts; null if it was given none. Throws a UsageError. */
export async function followTracker(args: Arguments): Promise<TrackerConnection | null> {
  const spec = args.text('tracker');
  return spec === undefined ? null : useTracker(spec);
}
