import type { Tree } from './tree.ts';

/** What is wrong, and where. */
export interface Complaint {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

/** One thing that types cannot see. */
export interface TidyRule {
  readonly name: string;
  /** What to do instead, as a sentence: it ends every message. */
  readonly cure: string;
  readonly check: (tree: Tree) => Complaint[];
}

/** A complaint as the failing test shows it. */
export function formatComplaint(rule: TidyRule, { path, line, what }: Complaint): string {
  return `${path}:${line} ${what} (${rule.name}). ${rule.cure}`;
}

/** Whether a path is a TypeScript file in one of these folders. */
export function isCodeIn(path: string, ...folders: readonly string[]): boolean {
  return path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`));
}

/** Source text with its comments turned to spaces, line by line where they were. */
export function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(^|\s)\/\/[^\n]*/g, (_comment, before: string) => before);
}

/** A complaint for each place in `text` at which `pattern`, which must be global, matches. */
export function matchesOf(path: string, text: string, pattern: RegExp, what: (match: string) => string): Complaint[] {
  return [...text.matchAll(pattern)].map((match) => ({ path, line: lineAt(text, match.index), what: what(match[0]) }));
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A rule that a word is not used in some files; comments do not count. */
export function wordRule(name: string, cure: string, applies: (path: string) => boolean, pattern: RegExp): TidyRule {
  return {
    name,
    cure,
    check: (tree) =>
      [...tree].flatMap(([path, text]) =>
        applies(path) ? matchesOf(path, withoutComments(text), pattern, (match) => `uses ${match.trim()}`) : [],
      ),
  };
}
