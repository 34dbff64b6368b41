import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Production } from '../run/production.ts';
import type { Mutant } from './mutant.ts';

/** A planted bug, loaded. */
export interface LoadedMutant {
  readonly production: Production;
  /** Takes the changed copy away again. */
  readonly dispose: () => void;
}

/** The folder of the compiled source, beside that of this file. */
const COMPILED = fileURLToPath(new URL('../../src', import.meta.url));

// The copy has no maps beside it.
const SOURCE_MAP_LINE = /^\/\/# sourceMappingURL=.*$/m;

/**
 * Loads a changed copy of the compiled source. `folder` is where the compiled source lies. Throws if the pattern of the
 * mutant does not stand in its file exactly once.
 */
export async function loadMutant(mutant: Mutant, folder: string = COMPILED): Promise<LoadedMutant> {
  const copy = mkdtempSync(join(tmpdir(), 'varta-sim-mutant-'));
  const dispose = (): void => rmSync(copy, { recursive: true, force: true });
  try {
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}\n');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(folder, name), 'utf8').replace(SOURCE_MAP_LINE, '');
      mkdirSync(dirname(join(copy, name)), { recursive: true });
      writeFileSync(join(copy, name), name.split(sep).join('/') === mutant.file ? mutated(text, mutant) : text);
    }
    const production = (await import(pathToFileURL(join(copy, 'index.js')).href)) as Production;
    return { production, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The text with the bug in it. Throws if a pattern does not stand there exactly once. */
export function mutated(text: string, { name, file, pattern, replacement, and }: Mutant): string {
  const edits = and === undefined ? [{ pattern, replacement }] : [{ pattern, replacement }, and];
  return edits.reduce((changed, edit) => {
    const places = changed.split(edit.pattern).length - 1;
    if (places !== 1) throw new Error(`mutant ${name}: its pattern stands ${places} times in ${file}, once is needed`);
    return changed.replace(edit.pattern, () => edit.replacement);
  }, text);
}
