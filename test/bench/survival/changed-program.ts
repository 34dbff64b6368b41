import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { simulate } from '../../../sim/world/seeded-run.ts';
import type { isRefusal } from '../../../sim/data/ops/refusal.ts';
import type { replayAsFound } from '../../../sim/findings/replay/replay-as-found.ts';
import type { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import type { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import type { GeneratorChange } from './generator-changes.ts';

/** The parts of a program that make, read and replay runs; see the modules of the same names. */
export interface Program {
  readonly simulate: typeof simulate;
  readonly SCENARIOS: typeof SCENARIOS;
  readonly parseTrace: typeof parseTrace;
  readonly isRefusal: typeof isRefusal;
  readonly replayAsFound: typeof replayAsFound;
}

/** A program, loaded from a copy of its own. */
export interface LoadedProgram extends Program {
  /** Takes the copy away again. */
  readonly dispose: () => void;
}

/** The folder of the project, whether this file is itself compiled or not. */
export const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/test/') ? '../../../../' : '../../../', import.meta.url));
const MODULES = [
  'world/seeded-run',
  'world/scenarios/index',
  'data/trace/parse-trace',
  'data/ops/refusal',
  'findings/replay/replay-as-found',
];

/**
 * Loads a copy of the compiled program with a change in it; null loads it as it is. Throws if a pattern does not stand in
 * its folder exactly once: the change is then to be fitted to the program as it is now.
 */
export async function loadProgram(change: GeneratorChange | null): Promise<LoadedProgram> {
  const copy = mkdtempSync(join(tmpdir(), 'varta-sim-changed-'));
  const dispose = (): void => rmSync(copy, { recursive: true, force: true });
  try {
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}\n');
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    for (const part of ['src', 'sim']) copyProgram(join(ROOT, 'dist', part), join(copy, part));
    for (const [path, text] of change === null ? [] : changedFiles(change)) writeFileSync(join(copy, 'sim', path), text);
    const modules = await Promise.all(MODULES.map(async (name) => load(join(copy, 'sim', `${name}.js`))));
    return { ...(Object.assign({}, ...modules) as Program), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** The files below the compiled `sim` that a change makes other, with their new texts. Throws like {@link loadProgram}. */
export function changedFiles({ name, edits }: GeneratorChange): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { folder, pattern, replacement } of edits) {
    const places = filesIn(folder).flatMap((path) => {
      const pieces = (texts.get(path) ?? withoutMap(readFileSync(join(ROOT, 'dist/sim', path), 'utf8'))).split(pattern);
      return pieces.slice(1).map(() => ({ path, text: pieces.join(replacement) }));
    });
    if (places.length !== 1)
      throw new Error(`change ${name}: its pattern stands ${places.length} times in ${folder}, once is needed: ${pattern}`);
    texts.set(places[0].path, places[0].text);
  }
  return texts;
}

function filesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, 'dist/sim', folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.js')).map((name) => join(folder, name));
}

async function load(path: string): Promise<object> {
  return (await import(pathToFileURL(path).href)) as object;
}

/** Copies modules, without their lines about maps: the copy has no maps beside it. */
function copyProgram(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!['.js', '.json'].includes(extname(name))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), withoutMap(readFileSync(join(from, name), 'utf8')));
  }
}

function withoutMap(text: string): string {
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
}
