import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a bundled module belongs to; null for one of this project. */
function packageFolder(id: string): string | null {
  const match = /^(?:\0.*?:)?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
  return match === null ? null : match[1];
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? `License: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version}\n\n${text}\n`;
}

/** The licences of the packages of these modules, which whoever hands the bundle on hands on with it; in order, each once. */
export function licencesOf(moduleIds: readonly string[]): readonly string[] {
  const folders = new Set(moduleIds.map(packageFolder).filter((folder) => folder !== null));
  return [...folders].map(licenceOf).sort((a, b) => (a < b ? -1 : 1));
}
