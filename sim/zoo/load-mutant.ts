import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { countOf } from '../data/count.ts';
import { codeOf, messageOf } from '../data/describe-thrown.ts';
import type { Production } from '../subject/production.ts';
import type { Mutant } from './mutant.ts';

/** A planted bug as a changed copy of what was compiled. */
export interface PlantedMutant {
  readonly folder: string;
  /** Whether the copy has the harness, too; else it is the production code alone. */
  readonly isWhole: boolean;
  /** The module that takes the place of the production code; null where the harness of the copy comes with its own. */
  readonly module: string | null;
  /** Takes the copy away again. */
  readonly dispose: () => void;
}

/** A planted bug, loaded. */
export interface LoadedMutant {
  readonly production: Production;
  /** Takes the changed copy away again. */
  readonly dispose: () => void;
}

/** The folder of everything that was compiled: that in which this file's room lies. */
const COMPILED = fileURLToPath(new URL('../..', import.meta.url));

/** What the production code shows of itself: the core, its inside, and its adapters. */
const ENTRIES = ['src/index.js', 'src/internal.js', 'src/node/index.js'];

/** What copies its states, and opens them. */
const COPIERS = ['src/tracker/copy-tracker.js', 'src/observer/copy-observer.js', 'src/tracker/tracker.js', 'src/observer/observer.js'];

const PRODUCTION_MODULE = [
  ...ENTRIES.map((file, at) => `import * as part${at} from './${file}';`),
  ...COPIERS.map((file, at) => `import * as copier${at} from './${file}';`),
  `export const production = { ${ENTRIES.map((_, at) => `...part${at}`).join(', ')}, copiers: { ${COPIERS.map((_, at) => `...copier${at}`).join(', ')} } };`,
  '',
].join('\n');

// The copy has no maps beside it.
const SOURCE_MAP_LINE = /^\/\/# sourceMappingURL=.*$/m;

/** Copies that are there; those of a process that ends in the midst of its work, as at a second interrupt, go with it. */
const copies = new Set<string>();

function removeCopies(): void {
  for (const copy of copies) {
    try {
      rmSync(copy, { recursive: true, force: true });
    } catch {
      // What another process still writes to stays: thrown here, it would leave the others, too, and print a stack.
    }
  }
}

/**
 * Makes a changed copy of the compiled production code, and of the harness where the mutant changes that. `folder` is where
 * everything compiled lies. Throws if a pattern of the mutant does not stand in its file exactly once.
 */
export function plantMutant(mutant: Mutant, folder: string = COMPILED): PlantedMutant {
  const isWhole = mutant.edits.some(({ file }) => !file.startsWith('src/'));
  // A copy of the harness must find the packages that it needs.
  const copy = mkdtempSync(join(isWhole ? folder : tmpdir(), 'varta-sim-mutant-'));
  // While there is a copy alone: a process that has loaded several builds, as one of tests does, would keep a listener of each.
  if (copies.size === 0) process.on('exit', removeCopies);
  copies.add(copy);
  const dispose = (): void => {
    rmSync(copy, { recursive: true, force: true });
    copies.delete(copy);
    if (copies.size === 0) process.off('exit', removeCopies);
  };
  try {
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}\n');
    for (const room of isWhole ? ['src', 'sim'] : ['src']) copyChanged(room, mutant, folder, copy);
    const module = isWhole ? null : join(copy, 'production.js');
    if (module !== null) writeFileSync(module, PRODUCTION_MODULE);
    return { folder: copy, isWhole, module, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Loads a bug of the production code into this process. As {@link plantMutant}. */
export async function loadMutant(mutant: Mutant, folder: string = COMPILED): Promise<LoadedMutant> {
  const planted = plantMutant(mutant, folder);
  try {
    const production: object = {};
    for (const file of ENTRIES) Object.assign(production, await import(pathToFileURL(join(planted.folder, file)).href));
    const copiers = {};
    for (const file of COPIERS) Object.assign(copiers, await import(pathToFileURL(join(planted.folder, file)).href));
    return { production: { ...production, copiers } as Production, dispose: planted.dispose };
  } catch (error) {
    planted.dispose();
    throw error;
  }
}

/** Copies the modules of one room, with the mutant's changes to them. */
function copyChanged(room: string, mutant: Mutant, from: string, to: string): void {
  for (const name of readdirSync(join(from, room), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js') && !name.endsWith('.json')) continue;
    const file = `${room}/${name.split(sep).join('/')}`;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), mutated(readCompiled(from, file), file, mutant));
  }
}

/** The text of a file with the mutant's changes in it. Throws if the pattern of one does not stand there exactly once. */
export function mutated(text: string, file: string, mutant: Mutant): string {
  return mutant.edits
    .filter((edit) => edit.file === file)
    .reduce((changed, { pattern, replacement }) => {
      const places = changed.split(pattern).length - 1;
      if (places !== 1) throw new Error(misfit(mutant.name, file, places));
      return changed.replace(pattern, () => replacement);
    }, text);
}

/** Why the mutant does not fit what was compiled; null if each pattern stands in its file exactly once. */
export function misfitOf(mutant: Mutant, folder: string = COMPILED): string | null {
  const files = new Set(mutant.edits.map(({ file }) => file));
  for (const file of files) {
    try {
      mutated(readCompiled(folder, file), file, mutant);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return `mutant ${mutant.name}: there is no file ${file}`;
      return messageOf(error);
    }
  }
  return null;
}

function readCompiled(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8').replace(SOURCE_MAP_LINE, '');
}

function misfit(name: string, file: string, places: number): string {
  return `mutant ${name}: its pattern stands ${countOf(places, 'time')} in ${file}, once is needed`;
}
