import { posix } from 'node:path';
import type { Complaint, TidyRule } from './rule.ts';
import type { Tree } from './tree.ts';

const BARRELS = ['src/index.ts', 'src/node/index.ts'];
const EXPORT = /export \{([^}]*)\} from '([^']+)'/g;

export const PUBLIC_NAMES_ARE_EXPLAINED: TidyRule = {
  name: 'public-names-are-explained',
  cure: 'Give it a doc comment: what it is, its unit, its range with both ends, what it throws, what it costs.',
  check: (tree) => BARRELS.flatMap((barrel) => [...unexplained(tree, barrel)]),
};

function* unexplained(tree: Tree, barrel: string): Generator<Complaint> {
  for (const [, names, from] of (tree.get(barrel) ?? '').matchAll(EXPORT)) {
    const path = posix.join(posix.dirname(barrel), from);
    const lines = (tree.get(path) ?? '').split('\n');
    for (const part of names.split(',')) {
      const name = part.trim().replace(/^type /, '');
      if (name === '') continue;
      const declared = new RegExp(`^export (?:abstract )?(?:const|let|function|class|interface|type) ${name}\\b`);
      const at = lines.findIndex((line) => declared.test(line));
      if (at === -1) yield { path, line: 1, what: `exports ${name} from elsewhere` };
      else if (!(lines[at - 1] ?? '').trimEnd().endsWith('*/')) yield { path, line: at + 1, what: `exports ${name} without a doc comment` };
    }
  }
}
