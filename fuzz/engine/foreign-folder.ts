import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from './corpus-folder.ts';

const QUEUE = 'queue';
// AFL and AFL++; where a file system takes no colon, the second.
const AFL_INPUT = /^id[:_]/;

/**
 * The inputs that another fuzzer left: a folder of files, as libFuzzer and honggfuzz have it; a queue of AFL++, or the folder
 * with a queue in it, or the output folder in which each of its fuzzers has one. Throws an Error that says what cannot be read.
 * O(bytes).
 */
export function readForeign(folder: string): readonly Uint8Array[] {
  return queuesIn(folder).flatMap((queue) => {
    const names = readdirSync(queue);
    // What AFL++ lays beside its inputs is for itself.
    return readCorpus(queue, names.some((name) => AFL_INPUT.test(name)) ? (name) => AFL_INPUT.test(name) : undefined).inputs;
  });
}

function queuesIn(folder: string): readonly string[] {
  if (isFolder(join(folder, QUEUE))) return [join(folder, QUEUE)];
  const queues = readdirSync(folder)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => join(folder, name, QUEUE))
    .filter(isFolder);
  return queues.length > 0 ? queues : [folder];
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
