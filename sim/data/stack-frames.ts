import { readFileSync } from 'node:fs';
import { SourceMap, type SourceOrigin } from 'node:module';
import { dirname, resolve } from 'node:path';

/** The end of a line of a stack: file, line and column, with a bracket where a function stands before it. */
const PLACE = /(?:file:\/\/)?(\/[^()]*?):(\d+):(\d+)(\)?)$/;

const ROOMS = ['src', 'sim', 'fuzz', 'test'];

const maps = new Map<string, SourceMap | null>();

/**
 * The calls on a stack, innermost first, without those of Node itself: function and place, such as
 * `Tracker.record (src/tracker/tracker.ts:98:7)`. Places are those in the source where a map lies beside the compiled file;
 * paths are relative to the project, or the last two parts of it. Never throws. O(stack), and reads each map once.
 */
export function stackFrames(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .map((line) => line.trim().slice(3))
    .filter((line) => !/\bnode:|<anonymous>\)?$/.test(line))
    .map((frame) =>
      frame.replace(PLACE, (_whole, path: string, line: string, column: string, end: string) => {
        const source = inSource(path, Number(line), Number(column));
        return `${shortened(source.path)}:${source.line}:${source.column}${end}`;
      }),
    );
}

interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

function inSource(path: string, line: number, column: number): Place {
  const { fileName, lineNumber, columnNumber } = (mapOf(path)?.findOrigin(line, column) ?? {}) as Partial<SourceOrigin>;
  if (fileName === undefined || lineNumber === undefined || columnNumber === undefined) return { path, line, column };
  return { path: resolve(dirname(path), fileName), line: lineNumber, column: columnNumber };
}

function mapOf(path: string): SourceMap | null {
  let map = maps.get(path);
  if (map === undefined) {
    map = readMap(path);
    maps.set(path, map);
  }
  return map;
}

function readMap(path: string): SourceMap | null {
  if (!path.endsWith('.js')) return null;
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return null;
  }
}

/** A path relative to the project, or its last two parts. */
function shortened(path: string): string {
  const parts = path.split('/');
  let room = parts.findLastIndex((part) => ROOMS.includes(part));
  while (room > 0 && ROOMS.includes(parts[room - 1])) room--;
  return parts.slice(room === -1 ? -2 : room).join('/');
}
