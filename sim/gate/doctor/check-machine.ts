import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { well, wrong, type Diagnosis, type Place } from './check.ts';

/** Memory below which a campaign may not get through, MB. */
const FREE_LEAST_MB = 512;

/** Whether Node is as new as the package asks. */
export function checkNode({ root, nodeVersion }: Place): Diagnosis {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly engines: { readonly node: string } };
  const least = engines.node.replace('>=', '');
  const [have, need] = [nodeVersion, least].map((text) => text.split('.').map(Number));
  const isOld = have[0] < need[0] || (have[0] === need[0] && have[1] < (need[1] ?? 0));
  return isOld ? wrong(nodeVersion, `install Node ${least} or later`) : well(nodeVersion);
}

/** Whether the commit can be read, which traces name and fresh seeds are drawn from. */
export function checkCommit({ commit }: Place): Diagnosis {
  const cure = 'work in a clone, with git on the PATH; without, fresh seeds are drawn from the text of the code, or by verify --commit';
  return commit === '' ? wrong('no commit can be read', cure) : well(commit);
}

/** How many cores there are. One will do. */
export function checkCores({ cores }: Place): Diagnosis {
  if (cores < 1) return wrong(`${cores}`, 'let this process run on a core at least');
  return well(cores === 1 ? '1: give verify more time, such as --budget 6m' : String(cores));
}

/** Whether there is memory for a campaign. */
export function checkMemory({ freeMb }: Place): Diagnosis {
  return freeMb < FREE_LEAST_MB ? wrong(`${freeMb} MB free`, `make ${FREE_LEAST_MB} MB free`) : well(`${freeMb} MB free`);
}
