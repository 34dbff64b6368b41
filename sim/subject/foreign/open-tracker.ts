import { resolve } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { OwnTracker } from './own-tracker.ts';
import { openModule } from './open-module.ts';
import { useProduction } from './production-module.ts';
import { openProgram } from './tracker-program.ts';
import type { TrackerConnection } from './tracker-connection.ts';

/** The environment variable by which the processes of a command know the tracker that it was given. */
const VARIABLE = 'VARTA_SIM_TRACKER';

const PROGRAM = 'cmd:';
/** The tracker of this package. */
export const OURS = 'ours';

interface TrackerSpec {
  /** As it was given. */
  readonly given: string;
  /** The path of a module, whole, or `cmd:` and a command. */
  readonly spec: string;
  /** The folder in which a command is carried out. */
  readonly folder: string;
  /** Whether it is a module with production code of its own, which nobody follows. */
  readonly isProduction?: boolean;
}

/**
 * Has this process, and those that it starts, follow a tracker from elsewhere: a module (`./mine.mjs`) or a program that speaks the
 * tracker protocol (`cmd:./tracker --serve`). Opens it, and throws a {@link UsageError} if that fails.
 */
async function useTracker(spec: string): Promise<TrackerConnection> {
  if (spec === '' || spec === PROGRAM)
    throw new UsageError(`--tracker must be a module, such as ./mine.mjs, cmd: and a command, or ours, got ${JSON.stringify(spec)}`);
  const connection = await openTracker(spec);
  process.env[VARIABLE] = JSON.stringify({
    given: spec,
    spec: spec === OURS || isProgram(spec) ? spec : resolve(spec),
    folder: process.cwd(),
  } satisfies TrackerSpec);
  opened = Promise.resolve(connection);
  return connection;
}

/**
 * The same, and where a module exports `production` that is put in the place of ours: then nobody follows, and it is null. Throws a
 * {@link UsageError} for one that will not do.
 */
export async function useTrackerOrProduction(spec: string): Promise<TrackerConnection | null> {
  const isModule = spec !== '' && spec !== OURS && !isProgram(spec);
  if (!isModule || !(await useProduction(spec))) return useTracker(spec);
  process.env[VARIABLE] = JSON.stringify({ given: spec, spec, folder: process.cwd(), isProduction: true } satisfies TrackerSpec);
  return null;
}

/** Whether a specification names a program. */
export function isProgram(spec: string): boolean {
  return spec.startsWith(PROGRAM);
}

/** What tells which tracker this process follows: the path of a module, `ours`, or `cmd:` and a command; null if it follows none. */
export function followedTracker(): string | null {
  const given = process.env[VARIABLE];
  if (given === undefined) return null;
  const { spec, isProduction = false } = JSON.parse(given) as TrackerSpec;
  return isProduction ? null : spec;
}

/** Opens a tracker that {@link useTracker} takes, without following it; `ours` is that of this package. A command is carried out in `folder`. */
export async function openTracker(spec: string, folder: string = process.cwd()): Promise<TrackerConnection> {
  if (spec === OURS) return new OwnTracker();
  return isProgram(spec) ? openProgram(spec.slice(PROGRAM.length), { folder }) : openModule(resolve(folder, spec));
}

let opened: Promise<TrackerConnection | null> | undefined;

/** The tracker that this process follows, opened once; null if it follows none. */
export function trackerUnderTest(): Promise<TrackerConnection | null> {
  const given = process.env[VARIABLE];
  if (opened === undefined && given !== undefined) {
    const { spec, folder, isProduction = false } = JSON.parse(given) as TrackerSpec;
    opened = isProduction ? Promise.resolve(null) : openTracker(spec, folder);
  }
  return opened ?? Promise.resolve(null);
}

/** What was given as `--tracker`, to be given again; null if nothing was. */
export function trackerSpec(): string | null {
  const given = process.env[VARIABLE];
  return given === undefined ? null : (JSON.parse(given) as TrackerSpec).given;
}
