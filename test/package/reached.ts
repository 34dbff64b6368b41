import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'acorn';

/** Modules that a text loads: by import, by export, or by an address beside it (`new URL('./worker.js', import.meta.url)`). */
const ADDRESS = /new URL\(\s*'(\.[^']*\.(?:js|json|html|css))'\s*,\s*import\.meta\.url/g;
const DYNAMIC = /import\(\s*(?:\/\*[^*]*\*\/\s*)?'(\.[^']+)'\s*\)/g;
const IN_TYPES = /(?:from|import\()\s*["'](\.[^"']+)["']/g;

/** What a compiled module loads of its own package, as paths. */
function loadedBy(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  const { body } = parse(text.replace(/^#!.*/, ''), { ecmaVersion: 'latest', sourceType: 'module' });
  const statics = body
    .map((statement) => ('source' in statement ? statement.source?.value : undefined))
    .filter((from): from is string => typeof from === 'string' && from.startsWith('.'));
  const others = [ADDRESS, DYNAMIC].flatMap((pattern) => [...text.matchAll(pattern)].map(([, from]) => from));
  return [...statics, ...others].map((from) => join(dirname(path), from));
}

/** What declarations refer to. */
function namedBy(path: string): readonly string[] {
  return [...readFileSync(path, 'utf8').matchAll(IN_TYPES)].map(([, from]) => join(dirname(path), from.replace(/\.(?:js|ts)$/, '.d.ts')));
}

function closure(entries: readonly string[], next: (path: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(entries);
  for (const path of found) for (const other of next(path)) found.add(other);
  return found;
}

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

/** Every file in the folder `dist` of a package that its entries and its program reach, with the maps of the modules; paths from `dist`. */
export function reachedFiles(root: string): readonly string[] {
  const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const entries = Object.values(exports).filter((entry) => typeof entry !== 'string');
  const modules = closure(
    [...Object.values(bin), ...entries.map((entry) => entry.default)].map((path) => join(root, path)),
    (path) => (path.endsWith('.js') ? loadedBy(path) : []),
  );
  const types = closure(
    entries.map((entry) => join(root, entry.types)),
    (path) => (path.endsWith('.d.ts') ? namedBy(path) : []),
  );
  const maps = [...modules]
    .filter((path) => path.endsWith('.js'))
    .map((path) => `${path}.map`)
    .filter((path) => existsSync(path));
  return [...new Set([...modules, ...maps, ...types])].map((path) => relative(join(root, 'dist'), path)).sort((a, b) => (a < b ? -1 : 1));
}
