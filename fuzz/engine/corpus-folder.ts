import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../sim/data/write-whole.ts';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { readInput, UnreadableInput, whyUnreadable } from '../../sim/data/read-input.ts';

/** Name of the file that holds these bytes: the first 16 hex digits of their SHA-256. O(bytes). */
export function contentName(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** One name for a whole corpus, whatever the order of its inputs: 16 hex digits. O(bytes). */
export function corpusName(inputs: readonly Uint8Array[]): string {
  const names = inputs.map((input) => createHash('sha256').update(input).digest('hex')).sort((a, b) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update([...new Set(names)].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** The inputs of a folder. */
export interface CorpusFolder {
  readonly inputs: readonly Uint8Array[];
  /** Names of folders inside it, which are not read. */
  readonly subfolders: readonly string[];
}

/** Largest input of a corpus, and all inputs of one, in bytes: 64 MiB and 1 GiB. */
export const INPUT_BYTES_MAX = 67_108_864;
const CORPUS_BYTES_MAX = 1_073_741_824;

/** Whether a name is that of an input: hidden files, drafts, and what is there for people are none. */
export function isInput(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('.md');
}

/**
 * Reads a corpus: every file of a folder is an input, whatever it is called, or those whose names are taken. A folder that is
 * not there is an empty corpus.
 * Throws an Error that says what cannot be read. O(bytes).
 */
export function readCorpus(folder: string, isTaken: (name: string) => boolean = isInput): CorpusFolder {
  if (!existsSync(folder)) return { inputs: [], subfolders: [] };
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => isTaken(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      inputs: readInputs(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name))),
      subfolders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
    };
  } catch (error) {
    throw new Error(`corpus ${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function readInputs(paths: readonly string[]): Buffer[] {
  let bytes = 0;
  return paths.map((path) => {
    try {
      const input = readInput(path, INPUT_BYTES_MAX);
      bytes += input.length;
      if (bytes > CORPUS_BYTES_MAX) throw new UnreadableInput(`with it the corpus is larger than ${CORPUS_BYTES_MAX} bytes`);
      return input;
    } catch (error) {
      throw new Error(`${path}: ${whyUnreadable(error, 'file')}`, { cause: error });
    }
  });
}

/**
 * Adds inputs to a folder, each whole or not at all, under the names of their contents; one that is there already stays as
 * it is, so that several fuzzers may share a folder. How many were added. Rejects when the disk does. O(bytes).
 */
export async function addToCorpus(folder: string, inputs: readonly Uint8Array[]): Promise<number> {
  mkdirSync(folder, { recursive: true });
  let added = 0;
  for (const input of inputs) {
    const path = join(folder, contentName(input));
    if (existsSync(path)) continue;
    await writeWhole(path, input, { overwrite: true });
    added++;
  }
  return added;
}
