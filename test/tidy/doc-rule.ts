import { posix } from 'node:path';
import { isCodeIn, type Complaint, type TidyRule } from './rule.ts';
import type { Tree } from './tree.ts';

const BARRELS = [
  'src/index.ts',
  'src/internal.ts',
  'src/node/index.ts',
  'sim/library/index.ts',
  'sim/library/vitest/index.ts',
  'sim/library/fast-check/index.ts',
  'fuzz/vitest/index.ts',
];
const EXPORT = /export \{([^}]*)\} from '([^']+)'/g;

export const PUBLIC_NAMES_ARE_EXPLAINED: TidyRule = {
  name: 'public-names-are-explained',
  cure: 'Give it a doc comment: what it is, its unit, its range with both ends, what it throws, what it costs.',
  check: (tree) => [...BARRELS.flatMap((barrel) => [...undocumentedExports(tree, barrel)]), ...undocumentedMembers(tree)],
};

const OWN_EXPORT = /^export (?:abstract |async )?(?:const|let|function|class|interface|type) (\w+)/;

function* undocumentedExports(tree: Tree, barrel: string): Generator<Complaint> {
  const own = (tree.get(barrel) ?? '').split('\n');
  for (const [at, line] of own.entries()) {
    const name = OWN_EXPORT.exec(line)?.[1];
    if (name !== undefined && !isDocumented(own, at)) yield { path: barrel, line: at + 1, what: `exports ${name} without a doc comment` };
  }
  for (const [, names, from] of (tree.get(barrel) ?? '').matchAll(EXPORT)) {
    const path = posix.join(posix.dirname(barrel), from);
    const lines = (tree.get(path) ?? '').split('\n');
    for (const part of names.split(',')) {
      const name = part.trim().replace(/^type /, '');
      if (name === '') continue;
      const declared = new RegExp(`^export (?:abstract |async )?(?:const|let|function|class|interface|type) ${name}\\b`);
      const at = lines.findIndex((line) => declared.test(line));
      if (at === -1) yield { path, line: 1, what: `exports ${name} from elsewhere` };
      else if (!isDocumented(lines, at)) yield { path, line: at + 1, what: `exports ${name} without a doc comment` };
    }
  }
}

// Formatted code: the body of a class or an interface ends at the next brace in the first column, and its members, no line
// of theirs but the first, start at the third.
const TYPE = /^export (?:abstract )?(?:class|interface) (\w+)/;
const MEMBER = /^ {2}(?:(?:public|protected|static|override|abstract|readonly|declare|async|get|set) )*\*?(\w+)\??!?(?:[(<:;]| =)/;
const NOT_PUBLIC = /^ {2}(?:private|protected) /;

/** Every exported class and interface of src, in a barrel or not, as a test or a view may be its reader; elsewhere those of the barrels. */
function* undocumentedMembers(tree: Tree): Generator<Complaint> {
  const ofBarrels = new Set(
    BARRELS.flatMap((barrel) =>
      [...(tree.get(barrel) ?? '').matchAll(EXPORT)].flatMap(([, names, from]) =>
        names.split(',').map((name) => `${posix.join(posix.dirname(barrel), from)} ${name.trim().replace(/^type /, '')}`),
      ),
    ),
  );
  for (const [path, text] of tree) {
    const lines = text.split('\n');
    let type: string | null = null;
    for (const [at, line] of lines.entries()) {
      if (line.startsWith('}')) type = null;
      const opened = TYPE.exec(line)?.[1];
      if (opened !== undefined && (isCodeIn(path, 'src') || ofBarrels.has(`${path} ${opened}`))) type = opened;
      const member = type === null || NOT_PUBLIC.test(line) ? null : MEMBER.exec(line);
      if (member !== null && !isDocumented(lines, at)) {
        yield { path, line: at + 1, what: `declares ${type}.${member[1]} without a doc comment` };
      }
    }
  }
}

function isDocumented(lines: readonly string[], at: number): boolean {
  return (lines[at - 1] ?? '').trimEnd().endsWith('*/');
}
