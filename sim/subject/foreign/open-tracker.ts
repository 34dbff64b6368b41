import { resolve } from 'node:path';
import { UsageError } from '../../data/command-line/usage-error.ts';
import { INHERITED } from '../../data/inherited.ts';
import { OwnTracker } from './own-tracker.ts';
import { openModule } from './open-module.ts';
import { useProduction } from './production-module.ts';
import { openProgram } from './tracker-program.ts';
import type { ExpectedDeviation, TrackerConnection } from './tracker-connection.ts';

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
  process.env[INHERITED.tracker] = JSON.stringify({
    given: spec,
    spec: isBySpec(spec) ? spec : resolve(spec),
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
  const isModule = spec !== '' && !isBySpec(spec);
  if (!isModule || !(await useProduction(spec))) return useTracker(spec);
  process.env[INHERITED.tracker] = JSON.stringify({ given: spec, spec, folder: process.cwd(), isProduction: true } satisfies TrackerSpec);
  return null;
}

/** Whether a specification is no path of a module: a program, or our own tracker. */
export function isBySpec(spec: string): boolean {
  return spec === OURS || isProgram(spec);
}

/** Whether a specification names a program. */
export function isProgram(spec: string): boolean {
  return spec.startsWith(PROGRAM);
}

/** What tells which tracker this process follows: the path of a module, `ours`, or `cmd:` and a command; null if it follows none. */
export function followedTracker(): string | null {
  const given = givenTracker();
  return given === null || given.isProduction === true ? null : given.spec;
}

/** What this process, or that which started it, was given; null for nothing. */
function givenTracker(): TrackerSpec | null {
  const given = process.env[INHERITED.tracker];
  return given === undefined ? null : (JSON.parse(given) as TrackerSpec);
}

/** Opens a tracker that {@link useTracker} takes, without following it; `ours` is that of this package. A command is carried out in `folder`. */
export async function openTracker(spec: string, folder: string = process.cwd()): Promise<TrackerConnection> {
  if (spec === OURS) return new OwnTracker();
  return isProgram(spec) ? openProgram(spec.slice(PROGRAM.length), { folder }) : openModule(resolve(folder, spec));
}

/** The environment variable by which the processes of a command know what is expected. */
const KNOWN_VARIABLE = 'VARTA_SIM_KNOWN';

/**
 * Has this process, and those that it starts, pass over wrong replies that are expected of the tracker which it follows. `path` is named
 * again in lines to paste.
 */
export function expectDeviations(connection: TrackerConnection, path: string, deviations: readonly ExpectedDeviation[]): void {
  process.env[KNOWN_VARIABLE] = JSON.stringify({ path, deviations });
  connection.expected = deviations;
}

/** What {@link expectDeviations} was given; null for nothing. */
export function expectedDeviations(): { readonly path: string; readonly deviations: readonly ExpectedDeviation[] } | null {
  const text = process.env[KNOWN_VARIABLE];
  return text === undefined ? null : (JSON.parse(text) as { readonly path: string; readonly deviations: readonly ExpectedDeviation[] });
}

let opened: Promise<TrackerConnection | null> | undefined;

/** The tracker that this process follows, opened once; null if it follows none. */
export function trackerUnderTest(): Promise<TrackerConnection | null> {
  if (opened !== undefined) return opened;
  const given = givenTracker();
  if (given === null) return Promise.resolve(null);
  return (opened = given.isProduction === true ? Promise.resolve(null) : openFollowing(given));
}

async function openFollowing({ spec, folder }: TrackerSpec): Promise<TrackerConnection> {
  const connection = await openTracker(spec, folder);
  const known = expectedDeviations();
  if (known !== null) connection.expected = known.deviations;
  return connection;
}

/** What was given as `--tracker`, to be given again; null if nothing was. */
export function trackerSpec(): string | null {
  return givenTracker()?.given ?? null;
}
