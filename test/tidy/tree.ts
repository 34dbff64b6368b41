import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of each file, by its path from the root of the project with slashes. */
export type Tree = ReadonlyMap<string, string>;

const NOT_OURS = new Set(['.git', 'node_modules', 'dist', 'coverage', '.stryker-tmp', 'reports']);
/** Traces of findings, at the root; `sim/findings` is code. */
const KEPT_TRACES = 'findings';
const TEXT_NAMES = /\.(?:ts|js|json|jsonc|md|ndjson|yml|yaml)$|^(?:LICENSE.*|\.[a-z]+rc|\.gitignore|\.editorconfig|run)$/;

/** Reads every text file of the project that is kept under version control, or could be. */
export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  readFolder(root, '', tree);
  return tree;
}

function readFolder(root: string, path: string, tree: Map<string, string>): void {
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    if (NOT_OURS.has(entry.name) || inner === KEPT_TRACES || entry.name.endsWith('.draft')) continue;
    if (entry.isDirectory()) readFolder(root, inner, tree);
    else if (entry.isFile() && TEXT_NAMES.test(entry.name)) tree.set(inner, readFileSync(join(root, inner), 'utf8'));
  }
}
