import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Digest } from '../run/digest.ts';

/** Where the seeds of a gate come from. */
export interface FreshSeed {
  readonly seed: string;
  /** Where it comes from, in words. */
  readonly origin: string;
}

const ROOMS = ['src', 'sim'];

/**
 * The first seed of the runs that are new with every commit, and the same for one commit. Where no commit can be read it is
 * drawn from the text of the code. `commit` is empty where there is none.
 */
export function freshSeed(root: string, commit: string): FreshSeed {
  if (commit !== '') return { seed: commit, origin: `commit ${commit}` };
  return { seed: textHash(root), origin: 'the text of src and sim: there is no commit to be read here; --commit names one' };
}

/** A hash over the names and the bytes of all source files, in the order of their names. */
function textHash(root: string): string {
  const digest = new Digest();
  for (const room of ROOMS) {
    const names = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') || name.endsWith('.json'))
      .map((name) => name.split(sep).join('/'))
      .sort((a, b) => (a < b ? -1 : 1));
    for (const name of names) {
      digest.text(name);
      digest.bytes(readFileSync(join(root, room, name)));
    }
  }
  return digest.hex;
}
