/** A place in the one script that holds everything: line and column, counted from 1. */
const PLACE = /:(\d+):(\d+)\)?$/;

/** Where the code of each source file begins in the script: line and column, counted from 1, in order. */
export type SourceStarts = readonly (readonly [line: number, column: number, source: string])[];

/** The maker of the script sets it. */
const scope = globalThis as { vartaSourceStarts?: SourceStarts };

/**
 * As {@link stackFrames} of stack-frames.ts, in a page: function and source file, such as `Tracker.record (src/tracker/tracker.ts)`,
 * innermost first; engines write stacks in two ways, and both are read. Never throws. O(stack).
 */
export function stackFrames(stack: string): string[] {
  return stack.split('\n').flatMap((line) => {
    const place = PLACE.exec(line);
    if (place === null) return [];
    const source = sourceAt(Number(place[1]), Number(place[2]));
    const [, name = ''] = /^\s*at (?:async )?(?:new )?([^\s(]+) \(/.exec(line) ?? /^([^@]+)@/.exec(line) ?? [];
    return source === null ? [] : [name === '' ? source : `${name} (${source})`];
  });
}

function sourceAt(line: number, column: number): string | null {
  const starts = scope.vartaSourceStarts ?? [];
  return starts.findLast(([atLine, atColumn]) => atLine < line || (atLine === line && atColumn <= column))?.[2] ?? null;
}
