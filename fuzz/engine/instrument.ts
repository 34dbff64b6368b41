import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeWhole } from '../../sim/data/write-whole.ts';
import type { Build } from './build.ts';

/** Instrumented code, by the path of its file. */
export type InstrumentedCode = Readonly<Record<string, string>>;

const VERSION = 1;

/**
 * The instrumented code of a build, made by the same library and in the same way as jsfuzz makes it. It takes a second,
 * and is kept beside the build until that changes. Rejects if the build is not there.
 */
export async function instrument(build: Build): Promise<InstrumentedCode> {
  await nameCommonJs(build.folder);
  const files = partsOf(build).flatMap((part) =>
    readdirSync(join(build.folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(build.folder, part, name))
      .sort((a, b) => (a < b ? -1 : 1)),
  );
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, libraryVersion(), files, texts]))
    .digest('hex');
  const cache = join(build.folder, 'instrumented.json');
  const kept = readCache(cache);
  if (kept?.key === key) return kept.code;
  const code = await instrumentTexts(files, texts);
  // Without it the next start takes a second longer, and that is all.
  await writeWhole(cache, Buffer.from(JSON.stringify({ key, code })), { overwrite: true }).catch(() => {});
  return code;
}

/** Of the instrumented code of a build what a target needs. */
export function codeFor(build: Build, code: InstrumentedCode, target: string): InstrumentedCode {
  const parts = [...build.instrumented, ...(build.alsoInstrumented[target] ?? [])].map((part) => join(build.folder, part));
  return Object.fromEntries(Object.entries(code).filter(([file]) => parts.some((part) => file.startsWith(part))));
}

function partsOf({ instrumented, alsoInstrumented }: Build): readonly string[] {
  return [...instrumented, ...Object.values(alsoInstrumented).flat()];
}

/** Makes the files of the folder CommonJS by a package.json of its own: the project's are modules. */
async function nameCommonJs(folder: string): Promise<void> {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) await writeWhole(path, Buffer.from('{"type":"commonjs"}\n'), { overwrite: true });
}

function libraryVersion(): string {
  const { version } = createRequire(import.meta.url)('istanbul-lib-instrument/package.json') as { readonly version: string };
  return version;
}

function readCache(path: string): { readonly key: string; readonly code: InstrumentedCode } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { key: string; code: InstrumentedCode };
  } catch {
    return null;
  }
}

async function instrumentTexts(files: readonly string[], texts: readonly string[]): Promise<InstrumentedCode> {
  const { createInstrumenter } = await import('istanbul-lib-instrument');
  const instrumenter = createInstrumenter({ compact: true });
  return Object.fromEntries(files.map((file, at) => [file, instrumenter.instrumentSync(texts[at], file)]));
}
