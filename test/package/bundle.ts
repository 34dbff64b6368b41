import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { licencesOf } from '../../sim/view/build/licences.ts';

/**
 * What the harness imports of other packages, by the text of the import: each goes into the package as one file, so that who wants the
 * tracker alone installs nothing else. `vitest` and `fast-check` are a user's own.
 */
const BUNDLED: Readonly<Record<string, { readonly file: string; readonly source: string }>> = {
  seedrandom: { file: 'seedrandom.js', source: "export { default } from 'seedrandom';" },
  'ajv/dist/2020.js': { file: 'ajv.js', source: "export { Ajv2020 } from 'ajv/dist/2020.js';" },
  acorn: { file: 'acorn.js', source: "export { parse, version } from 'acorn';" },
  'magic-string': { file: 'magic-string.js', source: "export { default } from 'magic-string';" },
};

const ENTRY = 'bundled-entry';

/** Where the bundled packages are looked for. */
const HERE = dirname(fileURLToPath(import.meta.url));

/** Writes the packages that are bundled into `dist/bundled`, with their licences. */
export async function writeBundles(dist: string): Promise<void> {
  const licences: string[] = [];
  for (const [from, { file, source }] of Object.entries(BUNDLED)) {
    const bundle = await rolldown({
      input: ENTRY,
      platform: 'node',
      cwd: HERE,
      plugins: [
        {
          name: 'entry',
          resolveId: (id: string) => (id === ENTRY ? join(HERE, `${ENTRY}.js`) : null),
          load: (id: string) => (id === join(HERE, `${ENTRY}.js`) ? source : null),
        },
      ],
    });
    const { output } = await bundle.write({ file: join(dist, 'bundled', file), format: 'esm', minify: false });
    licences.push(...licencesOf(output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : []))));
    await bundle.close();
    if (licences.length === 0) throw new Error(`nothing was bundled of ${from}`);
  }
  writeFileSync(join(dist, 'bundled', 'LICENSES.txt'), [...new Set(licences)].sort((a, b) => (a < b ? -1 : 1)).join('\n\n'));
}

/** Has every module in `dist` that imports a bundled package import the bundle; `undo` has them import the package again. */
export function pointAtBundles(dist: string, files: readonly string[], undo: boolean): void {
  for (const file of files.filter((each) => each.endsWith('.js') && !each.startsWith('bundled/'))) {
    const path = join(dist, file);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    let pointed = text;
    for (const [from, { file: bundle }] of Object.entries(BUNDLED)) {
      const address = relative(dirname(path), join(dist, 'bundled', bundle));
      const [before, after] = undo ? [address, from] : [from, address];
      pointed = pointed.replaceAll(` from '${before}'`, ` from '${after}'`);
    }
    if (pointed !== text) writeFileSync(path, pointed);
  }
}
