import { constants, openSync } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from './describe-thrown.ts';
import { outputPlace } from './output-place.ts';
import { unwritable } from './write-whole.ts';

/** What is going to be written; null for what was not asked for. */
export interface PlannedReports {
  /** Files that are written whole, in the place of what is there. */
  readonly files?: readonly (string | null | undefined)[];
  /** Files of which none may be there yet. */
  readonly newFiles?: readonly (string | null | undefined)[];
  /** Folders that are made where they are not there, and written into. */
  readonly folders?: readonly (string | null | undefined)[];
}

/** Fits any block of a disk that has room for anything at all. */
const PROBE = Buffer.alloc(512);

/**
 * Finds out before long work whether its reports can be written: a small file is written beside each, and removed; nothing else
 * is changed. Rejects with what unwritable() makes of the first that cannot.
 */
export async function probeReports({ files = [], newFiles = [], folders = [] }: PlannedReports): Promise<void> {
  for (const path of given(newFiles)) await probed(path, () => probeFile(path, true));
  for (const path of given(files)) await probed(path, () => probeFile(path, false));
  for (const path of given(folders)) await probed(path, async () => probeFolder(await nearestThere(resolve(path))));
}

function given(paths: readonly (string | null | undefined)[]): readonly string[] {
  return paths.filter((path): path is string => path !== null && path !== undefined && path !== '');
}

async function probed(path: string, probe: () => Promise<void>): Promise<void> {
  try {
    await probe();
  } catch (error) {
    throw unwritable(error, `Cannot write ${path}: `);
  }
}

/** What is no regular file takes bytes as they come, and is not tried; a pipe must have a reader. */
async function probeFile(path: string, isNew: boolean): Promise<void> {
  const place = await outputPlace(path);
  if (place.kind === 'stream') {
    if (!place.path.startsWith('/proc/')) await holdPipe(place.path);
    return;
  }
  if (await isThere(place.path)) {
    if (isNew) throw new Error('there is a file of that name');
    if ((await stat(place.path)).isDirectory()) throw new Error('it is a folder');
    await access(place.path, constants.W_OK);
  }
  await probeFolder(dirname(place.path));
}

/** Opens a pipe until this process ends: if it were closed before the report is written, its reader would leave. */
async function holdPipe(path: string): Promise<void> {
  if (!(await stat(path)).isFIFO()) return;
  try {
    openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw codeOf(error) === 'ENXIO' ? new Error('nobody reads from this pipe') : error;
  }
}

async function probeFolder(folder: string): Promise<void> {
  if (!(await isThere(folder))) throw new Error('there is no such folder');
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`);
  const path = join(folder, `.probe.${process.pid}.draft`);
  const file = await open(path, 'w');
  try {
    await file.write(PROBE);
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** The folder itself, or the nearest one above that is there. */
async function nearestThere(folder: string): Promise<string> {
  return (await isThere(folder)) || folder === dirname(folder) ? folder : nearestThere(dirname(folder));
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
