import { Session, type Profiler } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { readInput } from '../data/read-input.ts';

// Counts branches from here on, by the engine's own block coverage: to be imported before what is to be counted. A function that was
// compiled earlier is counted as a whole until the engine compiles it anew, whenever that is.

const SCRIPT_BYTES_MAX = 2 ** 24;
// The optimizing compilers do not count calls of what they inline, and when they do so is not the same each time.
for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const names = new Map<string, string>();
const files = new Map<string, FilePlaces>();

/**
 * The branches that were taken since the last call, each once, in the order of their names: function and place, in the source where
 * there is a map of it. Of the modules whose address has `isMeant` in it. O(functions).
 */
export function takeBranches(isMeant: RegExp): string[] {
  let scripts: Profiler.ScriptCoverage[] = [];
  session.post('Profiler.takePreciseCoverage', (error, { result }) => {
    if (error !== null) throw error;
    scripts = result;
  });
  const taken = new Set<string>();
  for (const { url, functions } of scripts) {
    if (!isMeant.test(url)) continue;
    for (const { functionName, ranges } of functions)
      // The first range is the whole function, the others are blocks in it.
      ranges.forEach(({ startOffset, endOffset, count }, at) => {
        if (count > 0)
          taken.add(
            nameOf(url, `${functionName === '' ? 'a function' : functionName}${at > 0 ? ', a branch' : ''}`, startOffset, endOffset),
          );
      });
  }
  return [...taken].sort((a, b) => (a < b ? -1 : 1));
}

function nameOf(url: string, what: string, start: number, end: number): string {
  const key = `${url} ${start} ${end}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const places = files.get(url) ?? new FilePlaces(url);
  files.set(url, places);
  const name = `${places.of(start)} ${what}`;
  names.set(key, name);
  return name;
}

/** Finds the lines of a compiled file in its source. */
class FilePlaces {
  readonly #text: string;
  readonly #file: string;
  readonly #map: SourceMap | null;

  constructor(url: string) {
    const path = fileURLToPath(url);
    this.#text = readInput(path, SCRIPT_BYTES_MAX).toString();
    this.#map = readMap(path);
    this.#file = path.slice(path.lastIndexOf('/src/') + 1);
  }

  /** File and line of an offset, those of the source where there is a map of it. */
  of(offset: number): string {
    const before = this.#text.slice(0, offset + leadingSpace(this.#text, offset));
    const line = before.split('\n').length - 1;
    const entry = this.#map?.findEntry(line, before.length - 1 - before.lastIndexOf('\n'));
    if (entry === undefined || !('originalLine' in entry)) return `${this.#file}:${line + 1}`;
    return `${this.#file.replace(/\.js$/, '.ts')}:${entry.originalLine + 1}`;
  }
}

/** A block begins with its brace: the line of its first statement says more. */
function leadingSpace(text: string, offset: number): number {
  return /^[\s{]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
}

function readMap(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readInput(`${path}.map`, SCRIPT_BYTES_MAX).toString()) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return null;
  }
}
