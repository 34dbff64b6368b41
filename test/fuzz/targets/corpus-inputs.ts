import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Compiled, this file lies one folder deeper.
const ROOT = import.meta.url.endsWith('.ts') ? '../../..' : '../../../..';
const CORPORA = fileURLToPath(new URL(`${ROOT}/corpus/fuzz/`, import.meta.url));

/** One committed input. */
export interface CorpusInput {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Folders of `corpus/fuzz`, in order of name. */
export function corpusNames(): string[] {
  const folders = readdirSync(CORPORA, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
}

/** The committed inputs of a target, in order of name. */
export function corpusInputs(target: string): CorpusInput[] {
  const names = readdirSync(CORPORA + target).sort((a, b) => (a < b ? -1 : 1));
  return names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${CORPORA}${target}/${name}`)) }));
}
