import { availableParallelism } from 'node:os';
import type { Arguments, OptionSpec } from '../data/command-line/arguments.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { probeReports } from '../data/probe-reports.ts';
import { jsonText } from '../data/quoting/printable.ts';
import { checkDistinct } from '../data/same-file.ts';
import { saveText } from '../data/write-whole.ts';
import { Progress } from '../report/progress.ts';
import { expectDeviations, useTrackerOrProduction } from '../subject/foreign/open-tracker.ts';
import type { TrackerConnection } from '../subject/foreign/tracker-connection.ts';
import { useRules } from '../world/custom-modules.ts';
import { useConfig } from './config.ts';

// Options that several commands have, each with its reader.

/** `--json`; see {@link answer}. */
export const JSON_OPTION: OptionSpec = { value: null, help: 'print one JSON object, and nothing else' };

/** Progress on standard error; nowhere with `--json`. */
export function progressOf(given: Arguments, { err }: CommandContext): Progress {
  return new Progress(given.has('json') ? silent(err) : err);
}

/** Prints what came of a command: `json` as one line with `--json`, `text` without. */
export function answer(given: Arguments, { out }: Pick<CommandContext, 'out'>, json: object, text: () => string): void {
  out.write(given.has('json') ? `${jsonText(json)}\n` : text());
}

/** Saves a text where a path was given: a task for savedAll(). */
export function saving(path: string | null | undefined, text: () => string | Iterable<string>): () => Promise<void> {
  return async () => (path === null || path === undefined ? undefined : saveText(path, text()));
}

/**
 * The files that these options name, in their order; undefined for one that is not given. Throws before any work where two are one, or one
 * of them or of `folders` cannot be written.
 */
export async function outputFiles(
  command: string,
  given: Arguments,
  options: readonly string[],
  folders: readonly string[] = [],
): Promise<readonly (string | undefined)[]> {
  const files = options.map((option) => given.text(option));
  checkDistinct(
    command,
    options.map((option, at) => ({ as: `--${option}`, path: files[at] })),
  );
  await probeReports({ files, folders });
  return files;
}

/** `--workers`; see {@link readWorkers}. */
export const WORKERS_OPTION: OptionSpec = {
  value: 'N',
  help: 'worker processes, 1 to 64; default one for each core. No result depends on it',
};

/** How many workers there are to be, 1 to 64. Throws a UsageError. */
export function readWorkers(given: Arguments, option = 'workers'): number {
  return given.integer(option, 1, 64) ?? availableParallelism();
}

/** The option by which a command is given rules and goals of the user's own. */
export const RULES_OPTION: OptionSpec = {
  value: 'MODULE',
  help: 'rules and goals of your own beside ours: a module (./mine.mjs); may be repeated',
  repeats: true,
};

/** Loads what the config file of the project and `--rules` name. Throws a UsageError. */
export async function useCustom(given: Arguments): Promise<void> {
  await useConfig();
  for (const path of given.texts('rules')) await useRules(path);
}

/** The option by which a command is given a tracker from elsewhere. */
export const TRACKER_OPTION: OptionSpec = {
  value: 'SPEC',
  help: 'a tracker from elsewhere that follows: a module (./mine.mjs), or cmd: and a command that speaks the tracker protocol',
};

/** Opens what a command was given as {@link TRACKER_OPTION}, if anything. Throws a UsageError, for a module with production code too. */
export async function followTracker(command: string, given: Arguments): Promise<void> {
  const spec = given.text('tracker');
  if (spec !== undefined && (await useTrackerOrProduction(spec)) === null)
    throw new UsageError(`${command}: --tracker must be a tracker that follows: ${spec} exports production`);
}

/** The same for a command that also takes a module with production code of its own. */
export const TRACKER_OR_PRODUCTION_OPTION: OptionSpec = {
  ...TRACKER_OPTION,
  help: `${TRACKER_OPTION.help}. A module that exports production is put in the place of ours`,
};

/** Which wrong replies of a tracker that follows are expected. */
export const KNOWN_OPTION: OptionSpec = {
  value: 'FILE',
  help: 'wrong replies that are expected of it, as conform has them: they are passed over, and what comes after, up to the next start',
  needs: 'tracker',
  without: ['queue'],
};

/**
 * Opens what a command was given as {@link TRACKER_OR_PRODUCTION_OPTION}, and reads {@link KNOWN_OPTION}; null if nobody follows. Throws a
 * UsageError.
 */
export async function followTrackerOrProduction(given: Arguments): Promise<TrackerConnection | null> {
  const spec = given.text('tracker');
  const connection = spec === undefined ? null : await useTrackerOrProduction(spec);
  const known = given.text('known');
  if (known === undefined) return connection;
  if (connection === null) throw new UsageError(`--known is for a tracker that follows, and ${spec} exports production`);
  const { CHECK_NAMES } = await import('../conformance/conform.ts');
  const { readKnownDeviations } = await import('../conformance/known-deviations.ts');
  const today = new Date().toISOString().slice(0, 10);
  expectDeviations(
    connection,
    known,
    readKnownDeviations(known, CHECK_NAMES).filter(({ until = today }) => until >= today),
  );
  return connection;
}
