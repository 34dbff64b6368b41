import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse, version } from 'acorn';
import { probeReports } from '../../sim/data/probe-reports.ts';
import { writeWhole } from '../../sim/data/write-whole.ts';
import type { Build } from './build.ts';
import { countEdges, type Numbering } from './edges.ts';

/** A copy of a build's modules whose production code counts what it does. */
export interface InstrumentedBuild {
  /** Folder of the copy, with a slash at its end. */
  readonly folder: string;
  /** The same for the same code alone: 64 hex digits. */
  readonly key: string;
  /** Hit counters, and comparisons, that the code numbers. */
  readonly hits: number;
  readonly comparisons: number;
  /** The files, from the root of the build. */
  readonly files: readonly string[];
}

const VERSION = 2;
const MANIFEST = 'manifest.json';
/** Copies that are being looked for or made, by folder: targets that begin at once share one. */
const underWay = new Map<string, Promise<InstrumentedBuild>>();

/**
 * The instrumented copy for one target. Making it takes a second; it is kept beside the build until that changes. Rejects if
 * the build is not there, and with a UsageError if no copy can be kept beside it.
 */
export async function instrument(build: Build, target: string): Promise<InstrumentedBuild> {
  const further = build.alsoInstrumented[target];
  const folder = join(build.root, 'instrumented', build.name, further === undefined ? 'all/' : `${target}/`);
  const begun = underWay.get(folder) ?? keptOrMade(build, folder, [...build.instrumented, ...(further ?? [])]);
  underWay.set(folder, begun);
  try {
    return await begun;
  } finally {
    underWay.delete(folder);
  }
}

async function keptOrMade(build: Build, folder: string, parts: readonly string[]): Promise<InstrumentedBuild> {
  const plain = build.plainFiles ?? [];
  const kept = readManifest(folder);
  if (kept !== null && kept.key === keyOf(kept.files, build, parts)) return kept;
  // The package may have been installed by somebody else.
  await probeReports({ folders: [folder] });
  const files = filesOf(build);
  const numbering: Numbering = { hits: 0, comparisons: 0 };
  for (const file of files) {
    const text = readFileSync(join(build.root, file), 'utf8');
    const isCounted = file.endsWith('.js') && !plain.includes(file) && parts.some((part) => file.startsWith(part));
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    await writeWhole(join(folder, file), Buffer.from(isCounted ? countEdges(text, numbering) : text), { overwrite: true });
  }
  const made: InstrumentedBuild = { folder, key: keyOf(files, build, parts) ?? '', ...numbering, files };
  // Last, so that a copy that is not whole has none.
  await writeWhole(join(folder, MANIFEST), Buffer.from(JSON.stringify(made)), { overwrite: true });
  return made;
}

function readManifest(folder: string): InstrumentedBuild | null {
  try {
    const kept = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as InstrumentedBuild;
    return { ...kept, folder };
  } catch {
    return null;
  }
}

/** Names files with these contents, instrumented in these parts; null if one is not there. O(bytes). */
function keyOf(files: readonly string[], { root, plainFiles }: Build, parts: readonly string[]): string | null {
  const hash = createHash('sha256').update(JSON.stringify([VERSION, version, parts, plainFiles, files]));
  try {
    for (const file of files)
      hash.update(
        createHash('sha256')
          .update(readFileSync(join(root, file)))
          .digest(),
      );
  } catch {
    return null;
  }
  return hash.digest('hex');
}

/** The targets and all that they import of the build, in order of name. */
function filesOf({ root, targets, features }: Build): readonly string[] {
  const found = new Set<string>();
  const open = [join(root, targets), join(root, features)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (path.endsWith('.js')) open.push(...importsOf(path));
  }
  return [...found].map((path) => relative(root, path)).sort((a, b) => (a < b ? -1 : 1));
}

function importsOf(path: string): readonly string[] {
  const { body } = parse(readFileSync(path, 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' });
  return body
    .map((statement) => ('source' in statement ? statement.source?.value : undefined))
    .filter((source): source is string => typeof source === 'string' && source.startsWith('.'))
    .map((source) => join(dirname(path), source));
}
