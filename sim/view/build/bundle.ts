import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { decode } from '@jridgewell/sourcemap-codec';
import { rolldown, type OutputChunk, type Plugin } from 'rolldown';
import { licencesOf } from './licences.ts';

/** How to bundle. */
export interface BundleOptions {
  /** The folder of everything that was compiled, absolute. */
  readonly folder: string;
  /** The module to begin with, below the folder. */
  readonly entry: string;
  /** The global variable that holds what the entry exports. */
  readonly name: string;
  /** Changes the text of compiled files on the way, given by their paths below the folder: the zoo plants bugs with it. */
  readonly change?: (text: string, file: string) => string;
}

/**
 * One script without imports that runs in a page or in a worker, made of compiled modules. Where a module has a sibling named
 * `.web.js`, that one is taken. Throws where a module needs what is not there. The same input gives the same text.
 */
export async function bundle(options: BundleOptions): Promise<string> {
  return withSources(await bundled(options));
}

/** The page's own script, from its sources: as {@link bundle}, without a table of sources. */
export async function bundlePage(folder: string): Promise<string> {
  const chunk = await bundled({ folder, entry: 'sim/view/page/main.tsx', name: 'vartaPage' });
  return `${noticeOf(chunk)}${chunk.code}`;
}

/** The licences of what others wrote of a script, as a comment. */
function noticeOf({ moduleIds }: OutputChunk): string {
  return licencesOf(moduleIds)
    .map(
      (text) => `/*!
${text.replaceAll('*/', '* /')}*/
`,
    )
    .join('');
}

async function bundled({ folder, entry, name, change = (text) => text }: BundleOptions): Promise<OutputChunk> {
  const build = await rolldown({
    input: join(folder, entry),
    platform: 'browser',
    tsconfig: false,
    checks: { bundlerTimings: false },
    transform: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [webSiblings(), changed(folder, change)],
    // What would be left for Node to load is a mistake.
    onLog(level, log, handler) {
      if (log.code === 'UNRESOLVED_IMPORT' || log.code === 'MISSING_GLOBAL_NAME') throw new Error(log.message);
      handler(level, log);
    },
  });
  const { output } = await build.generate({
    format: 'iife',
    name,
    minify: true,
    keepNames: true,
    sourcemap: true,
    comments: { legal: false },
  });
  await build.close();
  return output[0];
}

function webSiblings(): Plugin {
  return {
    name: 'web-siblings',
    async resolveId(source, importer, options) {
      if (!source.startsWith('.')) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const sibling = resolved?.id.replace(/\.([jt]s)$/, '.web.$1');
      return sibling !== undefined && sibling !== resolved?.id && existsSync(sibling) ? sibling : resolved;
    },
  };
}

function changed(folder: string, change: (text: string, file: string) => string): Plugin {
  return {
    name: 'changed',
    transform: (text, id) => (id.startsWith(folder) ? { code: change(text, relative(folder, id).split(sep).join('/')), map: null } : null),
  };
}

/** The script, and after it a table of where the code of each source file begins in it: see stack-frames.web.ts. */
function withSources(chunk: OutputChunk): string {
  const { code, map } = chunk;
  if (map === null) throw new Error('Cannot tell where sources begin: there is no map');
  const starts: [line: number, column: number, source: string][] = [];
  decode(map.mappings).forEach((segments, line) => {
    for (const [column, source = -1] of segments) {
      const name = source === -1 ? '' : nameOf(map.sources[source]);
      if (starts.at(-1)?.[2] !== name) starts.push([line + 1, column + 1, name]);
    }
  });
  return `${code}\nglobalThis.vartaSourceStarts=${JSON.stringify(starts)};\n${noticeOf(chunk)}`;
}

/** The path of a source file from the root of the project, whichever way it was found. */
function nameOf(source: string): string {
  return source.replace(/^.*?(?=(?:src|sim|node_modules)\/)/, '').replace(/\.js$/, '.ts');
}
