import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readInput } from '../data/read-input.ts';
import { plantedModule } from '../subject/production-under-test.ts';
import { followedTracker, isProgram, OURS } from '../subject/foreign/open-tracker.ts';
import { modulesInForce } from '../world/custom-modules.ts';

/** Form of what machines send each other; machines with another never meet. */
const WIRE_VERSION = 1;

/** Longest file of code. */
const FILE_BYTES_MAX = 67_108_864;

/** What decides the results of a run besides its settings. Machines of which it differs never work at one campaign. */
export interface CodeName {
  /** Digest of the built files and the version of the messages, 16 hexadecimal digits. */
  readonly built: string;
  /** Major version of Node. */
  readonly node: string;
}

/**
 * The name of the code that runs here: of the compiled files of some rooms, and of modules that replace the production code, are a
 * tracker that follows, or add rules and scenarios: each by its own text, not by what it imports. O(files).
 */
export function codeName(rooms: readonly string[] = ['src', 'sim']): CodeName {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const hash = createHash('sha256').update(`wire ${WIRE_VERSION}\n`);
  for (const path of rooms.flatMap((room) => scripts(join(root, room)))) {
    hash.update(`${relative(root, path).split(sep).join('/')}\n`).update(readInput(path, FILE_BYTES_MAX));
  }
  const planted = plantedModule();
  for (const path of [...(planted === null ? [] : [planted]), ...modulesInForce()])
    hash.update('module\n').update(readInput(path, FILE_BYTES_MAX));
  const tracker = followedTracker();
  if (tracker !== null)
    hash.update('tracker\n').update(tracker === OURS || isProgram(tracker) ? tracker : readInput(tracker, FILE_BYTES_MAX));
  return { built: hash.digest('hex').slice(0, 16), node: process.versions.node.split('.')[0] };
}

/** The queue of that code. */
export function queueNameOf({ built, node }: CodeName): string {
  return `runs-${built}-node${node}`;
}

/** A name of code in a sentence. */
export function showCode({ built, node }: CodeName): string {
  return `built files ${built} on Node ${node}`;
}

/** Compiled files below a folder, by path. */
function scripts(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return scripts(path);
      return entry.name.endsWith('.js') || entry.name.endsWith('.mjs') ? [path] : [];
    });
}
